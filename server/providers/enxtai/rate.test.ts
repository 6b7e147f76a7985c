import { describe, expect, it } from 'vitest';
import { NOW } from '../conformance.harness.ts';
import { fakeUpstream, type Reply, type Routes, text } from '../conformance.upstream.ts';
import type { ProviderSession } from '../provider.ts';
import { fixtures, KYC_SESSION, refuse, route, statusBody } from './fixtures.ts';

/** An adapter whose waits move the clock. */
const set = (changed: Routes) => {
  let now = NOW;
  const waits: number[] = [];
  const { module, environment, routes, session } = fixtures;
  const upstream = fakeUpstream({ ...routes, ...changed });
  const adapter = module.create(module.settings.parse(environment), {
    fetch: upstream.fetch,
    now: () => now,
    uuid: () => '00000000-0000-4000-8000-000000000001',
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  });
  const standing: ProviderSession = {
    ...session,
    state: { kycSessionId: KYC_SESSION, uploaded: [], submitted: false },
    status: 'pending',
    details: null,
    uploads: [],
  };
  const context = { signal: new AbortController().signal, requestId: 'r' };
  return {
    upstream,
    waits,
    look: () => adapter.fetchStatus(standing, context),
    start: () => adapter.start(session, context),
    pass: (ms: number) => {
      now += ms;
    },
  };
};

const left =
  (remaining: string, reset: string): Reply =>
  () =>
    Response.json(statusBody, {
      headers: { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset },
    });

describe('when no call is left', () => {
  it.each([
    ['seconds', '42'],
    ['a time', String(Math.ceil(NOW / 1000) + 42)],
  ])('nothing is called before the window ends, told in %s', async (_, reset) => {
    const { look, start, upstream, waits, pass } = set({ [route.status]: left('0', reset) });
    await expect(look()).resolves.toMatchObject({ outcome: { result: 'approved' } });
    const refused = await start().catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'rate_limited', operation: 'start', retryable: true });
    const { retryAfterMs = 0 } = (refused as { info: { retryAfterMs?: number } }).info;
    expect(retryAfterMs).toBeGreaterThanOrEqual(42_000);
    expect(retryAfterMs).toBeLessThan(43_000);
    expect(upstream.seen).toHaveLength(1);
    expect(waits).toEqual([]);
    pass(retryAfterMs);
    await start();
    expect(upstream.seen).toHaveLength(2);
  });

  it('a short wait is waited for', async () => {
    const { look, start, upstream, waits } = set({ [route.status]: left('0', '4') });
    await look();
    await start();
    expect(waits).toEqual([4000]);
    expect(upstream.seen).toHaveLength(2);
  });

  it('goes on while something is left', async () => {
    const { look, upstream } = set({ [route.status]: left('1', '42') });
    await look();
    await look();
    expect(upstream.seen).toHaveLength(2);
  });
});

describe('a refusal for too many calls', () => {
  const tooMany = (seconds: string) =>
    refuse(429, 'RATE_LIMIT_EXCEEDED', 'ThrottlerException: Too Many Requests', { 'retry-after': seconds });

  it('is waited for when that is not long', async () => {
    let refusals = 2;
    const { look, upstream, waits } = set({
      [route.status]: (request) => (refusals-- > 0 ? tooMany('3') : left('99', '60'))(request),
    });
    await expect(look()).resolves.toMatchObject({ outcome: { result: 'approved' } });
    expect(waits).toEqual([3000, 3000]);
    expect(upstream.seen).toHaveLength(3);
  });

  it('is passed on when it is, and holds the other calls', async () => {
    const { look, start, upstream, waits } = set({ [route.status]: tooMany('30') });
    await expect(look()).rejects.toMatchObject({
      kind: 'rate_limited',
      info: { status: 429, reason: 'RATE_LIMIT_EXCEEDED', retryAfterMs: 30_000 },
    });
    await expect(start()).rejects.toMatchObject({ kind: 'rate_limited', info: { retryAfterMs: 30_000 } });
    expect(upstream.seen).toHaveLength(1);
    expect(waits).toEqual([]);
  });
});

it('waits 1, 2, 4, 8 and 16 s where there is no service', async () => {
  const { look, waits } = set({ [route.status]: text('', 503) });
  await expect(look()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
});
