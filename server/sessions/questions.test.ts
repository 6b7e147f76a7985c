import { describe, expect, test, vi } from 'vitest';
import type { ProviderName } from '../contract/session.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Change, ProviderAdapter, WebhookEvent } from '../providers/provider.ts';
import { context, fakeAdapter, gate, NOON, settled, setUp } from './testing.ts';

const approved: Change = { outcome: { status: 'completed', result: 'approved' } };
const pending: Change = { outcome: { status: 'pending', result: null } };
const request = { method: 'POST', url: '', query: '', headers: {}, body: new Uint8Array() };
const away = (kind: ProviderError['kind'] = 'unavailable') =>
  new ProviderError('onekyc', 'fetchStatus', kind);

/** What proves nothing, and makes the server ask. */
const hint = (sessionId: string): WebhookEvent => ({
  kind: 'event',
  sessionId,
  dedupeKey: 'delivery-1',
  trusted: false,
  change: {},
});

const TTL_MS = 86_400_000;
const PAGE_MS = 3_600_000;
const hosted: Partial<ProviderAdapter> = {
  mode: 'hosted',
  steps: () => [],
  start: async () => ({ hosted: { url: 'https://page.example/1', expiresAt: new Date(NOON + PAGE_MS) } }),
};

describe('a question', () => {
  test('is not answered with what was asked before it', async () => {
    const held = gate<Change>();
    const fetchStatus = vi.fn(() => held.promise);
    const { sessions, make } = await setUp({ fetchStatus, receiveWebhook: async () => hint(made.id) });
    const made = await make();
    const polled = sessions.poll(made.id, context());
    await settled();
    // The provider looked before it was done; only then does it say so.
    await sessions.webhook('onekyc', request, context());
    fetchStatus.mockResolvedValue(approved);
    const asked = sessions.askDue(context());
    await settled();
    held.open(pending);
    await Promise.all([polled, asked]);
    expect((await sessions.get(made.id)).result).toBe('approved');
    expect(fetchStatus).toHaveBeenCalledTimes(2);
  });

  test('does not take the last one away', async () => {
    const fetchStatus = vi.fn(async () => pending);
    const { sessions, make, clock } = await setUp(
      { ...hosted, fetchStatus, receiveWebhook: async () => hint(made.id) },
      { sessionTtlMs: TTL_MS },
    );
    const made = await make();
    const asked = async (ms: number) => {
      clock.now = NOON + ms;
      fetchStatus.mockClear();
      await sessions.askDue(context());
      return fetchStatus.mock.calls.length;
    };
    await sessions.webhook('onekyc', request, context());
    expect([await asked(0), await asked(PAGE_MS + 29_999), await asked(PAGE_MS + 30_000)]).toEqual([1, 0, 1]);
    expect([await asked(TTL_MS - 60_001), await asked(TTL_MS - 60_000)]).toEqual([0, 1]);
    expect(await asked(TTL_MS - 1)).toBe(0);
  });

  test('that nobody answers leaves the last one too', async () => {
    const fetchStatus = vi.fn(async (): Promise<Change> => {
      throw away();
    });
    const { sessions, make, clock } = await setUp(
      { ...hosted, fetchStatus, receiveWebhook: async () => hint(made.id) },
      { sessionTtlMs: TTL_MS },
    );
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    for (let minute = 0; minute < 59; minute += 1) {
      await sessions.askDue(context());
      clock.now += 60_000;
    }
    expect(fetchStatus).toHaveBeenCalledTimes(7);
    fetchStatus.mockResolvedValue(approved);
    clock.now = NOON + PAGE_MS + 30_000;
    await sessions.askDue(context());
    expect((await sessions.get(made.id)).result).toBe('approved');
  });

  test('is dropped with the outcome, and what is final is not touched again', async () => {
    const fetchStatus = vi.fn(async () => approved);
    const { sessions, make, clock, store } = await setUp(
      { ...hosted, fetchStatus },
      { sessionTtlMs: TTL_MS },
    );
    const { id } = await make();
    const done = await sessions.refresh(id, context());
    expect(done.askAt).toBeNull();
    clock.now = NOON + TTL_MS;
    await sessions.askDue(context());
    expect((await store.load(id))?.version).toBe(done.version);
    expect(fetchStatus).toHaveBeenCalledTimes(1);
  });

  test('waits as long as the provider says, within bounds', async () => {
    let retryAfterMs = 60_000;
    const fetchStatus = vi.fn(async (): Promise<Change> => {
      throw new ProviderError('onekyc', 'fetchStatus', 'rate_limited', { retryAfterMs });
    });
    const { sessions, make, clock } = await setUp(
      { fetchStatus, receiveWebhook: async () => hint(made.id) },
      { sessionTtlMs: TTL_MS },
    );
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    const asked = async (ms: number) => {
      clock.now += ms;
      await sessions.askDue(context());
      return fetchStatus.mock.calls.length;
    };
    expect([await asked(0), await asked(59_999)]).toEqual([1, 1]);
    retryAfterMs = TTL_MS;
    expect([await asked(1), await asked(30 * 60_000 - 1), await asked(1)]).toEqual([2, 2, 3]);
  });

  test('of an erased session is forgotten, also in the middle', async () => {
    const held = gate<Change>();
    const onUnanswered = vi.fn();
    const { sessions, make, store } = await setUp(
      { fetchStatus: () => held.promise, receiveWebhook: async () => hint(made.id) },
      { onUnanswered },
    );
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    const asked = sessions.askDue(context());
    await settled();
    await sessions.erase(made.id);
    held.open(approved);
    await asked;
    expect(await store.load(made.id)).toBeNull();
    expect(onUnanswered).not.toHaveBeenCalled();
  });

  test('that two processes see is asked by one', async () => {
    const fetchStatus = vi.fn(async () => pending);
    const { sessions, make, store } = await setUp({
      fetchStatus,
      receiveWebhook: async () => hint(made.id),
    });
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    const other = await setUp({ fetchStatus }, { wrap: () => ({ ...store, toAsk: async () => [made.id] }) });
    await sessions.askDue(context());
    await other.sessions.askDue(context());
    expect(fetchStatus).toHaveBeenCalledTimes(1);
  });

  test('without an answer is told to whoever keeps the log', async () => {
    const onUnanswered = vi.fn();
    const { sessions, make, clock } = await setUp(
      {
        fetchStatus: async () => {
          throw away('unauthorized');
        },
        receiveWebhook: async () => hint(made.id),
      },
      { onUnanswered },
    );
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    await sessions.askDue(context());
    expect(onUnanswered.mock.calls.map(([{ kind }, { requestId }]) => [kind, requestId])).toEqual([
      ['unauthorized', 'request-1'],
    ]);
    expect(clock.now).toBe(NOON);
  });
});

describe('a provider that does not answer', () => {
  const two = async (first: ProviderAdapter['fetchStatus'], mode: ProviderAdapter['mode'] = 'capture') => {
    const second = vi.fn(async () => approved);
    const receive = (name: ProviderName) => async () => hint(ids.get(name) ?? '');
    const ids = new Map<ProviderName, string>();
    const adapters = [
      fakeAdapter({
        ...(mode === 'hosted' ? hosted : {}),
        fetchStatus: first,
        receiveWebhook: receive('onekyc'),
      }),
      fakeAdapter({
        ...(mode === 'hosted' ? hosted : {}),
        name: 'ost',
        fetchStatus: second,
        receiveWebhook: receive('ost'),
      }),
    ];
    const set = await setUp(
      {},
      { providers: new Map(adapters.map((one) => [one.name, one])), sessionTtlMs: 10 * TTL_MS },
    );
    for (const { name } of adapters) {
      ids.set(name, (await set.sessions.create({ provider: name }, null, context())).session.id);
    }
    return { ...set, second, ids };
  };

  test('keeps no webhook of another one waiting', async () => {
    const held = gate<Change>();
    const { sessions, ids } = await two(() => held.promise);
    await sessions.webhook('onekyc', request, context());
    const slow = sessions.askDue(context(), 'onekyc');
    await settled();
    await sessions.webhook('ost', request, context());
    await sessions.askDue(context(), 'ost');
    expect((await sessions.get(ids.get('ost') ?? '')).result).toBe('approved');
    held.open(pending);
    await slow;
  });

  test('about one session keeps no webhook about its others waiting, and they are eight at once at the most', async () => {
    const held = gate<Change>();
    let slow = '';
    let now = 0;
    let most = 0;
    let about = '';
    const { sessions, make } = await setUp({
      fetchStatus: async ({ sessionId }) => {
        now += 1;
        most = Math.max(most, now);
        await (sessionId === slow ? held.promise : settled());
        now -= 1;
        return approved;
      },
      receiveWebhook: async () => ({ ...hint(about), dedupeKey: about }),
    });
    const made: string[] = [];
    for (let count = 0; count < 21; count += 1) made.push((await make()).id);
    const hear = async (id: string) => {
      about = id;
      await sessions.webhook('onekyc', request, context());
    };
    slow = made[0] ?? '';
    await hear(slow);
    const asked = sessions.askDue(context());
    await settled();
    for (const id of made.slice(1)) await hear(id);
    const results = async () => (await Promise.all(made.map(sessions.get))).map(({ result }) => result);
    await expect.poll(async () => (await results()).filter(Boolean).length).toBe(20);
    expect((await sessions.get(slow)).result).toBeNull();
    held.open(approved);
    await asked;
    expect(new Set(await results())).toEqual(new Set(['approved']));
    expect(most).toBeLessThanOrEqual(8);
  });

  test('keeps no sweep from asking the others', async () => {
    const { sessions, second, clock } = await two(async () => {
      throw away();
    }, 'hosted');
    clock.now += PAGE_MS;
    await sessions.sweep(context());
    expect(second).toHaveBeenCalledTimes(1);
  });

  test('about one session keeps no sweep from asking about its others', async () => {
    const asked = new Set<string>();
    const { sessions, make, clock } = await setUp(
      {
        ...hosted,
        fetchStatus: async ({ sessionId }) => {
          asked.add(sessionId);
          throw away();
        },
      },
      { sessionTtlMs: TTL_MS },
    );
    const made = [await make(), await make(), await make()];
    clock.now += PAGE_MS;
    for (const _ of made) await sessions.sweep(context());
    expect(asked.size).toBe(3);
  });
});

describe('a provider that wants to be asked seldom', () => {
  test('is not asked more often for somebody who waits, but at once for the merchant', async () => {
    const fetchStatus = vi.fn(async () => pending);
    const { sessions, make, clock } = await setUp({ fetchStatus, askEveryMs: 10_000 });
    const { id } = await make();
    const polls = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        clock.now += 1000;
        expect((await sessions.poll(id, context())).pollAfterMs).toBeLessThan(10_000);
      }
      return fetchStatus.mock.calls.length;
    };
    expect([await polls(1), await polls(9), await polls(1)]).toEqual([1, 1, 2]);
    await sessions.refresh(id, context());
    expect(fetchStatus).toHaveBeenCalledTimes(3);
  });
});

describe('somebody who comes back from the page of the provider', () => {
  test('makes the server ask, whatever was asked before, but not again and again', async () => {
    const onAsk = vi.fn();
    const fetchStatus = vi.fn(async () => pending);
    const { sessions, make, clock } = await setUp({ ...hosted, fetchStatus, askEveryMs: 10_000 }, { onAsk });
    const { id } = await make();
    await sessions.poll(id, context());
    clock.now += 2000;
    for (let times = 0; times < 3; times += 1) await sessions.returned(id);
    expect(onAsk.mock.calls).toEqual([['onekyc']]);
    await sessions.askDue(context());
    await sessions.returned(id);
    await sessions.askDue(context());
    expect(fetchStatus).toHaveBeenCalledTimes(2);
    fetchStatus.mockResolvedValue(approved);
    clock.now += 2000;
    await sessions.returned(id);
    await sessions.askDue(context());
    expect((await sessions.returned(id)).result).toBe('approved');
    expect(onAsk).toHaveBeenCalledTimes(2);
  });

  test('does not hurry a provider that is away, and is nothing where there is no such page', async () => {
    const fetchStatus = vi.fn(async (): Promise<Change> => {
      throw away();
    });
    const { sessions, make } = await setUp({ ...hosted, fetchStatus });
    const { id } = await make();
    for (let times = 0; times < 3; times += 1) {
      await sessions.returned(id);
      await sessions.askDue(context());
    }
    expect(fetchStatus).toHaveBeenCalledTimes(1);
    const capture = await setUp({ fetchStatus });
    const other = await capture.make();
    expect((await capture.sessions.returned(other.id)).askAt).toBeNull();
    await expect(sessions.returned('ses_x')).rejects.toMatchObject({ code: 'session_not_found' });
  });
});
