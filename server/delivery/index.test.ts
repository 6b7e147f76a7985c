import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { merchantEvent } from '../contract/webhook.ts';
import { createLogger } from '../http/logger.ts';
import type { Change } from '../providers/provider.ts';
import { context, gate, settled as idle, NOON, setUp } from '../sessions/testing.ts';
import { eventOf } from './event.ts';
import { createDelivery } from './index.ts';
import type { Sent } from './send.ts';

const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
const webhookUrl = 'https://shop.example/hook?key=GEHEIM-CONTOH';
const delivered: Sent = { delivered: true, status: 204 };
const failed: Sent = { delivered: false, status: 503, why: 'refused' };
const approved: Change = {
  outcome: { status: 'completed', result: 'approved', extracted: { fullName: 'BUDI CONTOH' } },
};

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** Sessions whose news go to a merchant that answers as `answer` says. */
async function shop(answer: (signal: AbortSignal) => Promise<Sent>, told = true) {
  const posts: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
  let log = '';
  let numbers = 0;
  let wake = (): void => undefined;
  const { store, sessions, clock, make } = await setUp(
    { fetchStatus: async () => approved },
    {
      announce: (session) => eventOf(session, () => `sample-${++numbers}`),
      onChange: () => told && wake(),
    },
  );
  const open = () => {
    const delivery = createDelivery({
      store,
      sender: {
        send: (url, message, signal) => {
          posts.push({ url, ...message });
          return answer(signal);
        },
        close: async () => undefined,
      },
      secret,
      now: () => clock.now,
      random: () => 0.5,
      logger: createLogger({ level: 'debug', secrets: [], destination: { write: (line) => (log += line) } }),
    });
    undo.push(() => delivery.stop());
    wake = delivery.wake;
    return delivery;
  };
  const change = async (url: string | undefined = webhookUrl) => {
    const body = { provider: 'onekyc' as const, ...(url ? { webhookUrl: url } : {}) };
    const { session } = await sessions.create(body, null, context());
    return sessions.refresh(session.id, context());
  };
  return { store, sessions, clock, make, posts, open, change, log: () => log };
}

describe('news', () => {
  test('reach the merchant signed, once, with everything it may know', async () => {
    const { open, change, posts, log } = await shop(async () => delivered);
    const delivery = open();
    const { id } = await change();
    await delivery.settled();
    const [post] = posts;
    expect(posts).toHaveLength(1);
    expect(post?.url).toBe(webhookUrl);
    const event = merchantEvent.parse(JSON.parse(post?.body ?? ''));
    expect(event).toMatchObject({
      type: 'session.completed',
      timestamp: new Date(NOON).toISOString(),
      data: { id, status: 'completed', result: 'approved', extracted: { fullName: 'BUDI CONTOH' } },
    });
    expect(post?.headers['webhook-id']).toBe('evt_sample1');
    const ours = new Webhook(secret).sign('evt_sample1', new Date(NOON), post?.body ?? '');
    expect(post?.headers['webhook-signature']).toBe(ours);
    expect(post?.headers['webhook-timestamp']).toBe(String(NOON / 1000));
    expect(log()).toContain(id);
    expect(log()).not.toMatch(/GEHEIM|BUDI|v1,/);
  });

  test('are not made for a merchant that named no address', async () => {
    const { open, make, sessions, posts, store, clock } = await shop(async () => delivered);
    const delivery = open();
    await sessions.refresh((await make()).id, context());
    await delivery.settled();
    expect(posts).toEqual([]);
    expect(await store.claimEvents(new Date(clock.now), 1000, 9)).toEqual([]);
  });

  test('say the same at every attempt, are signed anew, and are given up after three days', async () => {
    const { open, change, posts, clock, log } = await shop(async () => failed);
    const delivery = open();
    await change();
    await delivery.settled();
    delivery.wake();
    await delivery.settled();
    expect(posts).toHaveLength(1);
    clock.now += 5000;
    delivery.wake();
    await delivery.settled();
    expect(posts).toHaveLength(2);
    expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(posts.map(({ headers }) => headers['webhook-signature'])).size).toBe(2);
    for (let hour = 0; hour < 100; hour += 1) {
      clock.now += 3_600_000;
      delivery.wake();
      await delivery.settled();
    }
    expect(posts.length).toBeGreaterThan(10);
    expect(posts.length).toBeLessThan(25);
    expect(log()).toContain('webhook given up');
  });

  test('stop when the merchant is gone for good', async () => {
    const { open, change, posts, clock, log } = await shop(async () => ({
      delivered: false,
      status: 410,
      why: 'refused',
    }));
    const delivery = open();
    await change();
    await delivery.settled();
    clock.now += 86_400_000;
    delivery.wake();
    await delivery.settled();
    expect(posts).toHaveLength(1);
    // Its own wish is no fault of this server's.
    expect(log()).not.toContain('"level":"error"');
  });

  test('are sent 16 at a time at the most, and all in the end', async () => {
    const held = gate();
    let now = 0;
    let most = 0;
    const { open, change, posts } = await shop(async () => {
      most = Math.max(most, ++now);
      await held.promise;
      now -= 1;
      return delivered;
    });
    const delivery = open();
    for (let count = 0; count < 40; count += 1) await change();
    await idle();
    expect(posts).toHaveLength(16);
    held.open();
    await delivery.settled();
    expect(most).toBe(16);
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(40);
  });

  test('that were under way when the server stopped are due again at once', async () => {
    const { open, change, posts } = await shop(
      (signal) =>
        new Promise((resolve) => {
          if (posts.length > 1) return resolve(delivered);
          signal.addEventListener('abort', () => resolve({ delivered: false, why: 'stopped' }));
        }),
    );
    const first = open();
    await change();
    await idle();
    await first.stop();
    const second = open();
    second.wake();
    await second.settled();
    expect(posts).toHaveLength(2);
  });

  test('that a dead process had taken come back when its lease is over', async () => {
    const { open, change, posts, store, clock } = await shop(async () => delivered, false);
    await change();
    expect(await store.claimEvents(new Date(clock.now), 60_000, 9)).toHaveLength(1);
    const delivery = open();
    delivery.wake();
    await delivery.settled();
    expect(posts).toEqual([]);
    clock.now += 60_000;
    delivery.wake();
    await delivery.settled();
    expect(posts).toHaveLength(1);
  });

  test('go with the session when it is erased', async () => {
    const { change, sessions, store, clock } = await shop(async () => delivered, false);
    const { id } = await change();
    await sessions.erase(id);
    expect(await store.claimEvents(new Date(clock.now), 1000, 9)).toEqual([]);
  });
});
