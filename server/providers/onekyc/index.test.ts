import { describe, expect, it } from 'vitest';
import { journey, NOW, type Operation, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import { disconnect, json, type Routes } from '../conformance.upstream.ts';
import type { ProviderSession } from '../provider.ts';
import {
  detailsReply,
  fixtures,
  ktpData,
  PARTNER_TOKEN,
  refuse,
  route,
  SUBMISSION,
  statusReply,
  tokenReply,
  USER_TOKEN,
  uploadDocument,
  urlsReply,
} from './fixtures.ts';

conformance(fixtures);

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** An adapter with a session for which `operation` is due, the changed routes standing from then on. */
const at = async (operation: Operation, changed: Routes = {}) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  const run = (standing: ProviderSession = session) => perform(fixtures, adapter, operation, standing);
  return { adapter, upstream, session, run };
};

describe('what is sent', () => {
  it('names the partner, the person and the session as documented', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    await journey(fixtures, adapter, 'end');
    const headers = (of: string) => {
      const seen = upstream.seen.find((request) => request.route === of);
      return Object.fromEntries([...(seen?.headers ?? [])].filter(([key]) => key !== 'accept'));
    };
    const ids = {
      'x-partner-session-id': '00000000-0000-4000-8000-000000000001',
      'x-sdk-session-id': '00000000-0000-4000-8000-000000000002',
    };
    expect(headers(route.userToken)).toEqual({
      'client-id': 'client-0001-sample',
      'pass-key': 'pass-key-0001-sample',
      'x-onboarding-partner': 'CONTOH-WEB-KTP_SCAN',
      'x-partner-user-id': 'customer-1',
      'x-partner-user-id-type': 'EXTERNAL_ID',
    });
    expect(headers(route.partnerToken)).toEqual({
      'client-id': 'client-0001-sample',
      'pass-key': 'pass-key-0001-sample',
    });
    expect(headers(route.urls)).toEqual({ ...ids, 'x-onekyc-token': USER_TOKEN });
    expect(headers(route.status)).toEqual({ ...ids, 'x-onekyc-token': USER_TOKEN });
    expect(headers(route.confirm)).toEqual({
      ...ids,
      'x-onekyc-token': USER_TOKEN,
      'content-type': 'application/json',
    });
    expect(headers(route.details)).toEqual({
      'x-onekyc-token': PARTNER_TOKEN,
      'x-partner-session-id': ids['x-partner-session-id'],
      'x-partner-user-id': 'customer-1',
      'x-submission-id': SUBMISSION,
    });
    const sent = (of: string) => upstream.seen.find((request) => request.route === of);
    expect(sent(route.urls)?.url.search).toBe('?submissionType=KTP_SCAN');
    expect(sent(route.confirm)?.body).toBe(JSON.stringify({ submissionId: SUBMISSION }));
  });

  it.each([
    [null, /^ks_0+1$/],
    [{ externalId: 'cust 7' }, /^cust 7$/],
    [{ externalId: 'pengguna-é漢' }, /^sha256-[0-9a-f]{64}$/],
  ])('names the user %j so that a header can carry it', async (user, expected) => {
    const { upstream, session, run } = await at('uploadTarget');
    await run({ ...session, user });
    const named = upstream.seen.find((request) => request.route === route.userToken);
    expect(named?.headers.get('x-partner-user-id')).toMatch(expected);
  });

  it('calls nobody at the start, nor for the status of what was never begun', async () => {
    const { upstream, run } = await at('start');
    await expect(run()).resolves.toEqual({
      state: {
        partnerSessionId: '00000000-0000-4000-8000-000000000001',
        sdkSessionId: '00000000-0000-4000-8000-000000000002',
      },
      references: ['00000000-0000-4000-8000-000000000001'],
    });
    const early = await at('uploadTarget');
    const change = await early.adapter.fetchStatus(early.session, context());
    expect(change).toEqual({ outcome: { status: 'pending', result: null } });
    await expect(perform(fixtures, early.adapter, 'submit', early.session)).rejects.toMatchObject({
      kind: 'upload_missing',
    });
    expect([...upstream.seen, ...early.upstream.seen]).toEqual([]);
  });
});

describe('tokens', () => {
  it('asks for a token once for each person, however many calls there are', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    await Promise.all([1, 2, 3].map(() => journey(fixtures, adapter, 'end')));
    expect(upstream.count(route.userToken)).toBe(1);
    expect(upstream.count(route.partnerToken)).toBe(1);
    const { session } = await journey(fixtures, adapter, 'submit');
    await perform(fixtures, adapter, 'submit', { ...session, user: { externalId: 'customer-2' } });
    expect(upstream.count(route.userToken)).toBe(2);
  });

  it('asks again when the token is about to end', async () => {
    let now = NOW;
    const changed = { [route.userToken]: tokenReply(USER_TOKEN, NOW / 1000 + 3600, 3600) };
    const { adapter, upstream } = openAdapter(fixtures, changed, () => now);
    await journey(fixtures, adapter, 'submit');
    now += 3_500_000;
    await journey(fixtures, adapter, 'submit');
    expect(upstream.count(route.userToken)).toBe(1);
    now += 50_000;
    await journey(fixtures, adapter, 'submit');
    expect(upstream.count(route.userToken)).toBe(2);
  });

  it('replaces a refused token once, and goes on with the new one', async () => {
    const { upstream, run } = await at('fetchStatus', {
      [route.userToken]: tokenReply('user-token-0002-sample'),
      [route.status]: ({ headers, ...request }) =>
        headers.get('x-onekyc-token') === USER_TOKEN
          ? refuse(401, 110, 'UNAUTHORIZED')({ headers, ...request })
          : statusReply({})({ headers, ...request }),
    });
    await expect(run()).resolves.toMatchObject({ outcome: { result: 'approved' } });
    expect(upstream.count(route.status)).toBe(2);
    expect(upstream.count(route.userToken)).toBe(1);
  });

  it('gives up when the new token is refused too', async () => {
    const { upstream, run } = await at('submit', { [route.confirm]: refuse(401, '110', 'UNAUTHORIZED') });
    await expect(run()).rejects.toMatchObject({ kind: 'unauthorized', info: { reason: 'UNAUTHORIZED' } });
    expect(upstream.count(route.confirm)).toBe(2);
    expect(upstream.count(route.userToken)).toBe(1);
  });

  it('does not go on asking the token host that refuses us', async () => {
    const { adapter, upstream } = openAdapter(fixtures, {
      [route.userToken]: refuse(401, 110, 'UNAUTHORIZED'),
    });
    await expect(journey(fixtures, adapter, 'submit')).rejects.toMatchObject({
      kind: 'unauthorized',
      operation: 'authenticate',
    });
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('the upload target', () => {
  it('is the presigned PUT, for as long as it lasts', async () => {
    const { run } = await at('uploadTarget');
    await expect(run()).resolves.toMatchObject({
      references: [SUBMISSION],
      target: {
        method: 'PUT',
        url: uploadDocument().documentUrl,
        headers: { 'content-type': 'image/jpeg' },
        expiresAt: new Date(NOW + 600_000).toISOString(),
      },
    });
  });

  it('belongs to the latest submission', async () => {
    const { run, adapter, session, upstream } = await at('uploadTarget');
    const first = await run();
    upstream.set({ [route.urls]: urlsReply({ KTP: uploadDocument() }, 'second-one') });
    const second = await run({ ...session, state: first.state ?? {} });
    expect(second.references).toEqual(['second-one']);
    await perform(fixtures, adapter, 'submit', { ...session, state: second.state ?? {} });
    expect(upstream.seen.at(-1)?.body).toBe('{"submissionId":"second-one"}');
  });

  it.each([
    ['no front', urlsReply({ KTP_BACK: uploadDocument() })],
    ['nothing', urlsReply({})],
    ['an address in the clear', urlsReply({ KTP: uploadDocument('http://uploads.example/1') })],
    ['an id that is none', urlsReply({ KTP: uploadDocument() }, '../..')],
  ])('fails clearly when there is %s', async (_, reply) => {
    const { run } = await at('uploadTarget', { [route.urls]: reply });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid_response', operation: 'uploadTarget' });
  });
});

describe('documented refusals', () => {
  it.each<[Operation, string, number, string | number, string, string]>([
    ['uploadTarget', route.urls, 400, 1539, 'COE_PARTNER_CAN_NOT_BE_EMPTY', 'bad_request'],
    ['uploadTarget', route.urls, 400, 1542, 'INVALID_SUBMISSION_TYPE', 'bad_request'],
    ['uploadTarget', route.urls, 429, '429', 'SUBMISSION_QUOTA_EXCEEDED', 'quota'],
    ['submit', route.confirm, 400, 1539, 'X_SDK_SESSION_ID_CAN_NOT_BE_EMPTY', 'bad_request'],
    ['submit', route.confirm, 400, 1542, 'INVALID_CONFIRM_UPLOAD_REQUEST', 'bad_request'],
    ['submit', route.confirm, 403, 110, 'UNAUTHORIZED', 'forbidden'],
    ['submit', route.confirm, 404, '404', 'SUBMISSION_DOES_NOT_EXIST', 'not_found'],
    ['submit', route.confirm, 422, 422, 'INVALID_UPLOAD_ARTIFACT', 'upload_missing'],
    ['submit', route.confirm, 429, 429, 'TOO_MANY_REQUESTS', 'rate_limited'],
    ['submit', route.confirm, 503, 903, 'SERVICE_UNAVAILABLE', 'unavailable'],
    ['fetchStatus', route.status, 400, 1541, 'INVALID_SUBMISSION_ID', 'bad_request'],
    ['fetchStatus', route.status, 404, 1543, 'SUBMISSION_DOES_NOT_EXIST', 'not_found'],
  ])('%s: %s answers %d %j %s', async (operation, where, status, code, cause, kind) => {
    const { run } = await at(operation, { [where]: refuse(status, code, cause) });
    await expect(run()).rejects.toMatchObject({ kind, info: { status, reason: cause } });
  });

  it('fails on a conflict that is not about a repeated confirmation', async () => {
    const { run } = await at('submit', { [route.confirm]: refuse(409, 409, 'SOMETHING_NEW') });
    await expect(run()).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('takes a repeated confirmation for what the status says', async () => {
    const { run } = await at('submit', { [route.confirm]: refuse(409, '409', 'SUBMISSION_STATE_CONFLICT') });
    await expect(run()).resolves.toMatchObject({
      state: { submissionId: SUBMISSION, submitted: true },
      outcome: { status: 'completed', result: 'approved' },
    });
  });
});

describe('the details', () => {
  it('bring what was read from the card', async () => {
    const { run } = await at('fetchStatus');
    await expect(run()).resolves.toMatchObject({
      outcome: { checks: { documentValid: true }, extracted: { fullName: ktpData.name, gender: 'male' } },
    });
  });

  it.each([
    ['without service', disconnect],
    ['about nobody', refuse(400, 1552, 'SUBMISSION_DOES_NOT_EXIST')],
    ['in another shape', json({ success: true, data: [] })],
    ['about another submission', detailsReply({ submissionId: 'another', result: 'INVALID' })],
  ])('do not hold the verdict back when they are %s', async (_, reply) => {
    const { run } = await at('fetchStatus', { [route.details]: reply });
    const { outcome } = await run();
    expect(outcome).toMatchObject({ status: 'completed', result: 'approved' });
    expect(outcome).not.toHaveProperty('extracted');
  });

  it.each([
    ['details', { [route.details]: refuse(403, 903, 'FORBIDDEN') }],
    ['token', { [route.partnerToken]: json({}, 404) }],
  ])('are asked for as the user once, when the partner is refused the %s', async (_, changed) => {
    const { upstream, run } = await at('fetchStatus', changed);
    await run();
    const tokens = upstream.seen
      .filter((request) => request.route === route.details)
      .map((request) => request.headers.get('x-onekyc-token'));
    expect(tokens.filter((token) => token === USER_TOKEN)).toHaveLength(1);
    expect(tokens.at(-1)).toBe(USER_TOKEN);
  });

  it('are not asked for before the end', async () => {
    const { upstream, run } = await at('fetchStatus', {
      [route.status]: statusReply({ status: 'IN_PROGRESS' }),
    });
    await run();
    expect(upstream.count(route.details)).toBe(0);
  });

  it('do not swallow an abort', async () => {
    const controller = new AbortController();
    const { adapter, session } = await at('fetchStatus', {
      [route.details]: ({ signal }) => {
        controller.abort();
        return Promise.reject(signal.reason);
      },
    });
    const work = adapter.fetchStatus(session, { signal: controller.signal, requestId: 'r' });
    await expect(work).rejects.toMatchObject({ kind: 'aborted' });
  });
});

it('takes no status of another submission for ours', async () => {
  const { run } = await at('fetchStatus', { [route.status]: statusReply({ submissionId: 'another' }) });
  await expect(run()).rejects.toMatchObject({ kind: 'invalid_response' });
});

it('refuses a state that it cannot have written', async () => {
  const { run, session } = await at('fetchStatus');
  await expect(run({ ...session, state: { submissionId: SUBMISSION } })).rejects.toMatchObject({
    kind: 'conflict',
  });
});

describe('settings', () => {
  const parse = (changed: Record<string, string>) =>
    fixtures.module.settings.safeParse({ ...fixtures.environment, ...changed });

  it('takes the base with or without a slash at its end', () => {
    expect(parse({ ONEKYC_BASE_URL: 'https://g.example/coe/' }).data).toMatchObject({
      ONEKYC_BASE_URL: 'https://g.example/coe',
    });
  });

  it.each([
    ['ONEKYC_TOKEN_URL', 'https://t.example/v2'],
    ['ONEKYC_TOKEN_URL', 'https://user:word@t.example'],
    ['ONEKYC_TOKEN_URL', 'ftp://t.example'],
    ['ONEKYC_BASE_URL', 'https://g.example'],
    ['ONEKYC_BASE_URL', 'https://g.example/coe?x=1'],
    ['ONEKYC_BASE_URL', 'not a URL'],
    ['ONEKYC_CLIENT_ID', ''],
    ['ONEKYC_PASS_KEY', 'a\nb'],
    ['ONEKYC_CALLBACK_AUTHORIZATION', 'short'],
  ])('refuses %s=%j, without repeating it', (variable, value) => {
    const { success, error } = parse({ [variable]: value });
    expect(success).toBe(false);
    expect(error?.issues.map(({ path }) => path[0])).toContain(variable);
    if (value.length > 3) expect(error?.message).not.toContain(value);
  });
});
