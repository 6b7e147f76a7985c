import { afterEach, describe, expect, it, vi } from 'vitest';
import { sampleData, unmaskedData } from './enxtai/answers.ts';
import { type Answer, type Bench, formOf, startBench, startCustomer } from './enxtai/testing.ts';

let bench: Bench;
afterEach(() => bench.close());

const start = async (externalUserId: string, options: Parameters<typeof startBench>[0] = {}) => {
  bench = await startBench(options);
  return startCustomer(bench, externalUserId);
};
const statusOf = async (customer: { status(): Promise<Answer> }) => (await customer.status()).body['status'];
const untilVerifying = () =>
  vi.waitFor(() => expect(bench.enxtai.sessions()).toMatchObject([{ isVerifying: true }]));

describe('the life of a session', () => {
  it('goes from PENDING to FACE_VERIFIED', async () => {
    const customer = await start('u', { readingMs: 500 });
    const createdAt = '2030-01-02T03:04:05.000Z';
    const progress = { kycSessionId: customer.id, externalUserId: 'u', createdAt };
    const unknown = { extractedData: null, verificationScores: null };
    expect(await customer.status()).toMatchObject({
      status: 200,
      body: { ...progress, ...unknown, status: 'PENDING', progress: 0, updatedAt: createdAt },
    });
    bench.clock.advance(1000);
    await customer.upload('aadhaarFront');
    expect((await customer.status()).body).toEqual({
      ...progress,
      ...unknown,
      status: 'PENDING',
      progress: 25,
      updatedAt: '2030-01-02T03:04:06.000Z',
    });
    // Said with the first PAN, though half is missing.
    await customer.upload('pan');
    expect((await customer.status()).body).toMatchObject({ status: 'DOCUMENTS_UPLOADED', progress: 50 });
    await customer.upload('pan');
    expect((await customer.status()).body).toMatchObject({ progress: 50 });
    await customer.upload('livePhoto');
    await customer.upload('aadhaarBack');
    expect((await customer.status()).body).toMatchObject({
      ...unknown,
      status: 'DOCUMENTS_UPLOADED',
      progress: 100,
    });
    bench.clock.advance(500);
    expect((await customer.status()).body).toMatchObject({
      status: 'OCR_COMPLETED',
      extractedData: sampleData,
      verificationScores: null,
    });
    bench.clock.advance(60_000);
    expect(await statusOf(customer)).toBe('OCR_COMPLETED');
    expect(await customer.verify()).toMatchObject({
      status: 201,
      body: { success: true, status: 'FACE_VERIFIED', faceMatchScore: 0.95, livenessScore: 0.88 },
    });
    expect((await customer.status()).body).toMatchObject({
      status: 'FACE_VERIFIED',
      progress: 100,
      extractedData: { aadhaarNumber: expect.stringMatching(/^XXXX XXXX \d{4}$/) },
      verificationScores: { faceMatchScore: 0.95, livenessScore: 0.88 },
    });
  });

  it('needs no time for reading when the verdict is there', async () => {
    const customer = await start('u', { readingMs: 500 });
    await customer.submit();
    expect((await customer.status()).body).toMatchObject({
      status: 'FACE_VERIFIED',
      extractedData: sampleData,
    });
    bench.clock.advance(500);
    expect(await statusOf(customer)).toBe('FACE_VERIFIED');
  });

  it('answers verify again with the same verdict', async () => {
    const customer = await start('u');
    const first = await customer.submit();
    const again = await customer.verify();
    expect([again.status, again.body]).toEqual([201, first.body]);
  });

  it('answers verify with 200 where that is wanted', async () => {
    expect(await (await start('u', { successStatus: 200 })).submit()).toMatchObject({ status: 200 });
  });

  it('begins by itself with the last document where that is wanted', async () => {
    const customer = await start('u', { autoVerify: true, processingMs: 1000 });
    await customer.uploadAll();
    expect(await statusOf(customer)).toBe('OCR_COMPLETED');
    bench.clock.advance(1000);
    expect(await statusOf(customer)).toBe('FACE_VERIFIED');
  });

  it('keeps the user id of the provider over two sessions', async () => {
    const customer = await start('u');
    await customer.initiate();
    await startCustomer(bench, 'v');
    const [first, second, other] = bench.enxtai.sessions();
    expect(second?.userId).toBe(first?.userId);
    expect(other?.userId).not.toBe(first?.userId);
  });
});

describe('the test value', () => {
  it('verified is verified by a person later', async () => {
    const customer = await start('u+verified');
    expect((await customer.submit()).body['status']).toBe('FACE_VERIFIED');
    bench.clock.advance(4_999);
    expect(await statusOf(customer)).toBe('FACE_VERIFIED');
    bench.clock.advance(1);
    expect(await statusOf(customer)).toBe('VERIFIED');
  });

  it('reject is rejected', async () => {
    expect((await (await start('u+reject')).submit()).body).toEqual({
      success: true,
      status: 'REJECTED',
      faceMatchScore: 0.21,
      livenessScore: 0.88,
    });
  });

  it.each(['VERIFIED', 'REJECTED'] as const)('review waits for %s', async (decision) => {
    const customer = await start('u+review');
    expect((await customer.submit()).body).toMatchObject({ status: 'PENDING_REVIEW', faceMatchScore: 0.72 });
    bench.clock.advance(600_000);
    expect(await statusOf(customer)).toBe('PENDING_REVIEW');
    bench.enxtai.control.decide(customer.id, decision);
    expect(await statusOf(customer)).toBe(decision);
  });

  it('review+reject is decided by a person, unless another decision came first', async () => {
    const customer = await start('u+review+reject');
    await customer.submit();
    const other = await startCustomer(bench, 'v+review+reject');
    await other.submit();
    bench.enxtai.control.decide(other.id, 'VERIFIED');
    bench.clock.advance(5_000);
    expect([await statusOf(customer), await statusOf(other)]).toEqual(['REJECTED', 'VERIFIED']);
  });

  it('sparse says little', async () => {
    const customer = await start('u+sparse');
    await customer.submit();
    expect((await customer.status()).body).toMatchObject({
      extractedData: { fullName: sampleData.fullName },
      verificationScores: { faceMatchScore: 0.95 },
    });
    expect(Object.keys((await customer.status()).body['extractedData'] ?? {})).toEqual(['fullName']);
  });

  it('unmasked gives the whole of an Aadhaar number, in two places', async () => {
    const customer = await start('u+unmasked');
    await customer.submit();
    const { aadhaarNumber, address } = unmaskedData;
    expect([aadhaarNumber, address].every((text) => /0000 ?0000 ?1234/.test(text))).toBe(true);
    expect((await customer.status()).body).toMatchObject({ extractedData: { aadhaarNumber, address } });
  });

  it('unprocessable is refused by verify, every time, also where it begins by itself', async () => {
    const customer = await start('u+unprocessable', { autoVerify: true });
    for (const answer of [await customer.submit(), await customer.verify()]) {
      expect(answer).toMatchObject({ status: 422, body: { error: 'PROCESSING_FAILED' } });
    }
    expect(await statusOf(customer)).toBe('OCR_COMPLETED');
  });

  it('slow keeps verify waiting', async () => {
    const customer = await start('u+slow', { slowMs: 10_000 });
    await customer.uploadAll();
    const answers = [customer.verify(), customer.verify()];
    await untilVerifying();
    bench.clock.advance(9_999);
    expect(await statusOf(customer)).toBe('OCR_COMPLETED');
    bench.clock.advance(1);
    for (const answer of await Promise.all(answers)) {
      expect(answer.body).toMatchObject({ status: 'FACE_VERIFIED', livenessScore: 0.88 });
    }
  });

  it('slow is answered at once where that is wanted', async () => {
    const customer = await start('u+slow', { verifyAnswers: 'at-once' });
    expect(await customer.submit()).toMatchObject({
      status: 201,
      body: { success: true, status: 'OCR_COMPLETED', faceMatchScore: null, livenessScore: null },
    });
    bench.clock.advance(10_000);
    expect(await statusOf(customer)).toBe('FACE_VERIFIED');
  });

  it('never stays as it is, until it is told otherwise', async () => {
    const customer = await start('u+never', { verifyAnswers: 'at-once' });
    await customer.submit();
    bench.clock.advance(3_600_000);
    expect(await statusOf(customer)).toBe('OCR_COMPLETED');
    bench.enxtai.control.finish(customer.id);
    expect(await statusOf(customer)).toBe('FACE_VERIFIED');
  });

  it('never keeps verify waiting, at the most until all is forgotten', async () => {
    const customer = await start('u+never');
    await customer.uploadAll();
    const forgotten = customer.verify();
    await untilVerifying();
    bench.enxtai.control.reset();
    expect((await forgotten).status).toBe(404);
  });

  it('comes from the default where the user has none', async () => {
    bench = await startBench();
    bench.enxtai.control.setDefaultOutcome('+reject');
    expect((await (await startCustomer(bench, 'u')).submit()).body['status']).toBe('REJECTED');
    expect((await (await startCustomer(bench, 'u+approve')).submit()).body['status']).toBe('FACE_VERIFIED');
  });
});

describe('the later generation', () => {
  const later = { generation: 'EXH' } as const;

  it('asks for no PAN, and says where the user stands', async () => {
    const customer = await start('u', later);
    expect(customer.opened.body).toEqual({
      kycSessionId: customer.id,
      status: 'PENDING',
      uploadUrls: {
        aadhaarFront: '/v1/kyc/upload/aadhaar/front',
        aadhaarBack: '/v1/kyc/upload/aadhaar/back',
        livePhoto: '/v1/kyc/upload/live-photo',
      },
      kycFlowUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/kyc-flow\//),
      completedSteps: [],
      currentStep: 1,
      totalSteps: 3,
      uiStep: 'aadhaarFront',
    });
    expect((await customer.upload('pan')).status).toBe(404);
    await customer.uploadAll();
    expect((await customer.status()).body['progress']).toBe(75);
    expect((await customer.verify()).body['status']).toBe('FACE_VERIFIED');
    expect((await customer.status()).body['progress']).toBe(100);
  });

  it('goes on with the open session, and begins a new one after the verdict', async () => {
    const customer = await start('u', later);
    await customer.uploadAll();
    expect((await customer.initiate()).body).toMatchObject({
      kycSessionId: customer.id,
      status: 'OCR_COMPLETED',
      completedSteps: ['aadhaarFront', 'aadhaarBack', 'livePhoto'],
      currentStep: 3,
      uiStep: 'complete',
    });
    await customer.verify();
    const next = await customer.initiate();
    expect(next.body).toMatchObject({ status: 'PENDING', completedSteps: [] });
    expect(next.body['kycSessionId']).not.toBe(customer.id);
  });

  it('takes an address to return to', async () => {
    const customer = await start('u', later);
    expect((await customer.initiate({ returnUrl: 'https://shop.example/back' })).status).toBe(201);
    expect(await customer.initiate({ returnUrl: 'nowhere' })).toMatchObject({
      status: 400,
      body: { message: ['returnUrl must be a URL address'] },
    });
  });

  it('says whether a key is good', async () => {
    const ask = async (key: string | null) =>
      (await bench.call('/v1/kyc/validate', { method: 'HEAD', key })).status;
    bench = await startBench(later);
    expect([await ask('key-1'), await ask('bad'), await ask(null)]).toEqual([200, 401, 401]);
    await bench.close();
    bench = await startBench();
    expect(await ask('key-1')).toBe(404);
  });

  it('takes calls from the hosts it knows', async () => {
    bench = await startBench({ ...later, domains: ['shop.example'] });
    const ask = async (headers: Record<string, string>) =>
      (await bench.call('/v1/kyc/initiate', { json: { externalUserId: 'u' }, headers })).status;
    expect(await ask({ origin: 'https://shop.example' })).toBe(201);
    expect(await ask({ origin: 'https://other.example' })).toBe(403);
    // Host comes before Referer.
    expect(await ask({ referer: 'https://shop.example/page' })).toBe(403);
    await bench.close();
    bench = await startBench({ ...later, domains: ['127.0.0.1'] });
    expect(await ask({})).toBe(201);
  });
});

describe('many uploads at once', () => {
  it('are all taken', async () => {
    bench = await startBench();
    const users = Array.from({ length: 20 }, (_, index) => `u-${index}`);
    await Promise.all(users.map((user) => startCustomer(bench, user)));
    const answers = await Promise.all(
      users.map((user) => bench.call('/v1/kyc/upload/live-photo', { body: formOf(user) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(users.map(() => 201));
    expect(new Set(bench.enxtai.uploads().map(({ externalUserId }) => externalUserId)).size).toBe(20);
  });
});
