import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose, openPage } from '../hosted/testing/receiver.ts';
import { sign } from './crypto.ts';
import { type Bench, type CtosAnswer, keys, opened, pageOf, startBench } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const inside = (): Record<string, unknown>[] =>
  bench.receiver.received.map(({ body }) => ('data' in body ? opened(body['data']) : body));

/** Status and result of what came, in the order of arrival. */
const states = (): unknown[] => inside().map(({ status, result }) => [status, result]);

/** A whole session, second by second. */
async function play(more: Record<string, unknown> = {}, choice = 'finish'): Promise<CtosAnswer> {
  const created = await bench.create('R1', more);
  bench.clock.advance(1_000);
  await openPage(pageOf(created));
  bench.clock.advance(1_000);
  await choose(pageOf(created), choice);
  await bench.ctos.control.idle();
  return created;
}

describe('the postback', () => {
  it('comes at every step, encrypted, and nothing beside it', async () => {
    const { fields } = await play();
    expect(states()).toEqual([
      [1, 2],
      [1, 2],
      [2, 1],
    ]);
    const [first] = bench.receiver.received;
    expect(first?.headers['content-type']).toBe('application/json');
    expect(Object.keys(first?.body ?? {})).toEqual(['data']);
    expect(inside()[0]).toEqual({
      api_key: keys.apiKey,
      package_name: keys.packageName,
      ref_id: fields['ref_id'],
      onboarding_id: fields['onboarding_id'],
      request_time: '2030-01-02 11:04:06',
      signature: bench.ctos.sessions()[0]?.details.signature,
      mode: 1,
      status: 1,
      result: 2,
      reject_message: 'Consent accepted',
    });
    expect(inside()[2]).toMatchObject({ step1: { status: true }, step2: { status: true } });
    expect(JSON.stringify(inside())).not.toContain('_image');
    expect(bench.ctos.webhooks().map(({ label, status }) => [label, status])).toEqual([
      ['opened', 200],
      ['submitted', 200],
      ['completed', 200],
    ]);
  });

  it('has the pictures with callback_mode 2', async () => {
    await play({ callback_mode: 2 });
    expect(inside()[2]).toMatchObject({ mode: 2, step1: { face_image: expect.stringMatching(/^\/9j\//) } });
  });

  it.each([{ callback_mode: '0' }, { backend_url: undefined }])('does not come with %j', async (more) => {
    await play(more);
    expect(bench.receiver.received).toEqual([]);
  });

  it('comes for the end alone, when told', async () => {
    bench.ctos.control.setWebhook({ intermediate: false });
    await play({}, 'reject');
    expect(states()).toEqual([[2, 0]]);
  });

  it('comes once when the session runs out', async () => {
    await bench.create('R1');
    bench.clock.advance(300 * 60_000);
    await bench.ctos.control.idle();
    expect(states()).toEqual([[3, 2]]);
  });

  it('is not tried again', async () => {
    bench.receiver.statuses.push(500, 500, 500);
    await play();
    bench.clock.advance(3_600_000);
    await bench.ctos.control.idle();
    expect(bench.ctos.webhooks().map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [1, 500],
      [1, 500],
    ]);
  });
});

describe('its signature', () => {
  const time = '2030-01-02 11:04:07';
  const last = (): unknown => inside().at(-1)?.['signature'];

  it.each([
    ['create', (): unknown => bench.ctos.sessions()[0]?.details.signature],
    ['recomputed-prefixed', () => sign(keys, 'com.example.pkgR1', time)],
    ['recomputed-plain', () => sign(keys, 'R1', time)],
    ['wrong', () => sign({ ...keys, securityKey: 'wrong' }, 'com.example.pkgR1', time)],
    ['none', (): unknown => undefined],
  ] as const)('may be: %s', async (signature, expected) => {
    bench.ctos.control.setWebhook({ signature });
    await play();
    expect(last()).toBe(expected());
    expect(inside().at(-1)?.['request_time']).toBe(time);
  });

  it('is wrong with +bad-signature', async () => {
    await play({ document_name: 'SITI SAMPLE +bad-signature' });
    expect(last()).toBe(sign({ ...keys, securityKey: 'wrong' }, 'com.example.pkgR1', time));
  });
});

describe('its dress', () => {
  it('may repeat the API key', async () => {
    bench.ctos.control.setWebhook({ apiKey: true });
    await play();
    expect(bench.receiver.received[2]?.body).toMatchObject({ api_key: keys.apiKey });
    expect(states()[2]).toEqual([2, 1]);
  });

  it('may be the object itself, with slashes escaped as PHP does', async () => {
    bench.ctos.control.setWebhook({ plain: true });
    const { fields } = await play();
    const received = bench.receiver.received[2];
    expect(received?.body).toMatchObject({ onboarding_id: fields['onboarding_id'], status: 2 });
    expect(received?.text.replaceAll('\\/', '')).not.toContain('/');
  });
});

describe('test values', () => {
  it('+no-webhook: none at all', async () => {
    await play({ document_name: 'SITI SAMPLE +no-webhook' });
    expect(bench.receiver.received).toEqual([]);
    expect(bench.ctos.sessions()).toMatchObject([{ stage: 'completed', verdict: 'approve' }]);
  });

  it('+double-webhook: the end twice', async () => {
    await play({ document_name: 'SITI SAMPLE +double-webhook+reject' });
    expect(states()).toEqual([
      [1, 2],
      [1, 2],
      [2, 0],
      [2, 0],
    ]);
  });

  it('+late-webhook: the end 10 s later', async () => {
    await play({ document_name: 'SITI SAMPLE +late-webhook' });
    bench.clock.advance(9_999);
    await bench.ctos.control.idle();
    expect(states()).toHaveLength(2);
    bench.clock.advance(1);
    await bench.ctos.control.idle();
    expect(states()[2]).toEqual([2, 1]);
  });

  it('+reordered-webhooks: the end first, the beginning last', async () => {
    await play({ document_name: 'SITI SAMPLE +reordered-webhooks' });
    expect(states()).toEqual([
      [2, 1],
      [1, 2],
      [1, 2],
    ]);
    expect(inside().map(({ reject_message: message }) => message)).toEqual([
      'EKYC onboarding process successful',
      'OCR preview update completed',
      'Consent accepted',
    ]);
  });

  it('+expire: the session runs out', async () => {
    await play({ document_name: 'SITI SAMPLE +expire' });
    expect(states()).toEqual([
      [1, 2],
      [3, 2],
    ]);
  });
});
