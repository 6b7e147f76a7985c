import { KycError } from '../errors.ts';
import type { Clock } from '../runtime/ports.ts';

/** A part of the token's life that is used up before it is renewed. */
const RENEW_AFTER = 0.8;
/** After a renewal that failed, the next one waits this long, in milliseconds. */
const RETRY_MS = 15_000;

/** Milliseconds; null where the token does not say. */
export interface Life {
  readonly expiresAt: number | null;
  readonly renewAt: number | null;
}

/** What the token says of itself; empty where it cannot be read. Nothing vouches for it. */
export function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims: unknown = JSON.parse(atob(payload));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * When a token received at `now` ends and should be renewed. Reads the claims without verifying them: they time the
 * renewal and decide nothing. A device's clock is often wrong, so one that contradicts the token is not believed.
 */
export function lifeOf(token: string, now: number): Life {
  const { exp, iat } = claimsOf(token);
  if (typeof exp !== 'number') return { expiresAt: null, renewAt: null };
  const remaining = exp * 1000 - now;
  const whole = typeof iat === 'number' && iat < exp ? (exp - iat) * 1000 : Math.max(remaining, 0);
  const isPlausible = remaining > 0 && remaining <= whole;
  const left = isPlausible ? remaining : whole;
  return { expiresAt: now + left, renewAt: now + Math.max(0, left - whole * (1 - RENEW_AFTER)) };
}

export interface Tokens {
  /** The token to send now; renewed first when its end is near. */
  current(): Promise<string>;
  /** A token other than `stale`. One renewal at a time: who comes later waits for the same. */
  renew(stale: string | null): Promise<string>;
  /** Until the next renewal is due, in milliseconds; null where the token does not say. */
  dueIn(): number | null;
}

export interface TokenOptions {
  /** The merchant's: the token of the page, or a fresh one at each call. */
  readonly getToken: () => Promise<string>;
  /** Asks our server for a fresh one in exchange. */
  readonly exchange: (token: string) => Promise<string>;
  readonly clock: Pick<Clock, 'now'>;
  readonly onToken?: ((token: string) => void) | undefined;
}

/** Keeps one session token good: asks for it when it is first needed, renews it before it ends. */
export function createTokens({ getToken, exchange, clock, onToken }: TokenOptions): Tokens {
  let token: string | null = null;
  let given: string | null = null;
  let life: Life = { expiresAt: null, renewAt: null };
  let renewal: Promise<string> | null = null;

  const ask = async (): Promise<string> => {
    const fresh = await getToken();
    if (typeof fresh !== 'string' || fresh === '') throw new KycError('token_missing');
    // A header takes visible ASCII only; fetch would call anything else a network error.
    if (/[^\x21-\x7e]/.test(fresh)) throw new KycError('token_invalid');
    return fresh;
  };

  const take = (fresh: string): string => {
    token = fresh;
    life = lifeOf(fresh, clock.now());
    onToken?.(fresh);
    return fresh;
  };

  /** A page may make a session whenever it is asked for a token; what was begun goes on with its own. */
  const isOfSession = (offered: string): boolean => {
    const present = token === null ? undefined : claimsOf(token)['sub'];
    const other = claimsOf(offered)['sub'];
    return present === undefined || other === undefined || present === other;
  };

  /** The merchant's new token where there is one, else our server's in exchange for the old one. */
  const fetchToken = async (): Promise<string> => {
    const offered = await ask().catch((thrown: unknown) => {
      if (token === null) throw thrown;
      return given;
    });
    if (offered !== null && offered !== given && isOfSession(offered)) {
      given = offered;
      return take(offered);
    }
    return take(await exchange(token ?? ''));
  };

  const renew = (stale: string | null): Promise<string> => {
    if (token !== null && token !== stale) return Promise.resolve(token);
    renewal ??= fetchToken().finally(() => {
      renewal = null;
    });
    return renewal;
  };

  return {
    renew,
    async current() {
      if (token === null) return renew(null);
      const old = token;
      if (life.renewAt === null || clock.now() < life.renewAt) return old;
      try {
        return await renew(old);
      } catch (thrown) {
        // The old one is good for a while yet; the call itself will tell when it is not.
        if (life.expiresAt !== null && clock.now() >= life.expiresAt) throw thrown;
        life = { ...life, renewAt: clock.now() + RETRY_MS };
        return old;
      }
    },
    dueIn: () => (life.renewAt === null ? null : Math.max(0, life.renewAt - clock.now())),
  };
}
