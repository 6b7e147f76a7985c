import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose, openPage, type Received } from '../hosted/testing/receiver.ts';
import { apiKey, type Bench, idOf, pageOf, secret, startBench, type TrueStackAnswer } from './testing.ts';
import { signatureHeaders } from './webhook.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const events = (): unknown[] => bench.receiver.received.map(({ body }) => body['event']);
const last = (): Received => {
  const received = bench.receiver.received.at(-1);
  if (!received) throw new Error('nothing came');
  return received;
};

async function play(more: Record<string, unknown> = {}, choice = 'finish'): Promise<TrueStackAnswer> {
  const created = await bench.create(more);
  await openPage(pageOf(created));
  bench.clock.advance(1_000);
  await choose(pageOf(created), choice);
  await bench.truestack.control.idle();
  return created;
}

const started = 'kyc.session.started';
const processing = 'kyc.session.processing';
const completed = 'kyc.session.completed';
const expired = 'kyc.session.expired';

describe('the webhook', () => {
  it('comes at every step, flat, with the event in a header', async () => {
    const id = idOf(await play());
    expect(events()).toEqual([started, processing, completed]);
    expect(bench.receiver.received.map(({ headers }) => headers['x-truestack-event'])).toEqual(events());
    expect(last().headers['content-type']).toBe('application/json');
    expect(last().body).toEqual({
      event: completed,
      session_id: id,
      ref_id: expect.stringMatching(/^SANDBOX_/),
      status: 'completed',
      result: 'approved',
      reject_message: null,
      document_name: 'SITI SAMPLE',
      document_number: '000000-11-2222',
      tenant_id: null,
      borrower_id: null,
      metadata: { order: 'sample-0001' },
      timestamp: '2030-01-02T03:04:06.000Z',
    });
  });

  it('may be nested, as the document prints it', async () => {
    bench.truestack.control.setWebhook({ body: 'nested', intermediate: false });
    const id = idOf(await play());
    expect(events()).toEqual([completed]);
    expect(last().body).toEqual({
      event: completed,
      timestamp: '2030-01-02T03:04:06.000Z',
      data: {
        session_id: id,
        ref_id: expect.any(String),
        status: 'completed',
        result: 'approved',
        document_name: 'SITI SAMPLE',
        document_number: '000000-11-2222',
        ocr_data: {
          name: 'SITI SAMPLE',
          ic_number: '000000112222',
          address: '1 JALAN CONTOH, 50000 BANDAR CONTOH',
          gender: 'PEREMPUAN',
          nationality: 'WARGANEGARA',
          date_of_birth: '2000-01-01',
        },
        face_match_score: 0.95,
        liveness_score: 0.98,
        metadata: { order: 'sample-0001' },
      },
    });
  });

  it('says why a session was rejected', async () => {
    await play({}, 'reject-face');
    expect(last().body).toMatchObject({ result: 'rejected', reject_message: 'Step 2 failed' });
  });

  it('comes when the session runs out', async () => {
    await bench.create();
    bench.clock.advance(24 * 3_600_000);
    await bench.truestack.control.idle();
    expect(last().body).toMatchObject({ event: expired, status: 'expired', result: null });
  });

  it('is not tried again', async () => {
    bench.receiver.statuses.push(500, 500, 500);
    await play();
    bench.clock.advance(3_600_000);
    await bench.truestack.control.idle();
    expect(bench.truestack.webhooks().map(({ label, attempt, status }) => [label, attempt, status])).toEqual([
      [started, 1, 500],
      [processing, 1, 500],
      [completed, 1, 500],
    ]);
  });
});

describe('its signature', () => {
  const mac = (key: string, text: string, encoding: 'hex' | 'base64'): string =>
    createHmac('sha256', key).update(text).digest(encoding);

  it('is the hex of a known one', () => {
    const body = '{"event":"kyc.session.expired","session_id":"s2","status":"expired","result":null}';
    expect(signatureHeaders('hex', { apiKey: 'ts_test_example', secret }, body, 0)).toEqual({
      'x-webhook-signature': '0b15ec5e610f17b14d9604df8e362511635b6671e2a1508d9b1eb0ffc7180da2',
    });
  });

  it.each([
    ['hex', (text: string): string => mac(apiKey, text, 'hex')],
    ['sha256-hex', (text: string): string => `sha256=${mac(apiKey, text, 'hex')}`],
    ['base64', (text: string): string => mac(apiKey, text, 'base64')],
    ['wrong', (text: string): string => mac('another key', text, 'hex')],
  ] as const)('may be %s, over the bytes that came', async (signature, expected) => {
    bench.truestack.control.setWebhook({ signature });
    await play();
    expect(last().headers['x-webhook-signature']).toBe(expected(last().text));
    expect(last().headers).not.toHaveProperty('x-trueidentity-signature');
  });

  it('is hex unless it is told otherwise', async () => {
    await play();
    expect(last().headers['x-webhook-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('may be a pair of headers of the second scheme', async () => {
    bench.truestack.control.setWebhook({ signature: 'trueidentity' });
    await play();
    const { headers, text } = last();
    expect(headers['x-trueidentity-timestamp']).toBe(String(bench.clock.now()));
    expect(headers['x-trueidentity-signature']).toBe(mac(secret, `${bench.clock.now()}.${text}`, 'base64'));
    expect(headers).not.toHaveProperty('x-webhook-signature');
  });

  it('may be missing', async () => {
    bench.truestack.control.setWebhook({ signature: 'none' });
    await play();
    expect(Object.keys(last().headers).filter((name) => name.includes('signature'))).toEqual([]);
  });

  it('is wrong with +bad-signature', async () => {
    await play({ document_name: 'SITI SAMPLE +bad-signature' });
    expect(last().headers['x-webhook-signature']).toBe(mac('another key', last().text, 'hex'));
  });
});

describe('test values', () => {
  it('+no-webhook: none', async () => {
    await play({ document_name: 'SITI SAMPLE +no-webhook' });
    expect(bench.receiver.received).toEqual([]);
  });

  it('+double-webhook: the end twice, word for word', async () => {
    await play({ document_name: 'SITI SAMPLE +double-webhook' });
    expect(events()).toEqual([started, processing, completed, completed]);
    expect(bench.receiver.received[2]?.text).toBe(last().text);
  });

  it('+late-webhook: the end 10 s later, of which TrueStack knows nothing before', async () => {
    const session = await play({ document_name: 'SITI SAMPLE +late-webhook' });
    bench.clock.advance(9_999);
    await bench.truestack.control.idle();
    expect(events()).toEqual([started, processing]);
    expect((await bench.get(session)).body['status']).toBe('processing');
    bench.clock.advance(1);
    await bench.truestack.control.idle();
    expect(events()).toEqual([started, processing, completed]);
    expect((await bench.get(session)).body['status']).toBe('completed');
  });

  it('+reordered-webhooks: the end first, the beginning last', async () => {
    await play({ document_name: 'SITI SAMPLE +reordered-webhooks+reject' });
    expect(events()).toEqual([completed, processing, started]);
    expect(bench.receiver.received.map(({ body }) => body['status'])).toEqual([
      'completed',
      'processing',
      'processing',
    ]);
  });

  it('+expire: the session runs out', async () => {
    await play({ document_name: 'SITI SAMPLE +expire' });
    expect(events()).toEqual([started, expired]);
  });
});
