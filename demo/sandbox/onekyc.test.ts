import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleKtp } from './onekyc/answers.ts';
import { type Bench, call, client, jpeg, startBench, startCustomer, userHeaders } from './onekyc/testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const restart = async (options: Parameters<typeof startBench>[0]): Promise<void> => {
  await bench.close();
  bench = await startBench(options);
};
const partnerToken = async (): Promise<string> => {
  const { data } = await call(`${bench.onekyc.tokenUrl}/v1/coe/partner/authentication`, client);
  return String(data['token']);
};

describe('authentication', () => {
  it('gives a user token, numbers as strings', async () => {
    const { status, data } = await call(`${bench.onekyc.tokenUrl}/v2/coe/authentication`, userHeaders('u'));
    const expires = String(bench.clock.now() / 1000 + 5_184_000);
    expect([status, data]).toEqual([
      200,
      { token: expect.any(String), expiry_seconds: '5184000', expires_at: expires },
    ]);
  });

  it('gives a partner token', async () => {
    const { data } = await call(`${bench.onekyc.tokenUrl}/v1/coe/partner/authentication`, client);
    expect(data['expiry_seconds']).toBe('3600');
  });

  it.each([
    ['client-id', null, 400, 1539, 'MISSING_CLIENT_ID_OR_PASS_KEY'],
    ['pass-key', null, 400, 1539, 'MISSING_CLIENT_ID_OR_PASS_KEY'],
    ['pass-key', 'wrong', 401, 110, 'UNAUTHORIZED'],
    ['client-id', 'wrong', 401, 110, 'UNAUTHORIZED'],
    ['x-onboarding-partner', null, 400, 1539, 'COE_PARTNER_CAN_NOT_BE_EMPTY'],
    ['x-onboarding-partner', 'OTHER-WEB-KTP', 401, 110, 'UNAUTHORIZED'],
    ['x-partner-user-id', null, 400, 1550, 'PARTNER_USER_ID_CAN_NOT_BE_EMPTY'],
    ['x-partner-user-id-type', null, 400, 1539, 'PARTNER_USER_ID_TYPE_CAN_NOT_BE_EMPTY'],
  ])('refuses %s: %s with %i %i %s', async (name, value, status, code, cause) => {
    const headers = { ...userHeaders('u'), [name]: value };
    const answer = await call(`${bench.onekyc.tokenUrl}/v2/coe/authentication`, headers);
    expect(answer).toMatchObject({ status, success: false, error: { code, cause } });
  });

  it.each([
    [{ 'client-id': 'client', 'pass-key': null }, 400],
    [{ 'client-id': 'client', 'pass-key': 'wrong' }, 401],
  ])('checks the client of a partner token too: %o gets %i', async (headers, status) => {
    const answer = await call(`${bench.onekyc.tokenUrl}/v1/coe/partner/authentication`, headers);
    expect(answer.status).toBe(status);
  });

  it('ends a token when it said it would', async () => {
    await restart({ tokenExpirySeconds: 60 });
    const customer = await startCustomer(bench, 'u');
    bench.clock.advance(59_000);
    expect((await customer.urls()).status).toBe(200);
    bench.clock.advance(1_000);
    expect(await customer.urls()).toMatchObject({
      status: 401,
      error: { code: '110', cause: 'UNAUTHORIZED' },
    });
  });

  it('revokes tokens on demand, and gives good ones afterwards', async () => {
    const customer = await startCustomer(bench, 'u');
    bench.onekyc.control.revokeTokens();
    expect((await customer.urls()).status).toBe(401);
    customer.headers['x-onekyc-token'] = await customer.login();
    expect((await customer.urls()).status).toBe(200);
  });
});

describe('headers of the gateway', () => {
  it.each([
    ['x-onekyc-token', null, 401, 'UNAUTHORIZED'],
    ['x-onekyc-token', 'abc.def.ghi', 401, 'UNAUTHORIZED'],
    ['x-sdk-session-id', null, 400, 'X_SDK_SESSION_ID_CAN_NOT_BE_EMPTY'],
    ['x-partner-session-id', null, 400, 'X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY'],
  ])('%s: %s is refused by urls, confirm and status', async (name, value, status, cause) => {
    const customer = await startCustomer(bench, 'u');
    const id = (await customer.urls()).data['submissionId'];
    customer.headers[name] = value;
    for (const answer of [await customer.urls(), await customer.confirm(id), await customer.status(id)]) {
      expect(answer).toMatchObject({ status, error: { cause } });
    }
  });

  it('refuses a partner token where a user is meant', async () => {
    const customer = await startCustomer(bench, 'u');
    customer.headers['x-onekyc-token'] = await partnerToken();
    expect(await customer.urls()).toMatchObject({ status: 403, error: { code: '110', cause: 'FORBIDDEN' } });
  });
});

describe('the way of a KTP', () => {
  it('goes from a URL to the details', async () => {
    const customer = await startCustomer(bench, 'user-1');
    const opened = await customer.urls();
    const id = opened.data['submissionId'];
    expect(opened.data).toEqual({
      submissionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'INITIATED',
      documents: {
        KTP_FRONT: {
          documentUrl: expect.any(String),
          documentReference: expect.any(String),
          expiryInSeconds: '600',
        },
      },
    });
    expect((await customer.status(id)).data).toMatchObject({
      status: 'INITIATED',
      documents: { KTP_FRONT: { status: 'PENDING' } },
    });
    expect((await customer.upload(customer.documentUrl(opened))).status).toBe(200);
    expect(await customer.confirm(id)).toMatchObject({ status: 200, data: { submissionId: id } });
    expect((await customer.status(id)).data).toEqual({
      submissionId: id,
      status: 'IN_PROGRESS',
      submissionType: 'KTP_SCAN',
      createdAt: '2030-01-02T03:04:05.000Z',
      completedAt: null,
      verificationResult: null,
      documents: { KTP_FRONT: { status: 'UPLOADED', documentReference: expect.any(String) } },
    });
    expect((await customer.details()).data).toMatchObject({
      status: 'IN_PROGRESS',
      result: null,
      processedAt: null,
    });

    bench.clock.advance(1_500);
    expect((await customer.status(id)).data).toMatchObject({
      status: 'COMPLETED',
      completedAt: '2030-01-02T03:04:06.500Z',
      verificationResult: { isApproved: true, riskLevel: 'LOW', confidence: '95' },
      documents: { KTP_FRONT: { status: 'VERIFIED' } },
    });
    const details = (await customer.details()).data;
    expect(details).toMatchObject({
      status: 'COMPLETED',
      submissionId: id,
      flow: 'KTP_SCAN',
      partnerSessionId: customer.sessionId,
      result: 'VALID',
      reasonCode: '',
      submissionDetails: { ktpData: sampleKtp },
    });
    const { imageUrls } = details['submissionDetails'] as { imageUrls: { KTP_FRONT: string } };
    const image = await fetch(imageUrls.KTP_FRONT);
    expect(Buffer.from(await image.arrayBuffer()).equals(jpeg)).toBe(true);
    expect(bench.onekyc.submissions()).toMatchObject([
      { id, userId: 'user-1', status: 'COMPLETED', image: { type: 'image/jpeg', width: 640, height: 404 } },
    ]);
  });

  it('names the document as configured', async () => {
    await restart({ documentKey: 'KTP' });
    const { data } = await (await startCustomer(bench, 'u')).urls();
    expect(Object.keys(data['documents'] as object)).toEqual(['KTP']);
  });

  it('gives a fresh URL for the same submission as long as it is open', async () => {
    const customer = await startCustomer(bench, 'u');
    const first = await customer.urls();
    bench.clock.advance(601_000);
    expect((await customer.upload(customer.documentUrl(first))).status).toBe(403);
    const second = await customer.urls();
    expect(second.data['submissionId']).toBe(first.data['submissionId']);
    expect((await customer.upload(customer.documentUrl(second))).status).toBe(200);
    await customer.confirm(second.data['submissionId']);
    expect(await customer.urls()).toMatchObject({
      status: 409,
      error: { cause: 'SUBMISSION_STATE_CONFLICT' },
    });
    bench.clock.advance(1_500);
    expect((await customer.urls()).data['submissionId']).not.toBe(first.data['submissionId']);
  });

  it('can bring the verdict by polls alone', async () => {
    await restart({ finishAfterPolls: 2 });
    const customer = await startCustomer(bench, 'u');
    const id = await customer.submit();
    expect((await customer.status(id)).data['status']).toBe('IN_PROGRESS');
    expect((await customer.status(id)).data['status']).toBe('COMPLETED');
  });
});

describe('refusals', () => {
  const put = (body: unknown, headers: Record<string, string | null>) =>
    call(`${bench.onekyc.baseUrl}/v1/submissions/urls`, headers, { method: 'PUT', body });

  it.each(['', 'FACE_MATCH', 'ktp_scan', 'standalone_liveness'])('the submission type "%s"', async (type) => {
    const { headers } = await startCustomer(bench, 'u');
    const answer = await call(`${bench.onekyc.baseUrl}/v1/submissions/urls?submissionType=${type}`, headers);
    expect(answer).toMatchObject({ status: 400, error: { code: '1542', cause: 'INVALID_SUBMISSION_TYPE' } });
  });

  it.each([
    ['no JSON', '{'],
    ['no submission', {}],
    ['a number for an id', { submissionId: 7 }],
    ['metadata that is no object', { submissionId: 'a', metadata: 'x' }],
  ])('a confirmation with %s', async (_name, body) => {
    const { headers } = await startCustomer(bench, 'u');
    expect(await put(body, headers)).toMatchObject({
      status: 400,
      error: { cause: 'INVALID_CONFIRM_UPLOAD_REQUEST' },
    });
  });

  it('a confirmation of what does not exist or is not theirs', async () => {
    const [mine, other] = [await startCustomer(bench, 'a'), await startCustomer(bench, 'b')];
    const id = (await mine.urls()).data['submissionId'];
    const unknown = { status: 404, error: { code: '404', cause: 'SUBMISSION_DOES_NOT_EXIST' } };
    expect(await mine.confirm('8527781b-8fdd-48e3-adfe-4136aee5e985')).toMatchObject(unknown);
    expect(await other.confirm(id)).toMatchObject(unknown);
  });

  it('a second confirmation, also while the first is under way', async () => {
    const customer = await startCustomer(bench, 'u');
    const opened = await customer.urls();
    await customer.upload(customer.documentUrl(opened));
    const id = opened.data['submissionId'];
    const both = await Promise.all([customer.confirm(id), customer.confirm(id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await customer.confirm(id)).toMatchObject({
      status: 409,
      error: { cause: 'SUBMISSION_STATE_CONFLICT' },
    });
  });

  it('a confirmation without a picture, until there is one', async () => {
    const customer = await startCustomer(bench, 'u');
    const opened = await customer.urls();
    const id = opened.data['submissionId'];
    const refused = { status: 422, error: { cause: 'INVALID_UPLOAD_ARTIFACT' } };
    expect(await customer.confirm(id)).toMatchObject(refused);
    for (const bytes of [Buffer.alloc(0), Buffer.from('not a picture'), jpeg.subarray(0, 20)]) {
      await customer.upload(customer.documentUrl(opened), bytes);
      expect(await customer.confirm(id)).toMatchObject(refused);
    }
    await customer.upload(customer.documentUrl(opened));
    expect((await customer.confirm(id)).status).toBe(200);
  });

  it('a confirmation while the storage does not answer', async () => {
    const customer = await startCustomer(bench, 'u');
    const id = (await customer.urls()).data['submissionId'];
    await bench.s3.close();
    expect(await customer.confirm(id)).toMatchObject({
      status: 503,
      error: { code: '903', cause: 'SERVICE_UNAVAILABLE' },
    });
  });

  it('a status of what is no id, does not exist or is not theirs', async () => {
    const [mine, other] = [await startCustomer(bench, 'a'), await startCustomer(bench, 'b')];
    const id = (await mine.urls()).data['submissionId'];
    expect(await mine.status('abc')).toMatchObject({
      status: 400,
      error: { code: '1541', cause: 'INVALID_SUBMISSION_ID' },
    });
    const unknown = { status: 404, error: { code: '1543', cause: 'SUBMISSION_DOES_NOT_EXIST' } };
    expect(await mine.status('8527781b-8fdd-48e3-adfe-4136aee5e985')).toMatchObject(unknown);
    expect(await other.status(id)).toMatchObject(unknown);
  });

  it('a partner session of another user', async () => {
    await (await startCustomer(bench, 'a', 'shared')).urls();
    const other = await startCustomer(bench, 'b', 'shared');
    const foreign = { status: 400, error: { cause: 'PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER' } };
    expect(await other.urls()).toMatchObject(foreign);
    expect(await other.details()).toMatchObject(foreign);
  });

  it('another partner session of the same user', async () => {
    const [first, second] = [await startCustomer(bench, 'u', 'one'), await startCustomer(bench, 'u', 'two')];
    const id = await first.submit();
    const unknown = { status: 404, error: { cause: 'SUBMISSION_DOES_NOT_EXIST' } };
    expect(await second.confirm(id)).toMatchObject(unknown);
    expect(await second.status(id)).toMatchObject(unknown);
    expect(await second.details({ 'x-submission-id': id })).toMatchObject({
      status: 400,
      error: { cause: 'PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER' },
    });
  });

  it('an unknown path', async () => {
    expect((await call(`${bench.onekyc.baseUrl}/v1/other`, {})).status).toBe(404);
  });
});

describe('details', () => {
  it('take either token, by session or by submission', async () => {
    const customer = await startCustomer(bench, 'u');
    const id = await customer.submit();
    const partner = { 'x-onekyc-token': await partnerToken() };
    const byId = { 'x-partner-session-id': null, 'x-submission-id': id };
    for (const headers of [{}, byId, partner, { ...partner, ...byId }, { 'x-partner-user-id': null }]) {
      expect(await customer.details(headers)).toMatchObject({ status: 200, data: { submissionId: id } });
    }
  });

  it.each([
    [{ 'x-onekyc-token': null }, 401, 1539, 'UNAUTHORIZED'],
    [{ 'x-onekyc-token': 'abc' }, 401, 1539, 'UNAUTHORIZED'],
    [{ 'x-partner-session-id': null }, 400, '1539', 'X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY'],
    [{ 'x-partner-session-id': 'other' }, 400, 1552, 'SUBMISSION_DOES_NOT_EXIST'],
    [{ 'x-submission-id': 'other' }, 400, 1552, 'SUBMISSION_DOES_NOT_EXIST'],
    [{ 'x-partner-user-id': 'other' }, 400, 1553, 'PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER'],
  ])('refuse %o with %i %s %s', async (headers, status, code, cause) => {
    const customer = await startCustomer(bench, 'u');
    await customer.submit();
    expect(await customer.details(headers)).toMatchObject({ status, error: { code, cause } });
  });

  it('need the user when a partner asks', async () => {
    const customer = await startCustomer(bench, 'u');
    await customer.submit();
    const headers = { 'x-onekyc-token': await partnerToken(), 'x-partner-user-id': null };
    expect(await customer.details(headers)).toMatchObject({ status: 400, error: { code: 1550 } });
  });

  it('take only the token that was configured', async () => {
    await restart({ detailsToken: 'partner' });
    const customer = await startCustomer(bench, 'u');
    await customer.submit();
    expect(await customer.details()).toMatchObject({ status: 403, error: { code: 903, cause: 'FORBIDDEN' } });
    expect((await customer.details({ 'x-onekyc-token': await partnerToken() })).status).toBe(200);
  });
});
