import { randomBytes, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';

export type TokenType = 'user' | 'partner';

export interface Token {
  readonly id: string;
  readonly type: TokenType;
  /** The partner's name for the user; empty in a partner token. */
  readonly userId: string;
}

/** Makes and reads access tokens: JWTs under a key that lives as long as this object. */
export class Tokens {
  readonly #key = randomBytes(32);
  /** Token ids that are no longer taken. */
  readonly #revoked = new Set<string>();
  readonly #now: () => number;
  #generation = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns the `data` of an authentication answer; its numbers are strings, as on the wire */
  async issue(
    type: TokenType,
    userId: string,
    seconds: number,
  ): Promise<{ token: string; expiry_seconds: string; expires_at: string }> {
    const expiresAt = Math.floor(this.#now() / 1000) + seconds;
    const token = await new SignJWT({ type, generation: this.#generation })
      .setProtectedHeader({ alg: 'HS256' })
      .setJti(randomUUID())
      .setSubject(userId)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { token, expiry_seconds: String(seconds), expires_at: String(expiresAt) };
  }

  /** @returns null for a token that is broken, foreign, expired or revoked */
  async read(text: string): Promise<Token | null> {
    try {
      const { payload } = await jwtVerify(text, this.#key, {
        algorithms: ['HS256'],
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp', 'jti', 'sub'],
      });
      const { jti = '', sub = '' } = payload;
      const type = payload['type'] === 'partner' ? 'partner' : 'user';
      const stale = payload['generation'] !== this.#generation;
      return stale || this.#revoked.has(jti) ? null : { id: jti, type, userId: sub };
    } catch {
      return null;
    }
  }

  revoke(id: string): void {
    this.#revoked.add(id);
  }

  /** Every token issued before now is refused from here on. */
  revokeAll(): void {
    this.#generation += 1;
  }
}
