import { describe, expect, it, vi } from 'vitest';
import { type AccessToken, createTokenCache } from './token-cache.ts';

const LIFE = 600_000;

const set = (limit = 1000) => {
  const clock = { now: 0 };
  const cache = createTokenCache({ now: () => clock.now, aborted: () => new Error('aborted'), limit });
  let loads = 0;
  const load = vi.fn(
    async (): Promise<AccessToken> => ({ value: `token-${++loads}`, expiresAt: clock.now + LIFE }),
  );
  const get = (key: string, signal = new AbortController().signal) => cache.get(key, signal, load);
  return { cache, clock, get, load };
};

/** A load that the test ends by hand. */
const held = () => {
  let resolve: (token: AccessToken) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<AccessToken>((onToken, onError) => {
    resolve = onToken;
    reject = onError;
  });
  const signals: AbortSignal[] = [];
  const load = vi.fn((signal: AbortSignal) => {
    signals.push(signal);
    return promise;
  });
  return { load, resolve, reject, signals };
};

describe('the token cache', () => {
  it('keeps a token until a minute before its end, for its own key', async () => {
    const { clock, get, load } = set();
    expect(await get('a')).toBe('token-1');
    clock.now = LIFE - 60_001;
    expect(await get('a')).toBe('token-1');
    expect(await get('b')).toBe('token-2');
    clock.now = LIFE - 60_000;
    expect(await get('a')).toBe('token-3');
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('hands on a token that has ended already, but does not keep it', async () => {
    const { cache, load } = set();
    const old = async () => ({ value: 'old', expiresAt: 0 });
    expect(await cache.get('a', new AbortController().signal, old)).toBe('old');
    expect(await cache.get('a', new AbortController().signal, load)).toBe('token-1');
  });

  it('forgets what was used longest ago', async () => {
    const { get, load } = set(2);
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    expect(await get('a')).toBe('token-1');
    expect(load).toHaveBeenCalledTimes(3);
    expect(await get('b')).toBe('token-4');
  });

  it('drops the refused token only', async () => {
    const { cache, get } = set();
    const first = await get('a');
    cache.drop('a', 'another');
    expect(await get('a')).toBe(first);
    cache.drop('a', first);
    expect(await get('a')).toBe('token-2');
    cache.drop('a', first);
    expect(await get('a')).toBe('token-2');
  });

  it('asks once for all who wait, and again after a failure', async () => {
    const { cache, get } = set();
    const { load, reject } = held();
    const signal = new AbortController().signal;
    const waiting = [cache.get('a', signal, load), cache.get('a', signal, load)];
    reject(new Error('no'));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(load).toHaveBeenCalledOnce();
    expect(await get('a')).toBe('token-1');
  });

  it('goes on for those who stay, and stops when the last has gone', async () => {
    const { cache } = set();
    const { load, resolve, signals } = held();
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const a = cache.get('k', first.signal, load);
    const b = cache.get('k', second.signal, load);
    first.abort();
    await expect(a).rejects.toThrow('aborted');
    expect(signals[0]?.aborted).toBe(false);
    resolve({ value: 't', expiresAt: LIFE });
    expect(await b).toBe('t');

    const other = held();
    const c = cache.get('other', third.signal, other.load);
    third.abort();
    await expect(c).rejects.toThrow('aborted');
    expect(other.signals[0]?.aborted).toBe(true);
    const later = cache.get('other', second.signal, async () => ({ value: 'new', expiresAt: LIFE }));
    expect(await later).toBe('new');
  });

  it('does not begin for somebody who has gone', async () => {
    const { get, load } = set();
    await expect(get('a', AbortSignal.abort())).rejects.toThrow('aborted');
    expect(load).not.toHaveBeenCalled();
  });
});
