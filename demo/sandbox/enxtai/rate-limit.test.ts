import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Bench, startBench } from './testing.ts';

let bench: Bench;
afterEach(() => bench.close());

const limits = ({ headers }: Answer) =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));
const initiate = (key: string | null = 'key-1') =>
  bench.call('/v1/kyc/initiate', { key, json: { externalUserId: 'u' } });

describe('the rate limit', () => {
  it('is 100 a minute, and every answer says how much is left', async () => {
    bench = await startBench();
    expect(limits(await initiate())).toEqual(['100', '99', '60']);
    bench.clock.advance(12_300);
    expect(limits(await bench.call('/v1/kyc/status/x'))).toEqual(['100', '98', '48']);
    expect(limits(await bench.call('/v1/kyc/initiate', { json: {} }))).toEqual(['100', '97', '48']);
  });

  it('refuses with Retry-After alone, until the minute is over', async () => {
    bench = await startBench({ rateLimit: 2 });
    await initiate();
    expect(limits(await initiate())).toEqual(['2', '0', '60']);
    bench.clock.advance(1_500);
    const refused = await initiate();
    expect([refused.status, refused.headers.get('retry-after'), limits(refused)]).toEqual([
      429,
      '59',
      [null, null, null],
    ]);
    expect(refused.body).toMatchObject({
      error: 'RATE_LIMIT_EXCEEDED',
      message: 'ThrottlerException: Too Many Requests',
    });
    expect(bench.enxtai.sessions()).toHaveLength(2);
    bench.clock.advance(58_499);
    expect((await initiate()).status).toBe(429);
    bench.clock.advance(1);
    expect(limits(await initiate())).toEqual(['2', '1', '60']);
  });

  it('counts each key for itself, and all bad ones together', async () => {
    bench = await startBench({ rateLimit: 1 });
    const statuses = [];
    for (const key of ['key-1', 'key-2', 'key-1', 'bad', null]) statuses.push((await initiate(key)).status);
    expect(statuses).toEqual([201, 201, 429, 401, 429]);
  });

  it('says the reset as a time where that is wanted', async () => {
    bench = await startBench({ rateLimitReset: 'epoch' });
    expect(limits(await initiate())).toEqual(['100', '99', String(Date.UTC(2030, 0, 2, 3, 5, 5) / 1000)]);
  });

  it('begins anew with a reset', async () => {
    bench = await startBench({ rateLimit: 1 });
    await initiate();
    bench.enxtai.control.reset();
    expect((await initiate()).status).toBe(201);
  });
});
