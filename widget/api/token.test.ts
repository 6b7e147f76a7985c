import { describe, expect, test, vi } from 'vitest';
import { createTokens, lifeOf } from './token.ts';

const START = 1_700_000_000_000;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token that says when it was made and ends, in seconds from the start. */
const jwt = (name: string, iat: number, exp: number, sub = 'ses_sample'): string =>
  `${encode({ alg: 'ES256' })}.${encode({ sub, jti: name, iat: START / 1000 + iat, exp: START / 1000 + exp })}.c2ln`;

function setUp(
  given: () => Promise<string>,
  exchanged: () => Promise<string> = async () => jwt('exchanged', 0, 900),
) {
  const clock = { time: START, now: () => clock.time };
  const getToken = vi.fn(given);
  const exchange = vi.fn(exchanged);
  const onToken = vi.fn();
  return { clock, getToken, exchange, onToken, tokens: createTokens({ getToken, exchange, clock, onToken }) };
}

describe('the life of a token', () => {
  test('is renewed after four fifths of it', () => {
    expect(lifeOf(jwt('a', 0, 1000), START)).toEqual({
      expiresAt: START + 1_000_000,
      renewAt: START + 800_000,
    });
    expect(lifeOf(jwt('a', -500, 500), START)).toEqual({
      expiresAt: START + 500_000,
      renewAt: START + 300_000,
    });
    expect(lifeOf(jwt('a', -950, 50), START).renewAt).toBe(START);
  });

  test('counts from now when the clock of the device contradicts the token', () => {
    for (const wrong of [-7_200_000, 7_200_000]) {
      expect(lifeOf(jwt('a', 0, 1000), START + wrong).renewAt).toBe(START + wrong + 800_000);
    }
  });

  test.each(['', 'opaque', 'a.b.c', `a.${encode(null)}.c`, `a.${encode({ exp: 'soon' })}.c`])(
    'is unknown of %j',
    (token) => {
      expect(lifeOf(token, START)).toEqual({ expiresAt: null, renewAt: null });
    },
  );
});

describe('the tokens of a session', () => {
  test('the first is asked for once, however many wait for it', async () => {
    const token = jwt('first', 0, 900);
    const { tokens, getToken, exchange, onToken } = setUp(async () => token);
    expect(await Promise.all([tokens.current(), tokens.current()])).toEqual([token, token]);
    expect(await tokens.current()).toBe(token);
    expect(getToken).toHaveBeenCalledOnce();
    expect(exchange).not.toHaveBeenCalled();
    expect(onToken.mock.calls).toEqual([[token]]);
  });

  test('near its end the merchant is asked first', async () => {
    let count = 0;
    const { tokens, clock, exchange } = setUp(async () => {
      count += 1;
      return jwt(`number ${count}`, (count - 1) * 800, count * 900);
    });
    const before = await tokens.current();
    clock.time += 800_000;
    expect(await tokens.current()).not.toBe(before);
    expect(exchange).not.toHaveBeenCalled();
  });

  test('our server exchanges it when the merchant has no other one, once for all who wait', async () => {
    const { tokens, clock, exchange } = setUp(async () => jwt('only', 0, 900));
    const before = await tokens.current();
    clock.time += 800_000;
    const [a, b] = await Promise.all([tokens.current(), tokens.current()]);
    expect(a).toBe(jwt('exchanged', 0, 900));
    expect(b).toBe(a);
    expect(exchange.mock.calls).toEqual([[before]]);
  });

  test('a renewal that fails costs nothing while the old one is good, and is tried again', async () => {
    const { tokens, clock, exchange } = setUp(
      async () => jwt('only', 0, 900),
      () => Promise.reject(new Error('offline')),
    );
    const before = await tokens.current();
    clock.time += 800_000;
    expect(await tokens.current()).toBe(before);
    expect(await tokens.current()).toBe(before);
    expect(exchange).toHaveBeenCalledTimes(1);
    clock.time += 110_000;
    await expect(tokens.current()).rejects.toThrow('offline');
    expect(exchange).toHaveBeenCalledTimes(2);
  });

  test('who still holds the old one after a renewal gets the new one without another', async () => {
    const { tokens, exchange } = setUp(async () => jwt('only', 0, 900));
    const old = await tokens.current();
    const fresh = await tokens.renew(old);
    expect(await tokens.renew(old)).toBe(fresh);
    expect(exchange).toHaveBeenCalledOnce();
  });

  test('no token at all is token_missing', async () => {
    await expect(setUp(async () => '').tokens.current()).rejects.toMatchObject({ code: 'token_missing' });
  });

  test.each(['two words', 'line\nbreak', 'tökén'])('%j is token_invalid', async (token) => {
    await expect(setUp(async () => token).tokens.current()).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test('one of another session is left alone: the present one is exchanged', async () => {
    let count = 0;
    const { tokens, exchange } = setUp(async () => {
      count += 1;
      return jwt('made', 0, 900, `ses_${count}`);
    });
    const old = await tokens.current();
    expect(await tokens.renew(old)).toBe(jwt('exchanged', 0, 900));
    expect(exchange.mock.calls).toEqual([[old]]);
  });

  test('one that is set anew is taken after the old one was refused', async () => {
    let set = jwt('first', 0, 900);
    const { tokens, exchange } = setUp(async () => set);
    const old = await tokens.current();
    set = jwt('second', 0, 900);
    expect(await tokens.renew(old)).toBe(set);
    expect(exchange).not.toHaveBeenCalled();
  });
});
