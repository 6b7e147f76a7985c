import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { base64url, decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TokenKey } from './config/values.ts';
import { Problem } from './http/problem.ts';
import { createTokens } from './tokens.ts';

const issuer = 'https://kyc.example';
const page = 'https://shop.example';
const other = 'https://other.example';
const sessionId = 'ses_sample0000000000000000aa';
const start = Date.UTC(2026, 0, 1);
const iat = start / 1000;

const makeKey = (): TokenKey => {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x: String(x), d: String(d) };
};
const key = makeKey();

function setup(keys: readonly TokenKey[] = [key], ttlSeconds = 900) {
  let time = start;
  const tokens = createTokens({ keys, issuer, ttlSeconds, now: () => time });
  return {
    tokens,
    advance: (ms: number) => {
      time += ms;
    },
    mint: async (origins = [page, other], notAfter = new Date(start + 86_400_000)) =>
      (await tokens.mint(sessionId, origins, notAfter)).token,
  };
}

const { tokens, mint } = setup();
const good: JWTPayload = {
  iss: issuer,
  aud: `${issuer}/v1/flow`,
  sub: sessionId,
  jti: 'sample',
  iat,
  nbf: iat,
  exp: iat + 900,
  scope: 'widget',
  origins: [page],
};
const kid = tokens.jwks().keys[0]?.kid ?? '';

/** A token signed with our own key, but not made by us. */
const forge = (claims: JWTPayload, header: Record<string, unknown> = {}, signer = key) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'kyc-session+jwt', kid, ...header })
    .sign(createPrivateKey({ key: { ...signer }, format: 'jwk' }));

const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(good).filter(([claim]) => claim !== name));

const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Problem ? error.code : error),
  );

describe('a session token', () => {
  it('says whose it is, for whom and until when', async () => {
    const { token, tokenExpiresAt } = await tokens.mint(sessionId, [page], new Date(start + 86_400_000));
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'kyc-session+jwt', kid });
    const claims = { ...good, jti: expect.any(String), nbf: expect.any(Number) };
    expect(decodeJwt(token)).toEqual(claims);
    expect(tokenExpiresAt).toBe('2026-01-01T00:15:00.000Z');
    expect(await tokens.verify(token, page)).toEqual({
      sessionId,
      origins: [page],
      expiresAt: new Date(start + 900_000),
    });
  });

  it('has an id of its own each time', async () => {
    const [one, two] = [decodeJwt(await mint()), decodeJwt(await mint())];
    expect(one.jti).not.toBe(two.jti);
  });

  it('ends with its session', async () => {
    const minted = await tokens.mint(sessionId, [page], new Date(start + 60_500));
    expect(minted.tokenExpiresAt).toBe('2026-01-01T00:01:00.000Z');
    expect(await codeOf(tokens.mint(sessionId, [page], new Date(start)))).toBe('session_expired');
  });

  it('expires, and for a renewal 30 seconds later', async () => {
    const { tokens, mint, advance } = setup();
    const token = await mint();
    advance(899_000);
    expect(await codeOf(tokens.verify(token, page))).toBe('accepted');
    advance(2000);
    expect(await codeOf(tokens.verify(token, page))).toBe('token_expired');
    expect(await codeOf(tokens.verify(token, page, { clockToleranceSeconds: 30 }))).toBe('accepted');
    advance(30_000);
    expect(await codeOf(tokens.verify(token, page, { clockToleranceSeconds: 30 }))).toBe('token_expired');
  });

  it('survives a clock that is set back a little', async () => {
    const { tokens, mint, advance } = setup();
    const token = await mint();
    advance(-20_000);
    expect(await codeOf(tokens.verify(token, page))).toBe('accepted');
  });

  it.each([
    ['the page it is for', page, 'accepted'],
    ['no page', undefined, 'accepted'],
    ['another page', 'https://evil.example', 'origin_not_allowed'],
    ['a page whose name begins alike', `${page}.evil.example`, 'origin_not_allowed'],
    ['a sandboxed page', 'null', 'origin_not_allowed'],
    ['an empty name', '', 'origin_not_allowed'],
  ])('from %s', async (_name, origin, code) => {
    expect(await codeOf(tokens.verify(await mint(), origin))).toBe(code);
  });

  it('is bound to the page that renews it', async () => {
    const verified = await tokens.verify(await mint(), page);
    expect(tokens.bind(verified, page)).toEqual([page]);
    expect(tokens.bind(verified, undefined)).toEqual([page, other]);
    expect(() => tokens.bind(verified, 'https://evil.example')).toThrow(Problem);
  });
});

describe('keys', () => {
  it('are shown without their private half', () => {
    const { keys } = tokens.jwks();
    const thumbprint = createHash('sha256')
      .update(`{"crv":"Ed25519","kty":"OKP","x":"${key.x}"}`)
      .digest('base64url');
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: key.x, kid: thumbprint, alg: 'EdDSA', use: 'sig' },
    ]);
  });

  it('can be rotated: the new one signs, the old one still verifies', async () => {
    const fresh = makeKey();
    const rotated = setup([fresh, key]);
    expect(await codeOf(rotated.tokens.verify(await mint(), page))).toBe('accepted');
    const token = await rotated.mint();
    expect(decodeProtectedHeader(token).kid).toBe(rotated.tokens.jwks().keys[0]?.kid);
    expect(await codeOf(tokens.verify(token, page))).toBe('token_invalid');
    expect(await codeOf(setup([fresh]).tokens.verify(await mint(), page))).toBe('token_invalid');
  });

  it('are needed', () => {
    expect(() => setup([])).toThrow('at least one key');
  });
});

describe('a token that we did not make', () => {
  it('is accepted in this test when nothing is wrong with it', async () => {
    expect(await codeOf(tokens.verify(await forge(good), page))).toBe('accepted');
  });

  it.each([
    ['another audience', { ...good, aud: `${issuer}/v1/sessions` }],
    ['another issuer', { ...good, iss: 'https://evil.example' }],
    ['another scope', { ...good, scope: 'merchant' }],
    ['no page', { ...good, origins: [] }],
    ['pages of another shape', { ...good, origins: page }],
    ['a time of birth in the far future', { ...good, iat: iat + 3600 }],
    ['a time to begin in the future', { ...good, nbf: iat + 60 }],
    ['an end that is not a number', { ...good, exp: 'never' as unknown as number }],
    ...['iss', 'aud', 'sub', 'jti', 'iat', 'nbf', 'exp', 'scope', 'origins'].map(
      (name) => [`no ${name}`, without(name)] as [string, JWTPayload],
    ),
  ])('with %s', async (_name, claims) => {
    expect(await codeOf(tokens.verify(await forge(claims), page))).toBe('token_invalid');
  });

  it.each([
    ['another type', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['an unknown key id', { kid: 'unknown' }],
    ['no key id', { kid: undefined }],
    ['a key of its own in the header', { kid: 'unknown', jwk: { kty: 'OKP', crv: 'Ed25519', x: key.x } }],
  ])('with %s', async (_name, header) => {
    expect(await codeOf(tokens.verify(await forge(good, header), page))).toBe('token_invalid');
  });

  it('signed with another key under our key id', async () => {
    expect(await codeOf(tokens.verify(await forge(good, {}, makeKey()), page))).toBe('token_invalid');
  });

  it('not signed at all', async () => {
    const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'kyc-session+jwt', kid }));
    const token = `${header}.${base64url.encode(JSON.stringify(good))}.`;
    expect(await codeOf(tokens.verify(token, page))).toBe('token_invalid');
  });

  it.each([
    ['the bytes', Buffer.from(key.x, 'base64url')],
    ['the text', Buffer.from(key.x)],
  ])('signed by HMAC with %s of our public key', async (_name, secret) => {
    const token = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256', typ: 'kyc-session+jwt', kid })
      .sign(secret);
    expect(await codeOf(tokens.verify(token, page))).toBe('token_invalid');
  });

  it('spelt in another way', async () => {
    const token = await mint();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The last of the 86 characters carries two bits; the next one in the alphabet carries the same two.
    const twin = token.slice(0, -1) + alphabet[alphabet.indexOf(token.slice(-1)) + 1];
    expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    for (const text of [twin, `${token}=`, `${token} `, `${token}\n`, ` ${token}`]) {
      expect(await codeOf(tokens.verify(text, page))).toBe('token_invalid');
    }
  });

  it('changed anywhere is invalid, whatever the change', async () => {
    const token = await mint();
    const change = fc.oneof(
      fc
        .tuple(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_.= '))
        .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1)),
      fc.nat(token.length - 1).map((length) => token.slice(0, length)),
      fc
        .tuple(fc.nat(token.length), fc.string({ minLength: 1 }))
        .map(([at, text]) => token.slice(0, at) + text + token.slice(at)),
      fc.string({ unit: 'binary', maxLength: 9000 }),
    );
    await fc.assert(
      fc.asyncProperty(change, async (mangled) => {
        fc.pre(mangled !== token);
        expect(await codeOf(tokens.verify(mangled, page))).toBe('token_invalid');
      }),
      { numRuns: 300 },
    );
  });
});
