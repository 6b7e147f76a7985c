import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, jpeg, startBench, startCustomer } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const startFace = (userId: string, sessionId?: string) =>
  startCustomer(bench, userId, sessionId ?? `face of ${userId}`, 'STANDALONE_LIVENESS');

describe('the way of a face', () => {
  it('goes from a URL to the details', async () => {
    const customer = await startFace('user-1');
    const opened = await customer.urls();
    const id = opened.data['submissionId'];
    expect(opened.data).toMatchObject({
      status: 'INITIATED',
      documents: { SELFIE: { documentUrl: expect.any(String), expiryInSeconds: '600' } },
    });
    expect((await customer.upload(customer.documentUrl(opened))).status).toBe(200);
    expect(await customer.confirm(id)).toMatchObject({ status: 200, data: { submissionId: id } });
    expect((await customer.status(id)).data).toMatchObject({
      status: 'IN_PROGRESS',
      submissionType: 'STANDALONE_LIVENESS',
      verificationResult: null,
      documents: { SELFIE: { status: 'UPLOADED' } },
    });
    bench.clock.advance(1_500);
    expect((await customer.status(id)).data).toMatchObject({
      status: 'COMPLETED',
      verificationResult: { isApproved: true },
      documents: { SELFIE: { status: 'VERIFIED' } },
    });
    const { data } = await customer.details();
    expect(data).toMatchObject({ flow: 'STANDALONE_LIVENESS', result: 'VALID', reasonCode: '' });
    const { imageUrls, ...details } = data['submissionDetails'] as { imageUrls: { SELFIE: string } };
    expect(details).toEqual({ verificationResults: {} });
    const image = await fetch(imageUrls.SELFIE);
    expect(Buffer.from(await image.arrayBuffer()).equals(jpeg)).toBe(true);
  });

  it('names the face as configured', async () => {
    await bench.close();
    bench = await startBench({ faceKey: 'LIVENESS' });
    const { data } = await (await startFace('u')).urls();
    expect(Object.keys(data['documents'] as object)).toEqual(['LIVENESS']);
  });

  it('is apart from the way of the KTP', async () => {
    const [ktp, face] = [
      await startCustomer(bench, 'u+reject-not-live'),
      await startFace('u+reject-not-live'),
    ];
    const ids = [await ktp.submit(), await face.submit()];
    expect(new Set(ids).size).toBe(2);
    bench.clock.advance(1_500);
    expect((await ktp.details()).data).toMatchObject({ submissionId: ids[0], result: 'VALID' });
    expect((await face.details()).data).toMatchObject({
      submissionId: ids[1],
      result: 'INVALID',
      reasonCode: 'NOT_LIVE',
    });
    expect(bench.onekyc.submissions().map(({ type }) => type)).toEqual(['KTP_SCAN', 'STANDALONE_LIVENESS']);
  });
});

describe('refusals', () => {
  it('a partner session that is another submission’s', async () => {
    await (await startCustomer(bench, 'u', 'shared')).urls();
    const face = await startFace('u', 'shared');
    expect(await face.urls()).toMatchObject({ status: 409, error: { cause: 'SUBMISSION_STATE_CONFLICT' } });
  });

  it('a quota that is used up, and service that is down', async () => {
    expect(await (await startFace('u+quota')).urls()).toMatchObject({
      status: 429,
      error: { cause: 'SUBMISSION_QUOTA_EXCEEDED' },
    });
    expect((await (await startFace('u+down')).urls()).status).toBe(503);
  });

  it('a confirmation without a picture, and a second one', async () => {
    const face = await startFace('u');
    const id = (await face.urls()).data['submissionId'];
    expect(await face.confirm(id)).toMatchObject({
      status: 422,
      error: { cause: 'INVALID_UPLOAD_ARTIFACT' },
    });
    await face.submit();
    expect(await face.confirm(id)).toMatchObject({
      status: 409,
      error: { cause: 'SUBMISSION_STATE_CONFLICT' },
    });
  });

  it('+unusable-face: the first picture, of the face alone', async () => {
    await (await startCustomer(bench, 'u+unusable-face')).submit();
    const face = await startFace('u+unusable-face');
    await expect(face.submit()).rejects.toThrow('INVALID_UPLOAD_ARTIFACT');
    await face.submit();
    expect(bench.onekyc.submissions().map(({ status }) => status)).toEqual(['IN_PROGRESS', 'IN_PROGRESS']);
  });
});

describe('test values', () => {
  it.each([
    ['+reject-not-live', 'COMPLETED', 'INVALID', 'NOT_LIVE'],
    ['+review-face', 'PARTIALLY_COMPLETED', null, ''],
    ['+error-face', 'ERROR', null, 'VERIFICATION_FAILED'],
    ['+mismatch-face', 'COMPLETED', 'INVALID', 'NOT_LIVE'],
    ['+reject+slow', 'COMPLETED', 'VALID', ''],
  ])('%s', async (suffix, status, result, reasonCode) => {
    const face = await startFace(`user${suffix}`);
    const id = await face.submit();
    bench.clock.advance(1_500);
    expect((await face.status(id)).data['status']).toBe(status);
    expect((await face.details()).data).toMatchObject({ status, result, reasonCode });
  });

  it('+slow-face takes 10 s, +never-face for ever', async () => {
    const [slow, never] = [await startFace('a+slow-face'), await startFace('b+never-face')];
    const [slowId, neverId] = [await slow.submit(), await never.submit()];
    bench.clock.advance(9_999);
    expect((await slow.status(slowId)).data['status']).toBe('IN_PROGRESS');
    bench.clock.advance(1);
    expect((await slow.status(slowId)).data['status']).toBe('COMPLETED');
    bench.clock.advance(86_400_000);
    expect((await never.status(neverId)).data['status']).toBe('IN_PROGRESS');
  });

  it('a review of a face is decided by a word about faces', async () => {
    const face = await startFace('u+review-face');
    const id = await face.submit();
    bench.clock.advance(1_500);
    bench.onekyc.control.finish(id, '+reject-not-live');
    expect((await face.details()).data['reasonCode']).toBe('NOT_LIVE');
  });
});
