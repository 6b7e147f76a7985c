import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { TokenKey } from './config/values.ts';
import { Problem } from './http/problem.ts';

/** What a session token proves. */
export interface Verified {
  readonly sessionId: string;
  /** Pages that may use the token. */
  readonly origins: readonly string[];
  readonly expiresAt: Date;
}

/** The public half of a key, as `/.well-known/jwks.json` shows it (RFC 7517, RFC 8037). */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface Tokens {
  /**
   * A token for one session, which ends with the session (`notAfter`) at the latest. `tokenExpiresAt` is ISO 8601.
   * Rejects with Problem `session_expired` when that is past.
   */
  mint(
    sessionId: string,
    origins: readonly string[],
    notAfter: Date,
  ): Promise<{ readonly token: string; readonly tokenExpiresAt: string }>;
  /**
   * Rejects with Problem `token_invalid`, `token_expired` or `origin_not_allowed`, and with nothing else. `origin` is
   * the request's header; a request without one (not made by a page, or a same-origin GET) is accepted.
   */
  verify(
    token: string,
    origin: string | undefined,
    options?: { readonly clockToleranceSeconds?: number },
  ): Promise<Verified>;
  /** The origins of the token that follows this one: the page that asked, and no other. Throws `origin_not_allowed`. */
  bind(verified: Verified, origin: string | undefined): readonly string[];
  jwks(): { readonly keys: readonly PublicKey[] };
}

export interface TokensOptions {
  /** The first one signs, all of them verify. */
  readonly keys: readonly TokenKey[];
  /** The public URL of the server: an origin. */
  readonly issuer: string;
  readonly ttlSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TYPE = 'kyc-session+jwt';
/** A clock that is set back a little must not refuse a token that was made a moment ago. */
const SKEW_SECONDS = 30;
const LONGEST_TOKEN = 8192;

const claims = z.object({
  sub: z.string().min(1).max(64),
  jti: z.string().min(1),
  iat: z.number(),
  nbf: z.number(),
  exp: z.number(),
  scope: z.literal('widget'),
  origins: z.array(z.string()).min(1),
});

/** @throws Error when there is no key or one cannot be read */
export function createTokens({ keys, issuer, ttlSeconds, now }: TokensOptions): Tokens {
  const pairs = keys.map(importKey);
  const signer = pairs[0];
  if (!signer) throw new Error('createTokens: at least one key is needed');
  const verifiers = new Map(pairs.map(({ shown, publicKey }) => [shown.kid, publicKey]));
  const audience = `${issuer}/v1/flow`;

  const checked = async (token: string, clockTolerance: number): Promise<z.infer<typeof claims>> => {
    if (token.length > LONGEST_TOKEN || !isCanonical(token)) throw invalid();
    const seconds = Math.floor(now() / 1000);
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = verifiers.get(kid ?? '');
          if (key === undefined) throw invalid();
          return key;
        },
        {
          algorithms: ['EdDSA'],
          typ: TYPE,
          issuer,
          audience,
          requiredClaims: ['sub', 'jti', 'iat', 'nbf', 'exp', 'scope', 'origins'],
          currentDate: new Date(now()),
          clockTolerance,
        },
      );
      const read = claims.parse(payload);
      if (read.iat > seconds + SKEW_SECONDS) throw invalid();
      return read;
    } catch (error) {
      // jose looks at times after the signature only: an expired token is one that we made.
      if (error instanceof errors.JWTExpired) {
        throw new Problem('token_expired', 'The session token has expired; ask for a new one.');
      }
      throw invalid();
    }
  };

  return {
    async mint(sessionId, origins, notAfter) {
      const iat = Math.floor(now() / 1000);
      const exp = Math.min(iat + ttlSeconds, Math.floor(notAfter.getTime() / 1000));
      if (exp <= iat) throw new Problem('session_expired', 'The session has expired.');
      const token = await new SignJWT({ scope: 'widget', origins: [...origins] })
        .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: signer.shown.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(sessionId)
        .setJti(randomUUID())
        .setIssuedAt(iat)
        .setNotBefore(iat - SKEW_SECONDS)
        .setExpirationTime(exp)
        .sign(signer.privateKey);
      return { token, tokenExpiresAt: new Date(exp * 1000).toISOString() };
    },

    async verify(token, origin, { clockToleranceSeconds = 0 } = {}) {
      const { sub, origins, exp } = await checked(token, clockToleranceSeconds);
      const verified = { sessionId: sub, origins, expiresAt: new Date(exp * 1000) };
      narrowed(verified, origin);
      return verified;
    },

    bind: narrowed,

    jwks: () => ({ keys: pairs.map(({ shown }) => shown) }),
  };
}

/** One token has one spelling: base64url decoders overlook spare bits and white space at the end of a signature. */
function isCanonical(token: string): boolean {
  const signature = /^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(token)?.[1];
  return signature !== undefined && Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

function narrowed(verified: Verified, origin: string | undefined): readonly string[] {
  if (origin === undefined) return verified.origins;
  if (verified.origins.includes(origin)) return [origin];
  throw new Problem('origin_not_allowed', 'This session token is not for pages of this origin.');
}

interface Pair {
  readonly shown: PublicKey;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** jose keeps the CryptoKey of a KeyObject, so that each is converted once. */
function importKey({ kty, crv, x, d }: TokenKey): Pair {
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  // RFC 7638: SHA-256 over the required members in lexicographic order, without spaces.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return {
    shown: { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' },
    privateKey,
    publicKey: createPublicKey(privateKey),
  };
}

const invalid = () => new Problem('token_invalid', 'The session token is not valid.');
