import { describe, expect, it } from 'vitest';
import { journey, openAdapter } from '../conformance.harness.ts';
import type { WebhookRequest } from '../provider.ts';
import {
  delivery,
  fixtures,
  news,
  ONBOARDING,
  openedOf,
  PREFIXED,
  postback,
  REF,
  route,
  sealed,
  values,
} from './fixtures.ts';
import { sign } from './seal.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

const receive = async (request: WebhookRequest) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session, references } = await journey(fixtures, adapter, 'end');
  const find = async (name: string) => (references.includes(name) ? session : null);
  const sentAtCreation = openedOf(upstream.seen.find((seen) => seen.route === route.create)?.body ?? null);
  const event = await adapter.receiveWebhook(request, find, context());
  return { event, sentAtCreation };
};

const keyOf = async (request: WebhookRequest) => {
  const { event } = await receive(request);
  return event.kind === 'event' ? event.dedupeKey : null;
};

const asked = { kind: 'event', sessionId: fixtures.session.sessionId, trusted: false, change: {} };

describe('a postback', () => {
  it.each([
    [2, 1],
    [2, 0],
    [2, 2],
    [3, 2],
    ['2', '1'],
    [4, 1],
    ['done', 1],
  ])('of status %j and result %j makes the server ask', async (status, result) => {
    const { event } = await receive(postback({ status, result }));
    expect(event).toMatchObject(asked);
    expect(event).toHaveProperty('change', {});
  });

  it.each([
    [0, 'pending'],
    ['1', 'processing'],
    [1, 'processing'],
  ])('of status %j is believed, as it ends nothing', async (status, expected) => {
    const { event } = await receive(postback({ status, result: 1 }));
    expect(event).toMatchObject({ trusted: true, change: { outcome: { status: expected, result: null } } });
  });

  it('may be signed as the creation was, or over its own values with and without the prefix', async () => {
    const { sentAtCreation } = await receive(postback());
    const signatures = [
      sentAtCreation['signature'],
      sign(values, PREFIXED, String(news().request_time)),
      sign(values, REF, String(news().request_time)),
      'c2lnbmF0dXJlLW9mLXRoZWlycw==',
    ];
    for (const signature of signatures) {
      const { event } = await receive(postback({ status: 1, signature }));
      expect(event).toMatchObject({ trusted: true });
    }
  });

  it.each([
    ['of another time', sign(values, PREFIXED, '2026-01-15 20:05:01')],
    ['of another name', sign(values, 'REF0001', '2026-01-15 20:05:00')],
    ['of another key', sign({ ...values, CTOS_SECURITY_KEY: 'x' }, PREFIXED, '2026-01-15 20:05:00')],
    ['that is empty', ''],
  ])(
    'with a signature %s makes the server ask when it is sealed, and is refused in the clear',
    async (_, signature) => {
      const { event } = await receive(postback({ status: 1, signature }));
      expect(event).toMatchObject(asked);
      expect(event).toHaveProperty('change', {});
      const clear = receive(delivery(news({ signature })));
      await expect(clear).rejects.toMatchObject({ name: 'WebhookRejected', status: 401 });
    },
  );

  it.each<[string, WebhookRequest]>([
    ['sealed without a signature', postback({ status: 1, signature: undefined })],
    ['in the clear', delivery(news({ status: 1 }))],
    ['in the clear, inside an envelope', delivery({ data: news({ status: 1 }) })],
  ])('%s is believed nothing of', async (_, request) => {
    const { event } = await receive(request);
    expect(event).toMatchObject(asked);
    expect(event).toHaveProperty('change', {});
  });

  it('is known by its end where the prefix is another one', async () => {
    const ref_id = `OPG_${REF}`;
    const { event } = await receive(
      postback({ ref_id, signature: sign(values, ref_id, '2026-01-15 20:05:00') }),
    );
    expect(event).toMatchObject(asked);
    const { event: bare } = await receive(
      postback({ ref_id: REF, signature: sign(values, REF, '2026-01-15 20:05:00') }),
    );
    expect(bare).toMatchObject(asked);
  });

  it.each([
    ['another onboarding', { onboarding_id: 'another' }],
    ['an earlier transaction', { ref_id: `com.contoh.kyccontoh00000000000000000100000000` }],
    ['the beginning of ours', { ref_id: PREFIXED.slice(0, -1) }],
  ])('about %s is about nothing that is known', async (_, changed) => {
    const { adapter } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'end');
    const work = adapter.receiveWebhook(postback(changed), async () => session, context());
    await expect(work).rejects.toMatchObject({ name: 'WebhookRejected', status: 404 });
  });

  it('about a session that has no transaction is about nothing that is known', async () => {
    const { adapter } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'end');
    const work = adapter.receiveWebhook(postback(), async () => ({ ...session, state: {} }), context());
    await expect(work).rejects.toMatchObject({ status: 404 });
  });

  it('may repeat the API key beside what is sealed', async () => {
    const { event } = await receive(delivery({ api_key: values.CTOS_API_KEY, data: sealed(news()) }));
    expect(event).toMatchObject(asked);
  });

  it.each<[string, WebhookRequest]>([
    ['another method', { ...postback(), method: 'PUT' }],
    ['a list', delivery([news()])],
    ['nothing', delivery(null)],
    ['a number for the seal', delivery({ data: 7 })],
    ['no JSON', { ...postback(), body: Buffer.from('{') }],
    ['no text', { ...postback(), body: Buffer.of(0x7b, 0xff, 0x7d) }],
    ['no body', { ...postback(), body: new Uint8Array() }],
    ['a sealed list', delivery({ data: sealed([]) })],
    ['no name', postback({ ref_id: undefined })],
    ['a name with a line break', postback({ ref_id: `a\n${REF}` })],
    ['no onboarding', postback({ onboarding_id: null })],
    ['no status', postback({ status: undefined })],
    ['a time that is none', postback({ request_time: 7 })],
  ])('with %s is malformed', async (_, request) => {
    await expect(receive(request)).rejects.toMatchObject({ name: 'WebhookRejected', status: 400 });
  });

  it('is known again by name, onboarding, status, result and time', async () => {
    const same = [
      {},
      { status: '2', result: '1' },
      { reject_message: 'Step 2 failed', signature: undefined },
    ];
    const keys = await Promise.all(same.map((changed) => keyOf(postback(changed))));
    expect(new Set(keys).size).toBe(1);
    const other = [
      { status: 3 },
      { status: 'done' },
      { result: 0 },
      { result: undefined },
      { request_time: '2026-01-15 20:06:00', signature: undefined },
      { request_time: undefined, signature: undefined },
    ];
    const others = await Promise.all(other.map((changed) => keyOf(postback(changed))));
    expect(new Set([...keys, ...others]).size).toBe(other.length + 1);
    for (const key of others) {
      expect(key).toMatch(/^[0-9a-f]{64}$/);
      expect(key).not.toContain(ONBOARDING);
    }
  });
});
