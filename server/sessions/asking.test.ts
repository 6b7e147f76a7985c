import { describe, expect, test, vi } from 'vitest';
import { ProviderError } from '../providers/errors.ts';
import type { Change, ProviderSession, WebhookEvent } from '../providers/provider.ts';
import { context, gate, settled, setUp } from './testing.ts';

const approved: Change = { outcome: { status: 'completed', result: 'approved' } };
const processing: Change = { outcome: { status: 'processing', result: null } };
const request = { method: 'POST', url: '', query: '', headers: {}, body: new Uint8Array() };

describe('refresh', () => {
  test('parallel ones share one question', async () => {
    const held = gate();
    const fetchStatus = vi.fn(() => held.promise.then(() => approved));
    const { sessions, make, changes } = await setUp({ fetchStatus });
    const { id } = await make();
    const asked = [1, 2, 3].map(() => sessions.refresh(id, context()));
    await settled();
    held.open();
    for (const session of await Promise.all(asked)) expect(session.result).toBe('approved');
    expect(fetchStatus).toHaveBeenCalledTimes(1);
    expect(changes.map(({ status }) => status)).toEqual(['completed']);
  });

  test('is aborted when all have given up, not when one has, and then asks anew', async () => {
    const signals: AbortSignal[] = [];
    const { sessions, make } = await setUp({
      fetchStatus: (_session, { signal }) =>
        new Promise((_resolve, reject) => {
          signals.push(signal);
          signal.addEventListener('abort', () =>
            reject(new ProviderError('onekyc', 'fetchStatus', 'aborted')),
          );
        }),
    });
    const { id } = await make();
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = [one, two].map(({ signal }) => sessions.refresh(id, context(signal)));
    const ends = Promise.allSettled(asked);
    await settled();
    one.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    two.abort();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const third = new AbortController();
    const again = Promise.allSettled([sessions.refresh(id, context(third.signal))]);
    await settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    third.abort();
    await again;
  });

  test('fills the facts of a completed session and leaves its verdict', async () => {
    let answer: Change = approved;
    const { sessions, make } = await setUp({ fetchStatus: async () => answer });
    const { id } = await make();
    await sessions.refresh(id, context());
    answer = { outcome: { status: 'completed', result: 'approved', extracted: { fullName: 'BUDI CONTOH' } } };
    expect((await sessions.refresh(id, context())).extracted.fullName).toBe('BUDI CONTOH');
    answer = { outcome: { status: 'completed', result: 'rejected', extracted: { city: 'KOTA' } } };
    const end = await sessions.refresh(id, context());
    expect([end.result, end.extracted.city]).toEqual(['approved', null]);
  });

  test('a verdict that comes long after the person was done still counts', async () => {
    let answer = processing;
    const { sessions, make, clock } = await setUp({ fetchStatus: async () => answer });
    const { id } = await make();
    await sessions.refresh(id, context());
    clock.now += 2 * 86_400_000;
    answer = approved;
    expect((await sessions.refresh(id, context())).result).toBe('approved');
  });

  test('a session that was never decided expires in the end, and nobody asks any more', async () => {
    const fetchStatus = vi.fn(async () => processing);
    const { sessions, make, clock } = await setUp({ fetchStatus });
    const { id } = await make();
    await sessions.refresh(id, context());
    clock.now += 8 * 86_400_000;
    expect((await sessions.refresh(id, context())).status).toBe('expired');
    expect(fetchStatus).toHaveBeenCalledTimes(1);
  });

  test('another process that writes in between is not overwritten, and the tries are bounded', async () => {
    let rivals = 1;
    const { sessions, make, store } = await setUp(
      { fetchStatus: async () => processing },
      {
        wrap: (real) => ({
          ...real,
          async save(id, version, change, now) {
            if (rivals > 0) {
              rivals -= 1;
              await real.save(id, version, { patch: { status: 'completed', result: 'rejected' } }, now);
            }
            return real.save(id, version, change, now);
          },
        }),
      },
    );
    const { id } = await make();
    expect(await sessions.refresh(id, context())).toMatchObject({ status: 'completed', result: 'rejected' });
    rivals = 100;
    await expect(sessions.refresh(id, context())).rejects.toMatchObject({ code: 'step_conflict' });
    expect((await store.load(id))?.result).toBe('rejected');
  });
});

describe('poll', () => {
  test('asks only when the last answer is old enough', async () => {
    const fetchStatus = vi.fn(async () => processing);
    const { sessions, make, clock } = await setUp({ fetchStatus });
    const { id } = await make();
    expect((await sessions.poll(id, context())).pollAfterMs).toBe(2000);
    clock.now += 1999;
    await sessions.poll(id, context());
    expect(fetchStatus).toHaveBeenCalledTimes(1);
    clock.now += 1;
    await sessions.poll(id, context());
    expect(fetchStatus).toHaveBeenCalledTimes(2);
  });

  test('answers with what is known when the provider is away for a moment', async () => {
    let kind: 'rate_limited' | 'unauthorized' = 'rate_limited';
    const { sessions, make } = await setUp({
      fetchStatus: async () => {
        throw new ProviderError('onekyc', 'fetchStatus', kind, { retryAfterMs: 9000 });
      },
    });
    const { id } = await make();
    expect(await sessions.poll(id, context())).toMatchObject({
      session: { status: 'pending' },
      pollAfterMs: 9000,
    });
    kind = 'unauthorized';
    await expect(sessions.poll(id, context())).rejects.toMatchObject({ kind });
  });

  test('does not wait behind another call of its session', async () => {
    const held = gate<Change>();
    const fetchStatus = vi.fn(async () => processing);
    const { sessions, make } = await setUp({ fetchStatus, submit: () => held.promise, steps: () => [] });
    const { id } = await make();
    const submitted = sessions.submit(id, context());
    await settled();
    expect((await sessions.poll(id, context())).session.status).toBe('pending');
    expect(fetchStatus).not.toHaveBeenCalled();
    held.open(processing);
    expect((await submitted).session.status).toBe('processing');
  });

  test('a sweep asks about what has been undecided for long, less and less often', async () => {
    const asked: string[] = [];
    const fetchStatus = vi.fn(async (session: ProviderSession) => {
      asked.push(session.sessionId);
      return processing;
    });
    const { sessions, make, clock } = await setUp({ fetchStatus });
    const [waiting, untouched] = [await make(), await make()];
    await sessions.refresh(waiting.id, context());
    const minutes = async (count: number) => {
      asked.length = 0;
      for (let minute = 0; minute < count; minute += 1) {
        clock.now += 60_000;
        await sessions.sweep(context());
      }
      return asked.length;
    };
    expect(await minutes(9)).toBe(0);
    expect(await minutes(1)).toBe(1);
    expect(asked).toEqual([waiting.id]);
    expect(await minutes(29)).toBeGreaterThan(1);
    // After ten hours: every hour or two.
    clock.now += 36_000_000;
    expect(await minutes(60)).toBe(1);
    expect((await sessions.get(untouched.id)).status).toBe('expired');
    fetchStatus.mockResolvedValue(approved);
    clock.now += 36_000_000;
    await sessions.sweep(context());
    expect((await sessions.get(waiting.id)).result).toBe('approved');
    expect(await minutes(600)).toBe(0);
  });

  test('a sweep leaves a provider alone that is away, and goes on after any other error', async () => {
    const fetchStatus = vi.fn(async () => processing);
    const { sessions, make, clock } = await setUp({ fetchStatus });
    const [one, two] = [await make(), await make()];
    await sessions.refresh(one.id, context());
    await sessions.refresh(two.id, context());
    clock.now += 600_000;
    fetchStatus.mockClear();
    fetchStatus.mockRejectedValueOnce(new ProviderError('onekyc', 'fetchStatus', 'unavailable'));
    await sessions.sweep(context());
    expect(fetchStatus).toHaveBeenCalledTimes(1);
    fetchStatus.mockRejectedValueOnce(new ProviderError('onekyc', 'fetchStatus', 'not_found'));
    await sessions.sweep(context());
    // Whoever it was about goes to the end of the line.
    expect(fetchStatus).toHaveBeenCalledTimes(2);
    await sessions.sweep(context());
    expect(fetchStatus).toHaveBeenCalledTimes(2);
  });

  test('asks nobody about a final session', async () => {
    const fetchStatus = vi.fn(async () => approved);
    const { sessions, make } = await setUp({ fetchStatus });
    const { id } = await make();
    expect((await sessions.poll(id, context())).pollAfterMs).toBeNull();
    await sessions.poll(id, context());
    expect(fetchStatus).toHaveBeenCalledTimes(1);
  });
});

describe('webhook', () => {
  const event = (
    sessionId: string,
    changed: Partial<WebhookEvent & { kind: 'event' }> = {},
  ): WebhookEvent => ({
    kind: 'event',
    sessionId,
    dedupeKey: 'delivery-1',
    trusted: true,
    change: approved,
    ...changed,
  });

  test('a trusted one is believed, once', async () => {
    let news: WebhookEvent = { kind: 'ignored' };
    const { sessions, make, changes } = await setUp({ receiveWebhook: async () => news });
    const { id } = await make();
    await sessions.webhook('onekyc', request, context());
    expect(changes).toEqual([]);
    news = event(id, { change: processing });
    await sessions.webhook('onekyc', request, context());
    news = event(id);
    await sessions.webhook('onekyc', request, context());
    expect((await sessions.get(id)).status).toBe('processing');
  });

  test('an untrusted one only makes the server ask', async () => {
    const fetchStatus = vi.fn(async () => processing);
    const { sessions, make } = await setUp({
      fetchStatus,
      receiveWebhook: async () => event(made.id, { trusted: false }),
    });
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    expect(fetchStatus).not.toHaveBeenCalled();
    await sessions.askDue(context());
    expect((await sessions.get(made.id)).status).toBe('processing');
    // A forged one that came too early does not shut out the true one.
    fetchStatus.mockResolvedValue(approved);
    await sessions.webhook('onekyc', request, context());
    await sessions.askDue(context());
    expect((await sessions.get(made.id)).result).toBe('approved');
    await sessions.webhook('onekyc', request, context());
    await sessions.askDue(context());
    expect(fetchStatus).toHaveBeenCalledTimes(2);
  });

  test('its question outlives a provider that is away, and is asked less and less often', async () => {
    const fetchStatus = vi.fn(async (): Promise<Change> => {
      throw new ProviderError('onekyc', 'fetchStatus', 'unavailable');
    });
    const onAsk = vi.fn();
    const { sessions, make, store, clock } = await setUp(
      { fetchStatus, receiveWebhook: async () => event(made.id, { trusted: false }) },
      { onAsk },
    );
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    expect(onAsk.mock.calls).toEqual([['onekyc']]);
    expect(await store.hasReceipt('onekyc', 'delivery-1')).toBe(false);
    const asked = async (ms: number) => {
      clock.now += ms;
      fetchStatus.mockClear();
      await sessions.askDue(context());
      return fetchStatus.mock.calls.length;
    };
    expect(await asked(0)).toBe(1);
    expect([await asked(4999), await asked(1)]).toEqual([0, 1]);
    expect([await asked(14_999), await asked(1)]).toEqual([0, 1]);
    fetchStatus.mockResolvedValue(approved);
    expect([await asked(45_000), await asked(3_600_000)]).toEqual([1, 0]);
    expect((await sessions.get(made.id)).result).toBe('approved');
  });

  test('the questions of one webhook end, even when nobody ever answers', async () => {
    const fetchStatus = vi.fn(async (): Promise<Change> => {
      throw new ProviderError('onekyc', 'fetchStatus', 'unauthorized');
    });
    const { sessions, make, clock } = await setUp(
      { fetchStatus, receiveWebhook: async () => event(made.id, { trusted: false }) },
      { sessionTtlMs: 86_400_000 },
    );
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    for (let minute = 0; minute < 240; minute += 1) {
      await sessions.askDue(context());
      clock.now += 60_000;
    }
    expect(fetchStatus).toHaveBeenCalledTimes(7);
  });

  test('one that comes while the provider is asked makes the server ask again', async () => {
    const held = gate<Change>();
    const fetchStatus = vi.fn(() => held.promise);
    const { sessions, make, clock } = await setUp({
      fetchStatus,
      receiveWebhook: async () => event(made.id, { trusted: false }),
    });
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    const first = sessions.askDue(context());
    await settled();
    clock.now += 1;
    await sessions.webhook('onekyc', request, context());
    fetchStatus.mockResolvedValue(approved);
    held.open(processing);
    await first;
    expect((await sessions.get(made.id)).result).toBe('approved');
    expect(fetchStatus).toHaveBeenCalledTimes(2);
  });

  test('finds sessions by their references only, and needs a configured provider', async () => {
    const found: (ProviderSession | null)[] = [];
    const { sessions, make } = await setUp({
      receiveWebhook: async (_request, find) => {
        found.push(await find(`ref-${made.id}`), await find(made.id));
        return { kind: 'ignored' };
      },
    });
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    expect(found.map((session) => session?.sessionId)).toEqual([made.id, undefined]);
    await expect(sessions.webhook('ost', request, context())).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a webhook that races a poll loses neither: the verdict stays, whoever is last', async () => {
    const held = gate<Change>();
    const { sessions, make, changes } = await setUp({
      fetchStatus: () => held.promise,
      receiveWebhook: async () => event(made.id),
    });
    const made = await make();
    const polled = sessions.poll(made.id, context());
    await settled();
    await sessions.webhook('onekyc', request, context());
    held.open({
      outcome: { status: 'processing', result: null },
      state: { seen: true },
      references: ['late'],
    });
    expect((await polled).session).toMatchObject({
      status: 'completed',
      result: 'approved',
      state: { seen: true },
    });
    expect(changes.map(({ status }) => status)).toEqual(['completed']);
  });

  test('one with a state that comes in the middle of a call becomes a question', async () => {
    const held = gate<Change>();
    const fetchStatus = vi.fn(() => held.promise);
    const { sessions, make } = await setUp({
      fetchStatus,
      receiveWebhook: async (_request, find) => {
        const session = await find(`ref-${made.id}`);
        return event(made.id, { change: { ...approved, state: { ...session?.state, hooked: true } } });
      },
    });
    const made = await make();
    const refreshed = sessions.refresh(made.id, context());
    await settled();
    // Acknowledged at once, though the call goes on.
    await sessions.webhook('onekyc', request, context());
    held.open({ state: { ...made.state, fetched: true } });
    await refreshed;
    expect(await sessions.get(made.id)).toMatchObject({ result: null, state: { fetched: true } });
    fetchStatus.mockResolvedValue(approved);
    await sessions.askDue(context());
    expect((await sessions.get(made.id)).result).toBe('approved');
  });

  test('one with a state is believed when nothing else is under way', async () => {
    const { sessions, make } = await setUp({
      receiveWebhook: async (_request, find) => {
        const session = await find(`ref-${made.id}`);
        return event(made.id, { change: { ...approved, state: { ...session?.state, hooked: true } } });
      },
    });
    const made = await make();
    await sessions.webhook('onekyc', request, context());
    expect((await sessions.get(made.id)).state).toEqual({ started: true, hooked: true });
  });
});
