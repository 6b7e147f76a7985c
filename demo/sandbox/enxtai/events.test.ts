import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleData } from './answers.ts';
import { sign } from './events.ts';
import { REJECTION_REASON } from './outcomes.ts';
import { type Bench, type Receiver, startBench, startCustomer, startReceiver } from './testing.ts';

let receiver: Receiver;
let bench: Bench;
beforeEach(async () => {
  receiver = await startReceiver();
  bench = await startBench({ webhook: { url: receiver.url, secret: 'whsec_sample' } });
});
afterEach(async () => {
  await bench.close();
  await receiver.close();
});

const restart = async (options: Parameters<typeof startBench>[0]): Promise<void> => {
  await bench.close();
  bench = await startBench({ webhook: { url: receiver.url, secret: 'whsec_sample' }, ...options });
};
const names = () => receiver.deliveries.map(({ body }) => body.event);
const passTime = async (milliseconds: number): Promise<void> => {
  bench.clock.advance(milliseconds);
  await bench.enxtai.control.idle();
};
/** Everything uploaded, told of, then verified and told of. */
const submit = async (externalUserId: string): Promise<string> => {
  const customer = await startCustomer(bench, externalUserId);
  await customer.uploadAll();
  await bench.enxtai.control.idle();
  await customer.verify();
  await bench.enxtai.control.idle();
  return customer.id;
};

describe('the signature', () => {
  it('is that of the known example', () => {
    const body =
      '{"id":"evt_00000000-0000-4000-8000-000000000001","event":"kyc.verification_completed",' +
      '"timestamp":"2026-01-05T10:35:00.000Z","data":{"kycSessionId":"s-1","externalUserId":"customer-456",' +
      '"status":"FACE_VERIFIED"}}';
    expect(sign('whsec_example', body)).toBe(
      'f0189d6273a973a2867eb564210f65b68ef1f501b8d8824f3c5511e36e067573',
    );
  });

  it('covers the body as it comes', async () => {
    await submit('user of ünïcode');
    expect(receiver.deliveries).toHaveLength(2);
    for (const { headers, raw, body } of receiver.deliveries) {
      expect(headers['x-signature']).toBe(sign('whsec_sample', raw));
      expect(headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);
      expect(headers['x-event']).toBe(body.event);
      expect(headers['content-type']).toBe('application/json');
      expect(raw).toBe(JSON.stringify(body));
    }
  });
});

describe('the webhooks of a session', () => {
  it('tell of the documents and of the verdict', async () => {
    const kycSessionId = await submit('u');
    const common = { kycSessionId, externalUserId: 'u' };
    const uuid = /^evt_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    expect(receiver.deliveries.map(({ body }) => body)).toEqual([
      {
        id: expect.stringMatching(uuid),
        event: 'kyc.documents_uploaded',
        timestamp: '2030-01-02T03:04:05.000Z',
        data: { ...common, status: 'DOCUMENTS_UPLOADED' },
      },
      {
        id: expect.stringMatching(uuid),
        event: 'kyc.verification_completed',
        timestamp: '2030-01-02T03:04:05.000Z',
        data: {
          ...common,
          status: 'FACE_VERIFIED',
          extractedData: sampleData,
          verificationScores: { faceMatchScore: 0.95, livenessScore: 0.88 },
        },
      },
    ]);
    expect(bench.enxtai.attempts()).toEqual([
      { label: `kyc.documents_uploaded ${kycSessionId}`, attempt: 1, status: 200 },
      { label: `kyc.verification_completed ${kycSessionId}`, attempt: 1, status: 200 },
    ]);
  });

  it('tell why it was rejected, and of a review', async () => {
    await submit('u+reject');
    await submit('u+review');
    expect(receiver.deliveries.map(({ body }) => body.data)).toMatchObject([
      {},
      { status: 'REJECTED', rejectionReason: REJECTION_REASON },
      {},
      { status: 'PENDING_REVIEW', verificationScores: { faceMatchScore: 0.72 } },
    ]);
    expect(receiver.deliveries[3]?.body.data).not.toHaveProperty('rejectionReason');
  });

  it('tell once of the documents, whatever is uploaded again', async () => {
    const customer = await startCustomer(bench, 'u');
    await customer.uploadAll();
    await customer.uploadAll();
    await bench.enxtai.control.idle();
    expect(names()).toEqual(['kyc.documents_uploaded']);
  });

  it('tell of what a person decides', async () => {
    const id = await submit('u+review');
    bench.enxtai.control.decide(id, 'REJECTED', 'Photo of a screen');
    bench.enxtai.control.decide(id, 'REJECTED');
    await bench.enxtai.control.idle();
    expect(names().slice(2)).toEqual(['kyc.status_changed']);
    expect(receiver.deliveries[2]?.body.data).toEqual({
      kycSessionId: id,
      externalUserId: 'u+review',
      status: 'REJECTED',
      rejectionReason: 'Photo of a screen',
      extractedData: sampleData,
      verificationScores: { faceMatchScore: 0.72, livenessScore: 0.91 },
    });
  });

  it('say more of it in the later generation', async () => {
    await restart({ generation: 'EXH' });
    await submit('u+verified');
    await passTime(5_000);
    expect(names()).toEqual(['kyc.documents_uploaded', 'kyc.verification_completed', 'kyc.status_changed']);
    expect(receiver.deliveries[1]?.body.data).not.toHaveProperty('finalStatus');
    expect(receiver.deliveries[2]?.body.data).toMatchObject({
      status: 'VERIFIED',
      finalStatus: 'VERIFIED',
      previousStatus: 'FACE_VERIFIED',
    });
  });
});

describe('the delivery', () => {
  it('is tried once', async () => {
    receiver.statuses.push(500, 503);
    await submit('u');
    await passTime(3_600_000);
    expect(bench.enxtai.attempts().map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [1, 503],
    ]);
  });

  it('is tried again with the same event where that is wanted', async () => {
    await restart({ webhookRetryWaitsMs: [1_000, 2_000] });
    receiver.statuses.push(500, 500);
    bench.enxtai.control.sendTest();
    await bench.enxtai.control.idle();
    for (const wait of [1_000, 2_000, 60_000]) await passTime(wait);
    expect(bench.enxtai.attempts().map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 200],
    ]);
    expect(new Set(receiver.deliveries.map(({ raw }) => raw)).size).toBe(1);
  });

  it('never happens, happens twice or late, as the user id says', async () => {
    await submit('u+no-webhook');
    expect(names()).toEqual([]);
    await submit('u+double-webhook');
    const ids = receiver.deliveries.map(({ body }) => body.id);
    expect([ids.length, new Set(ids).size]).toEqual([4, 2]);
    await submit('u+late-webhook');
    await passTime(9_999);
    expect(names()).toHaveLength(4);
    await passTime(1);
    expect(names()).toHaveLength(6);
  });

  it('comes in the wrong order, as the user id says', async () => {
    await submit('u+reordered-webhooks');
    expect(names()).toEqual(['kyc.verification_completed']);
    await passTime(500);
    expect(names()).toEqual(['kyc.verification_completed', 'kyc.documents_uploaded']);
  });

  it('waits for the decision of a person, to come in the wrong order', async () => {
    const id = await submit('u+review+reordered-webhooks');
    await passTime(60_000);
    expect(names()).toEqual([]);
    bench.enxtai.control.decide(id, 'VERIFIED');
    await passTime(500);
    await passTime(500);
    expect(names()).toEqual(['kyc.status_changed', 'kyc.verification_completed', 'kyc.documents_uploaded']);
    expect(receiver.deliveries.map(({ body }) => body.data['status'])).toEqual([
      'VERIFIED',
      'PENDING_REVIEW',
      'DOCUMENTS_UPLOADED',
    ]);
  });

  it('can be tested', async () => {
    bench.enxtai.control.sendTest();
    await bench.enxtai.control.idle();
    expect(receiver.deliveries.map(({ body }) => [body.event, body.data])).toEqual([
      ['kyc.test', { message: expect.any(String) }],
    ]);
  });

  it('goes where it is told to at run time, or nowhere', async () => {
    bench.enxtai.control.setWebhook({ url: receiver.url, secret: 'another' });
    await submit('u');
    const [first] = receiver.deliveries;
    expect(first?.headers['x-signature']).toBe(sign('another', first?.raw ?? ''));
    bench.enxtai.control.setWebhook(undefined);
    await submit('v');
    expect(receiver.deliveries).toHaveLength(2);
  });

  it('ends with a reset', async () => {
    await submit('u+late-webhook');
    await submit('u+verified+reordered-webhooks');
    bench.enxtai.control.reset();
    bench.clock.advance(60_000);
    bench.enxtai.control.sendTest();
    await bench.enxtai.control.idle();
    expect(names()).toEqual(['kyc.test']);
    expect(bench.enxtai.attempts()).toHaveLength(1);
  });
});
