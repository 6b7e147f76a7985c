import { claimsOf } from '../api/token.ts';

/** One key, for the one session that a tab can be away with. */
const KEY = 'kyc-flow';
const DAY_MS = 86_400_000;

/** A session whose person has left for the provider's page in this very tab. */
export interface Kept {
  readonly serverUrl: string;
  readonly sessionId: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What survives the page: it is loaded anew when the person comes back. Storage that is blocked stops nothing. */
export interface Memory {
  keep(session: Omit<Kept, 'at'>): void;
  /**
   * The token to go on with; null where there is none, or where the page has one of its own. A page's token of another
   * session wins, and makes forgotten what was kept; one of the same session is fresher.
   */
  recall(serverUrl: string | null, token: string | null): string | null;
  /** True when something was kept. */
  forget(): boolean;
}

function read(value: string | null): Kept | null {
  const kept = JSON.parse(value ?? 'null') as Partial<Kept> | null;
  const { serverUrl, sessionId, token, at } = kept ?? {};
  const isWhole = [serverUrl, sessionId, token].every((text) => typeof text === 'string');
  return isWhole && typeof at === 'number' ? (kept as Kept) : null;
}

export function createMemory(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = () => sessionStorage,
  now: () => number = Date.now,
): Memory {
  /** Any of it may throw: a page in a sandbox, cookies turned off, a full store, what somebody else has written there. */
  const attempt = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  const forget = (): boolean =>
    attempt(() => {
      const had = storage().getItem(KEY) !== null;
      storage().removeItem(KEY);
      return had;
    }, false);
  return {
    keep: (session) =>
      attempt(() => storage().setItem(KEY, JSON.stringify({ ...session, at: now() })), undefined),
    recall(serverUrl, token) {
      const kept = attempt(() => read(storage().getItem(KEY)), null);
      if (!kept || kept.serverUrl !== serverUrl) return null;
      const age = now() - kept.at;
      const isOther = token !== null && claimsOf(token)['sub'] !== kept.sessionId;
      if (age < 0 || age > DAY_MS || isOther) {
        forget();
        return null;
      }
      return token === null ? kept.token : null;
    },
    forget,
  };
}
