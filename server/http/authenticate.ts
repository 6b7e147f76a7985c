import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ApiKey } from '../config.ts';
import type { Tokens } from '../tokens.ts';
import { Problem } from './problem.ts';

const MINUTE_SECONDS = 60;
const FAILURES_PER_MINUTE = 20;
const REQUESTS_PER_MINUTE = 300;

/**
 * Lets the merchant's backend in and leaves `apiKeyId` in the locals. After 20 failures a minute an address gets
 * `rate_limited` in place of `api_key_invalid`. A right key is always let in: behind a proxy everybody shares one
 * address, and a stranger's failures must not shut the merchant out.
 */
export function requireApiKey({ apiKeys }: { readonly apiKeys: readonly ApiKey[] }): RequestHandler {
  const failures = new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: MINUTE_SECONDS });
  return async (request, response, next) => {
    const key = findKey(apiKeys, bearerOf(request));
    if (key === null) {
      await take(failures, request.ip ?? 'unknown');
      throw new Problem('api_key_invalid', 'Send a valid API key: "Authorization: Bearer <API key>".');
    }
    response.locals['apiKeyId'] = key.id;
    next();
  };
}

/** Lets the widget in, 300 times a minute for each session, and leaves `verified` in the locals. */
export function requireToken(
  tokens: Tokens,
  options: { readonly clockToleranceSeconds?: number; readonly requestsPerMinute?: number } = {},
): RequestHandler {
  const { clockToleranceSeconds = 0, requestsPerMinute = REQUESTS_PER_MINUTE } = options;
  const requests = new RateLimiterMemory({ points: requestsPerMinute, duration: MINUTE_SECONDS });
  return async (request, response, next) => {
    const token = bearerOf(request);
    if (token === null) {
      throw new Problem('token_missing', 'Send the session token: "Authorization: Bearer <token>".');
    }
    const verified = await tokens.verify(token, request.get('origin'), { clockToleranceSeconds });
    await take(requests, verified.sessionId);
    response.locals['verified'] = verified;
    next();
  };
}

function bearerOf(request: Request): string | null {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? null;
}

/** Looks at every key, whichever fits, so that time tells nothing. */
function findKey(keys: readonly ApiKey[], given: string | null): ApiKey | null {
  const digest = createHash('sha256')
    .update(given ?? '')
    .digest();
  let found: ApiKey | null = null;
  for (const key of keys) {
    if (timingSafeEqual(key.sha256, digest)) found = key;
  }
  return given === null ? null : found;
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    throw new Problem('rate_limited', 'Too many requests; wait a moment.', {
      retryAfterMs: rejection.msBeforeNext,
    });
  }
}
