import type { Request, RequestHandler } from 'express';
import { EnxtaiError } from './errors.ts';

export interface Access {
  /** Refuses whoever may not call at all. */
  readonly middleware: RequestHandler;
  /** The caller's own name at the provider. @throws EnxtaiError noKey, badKey */
  readonly clientOf: (request: Request) => string;
  /** Whose rate limit a call counts against; callers without a good key share one. */
  readonly bucketOf: (request: Request) => string;
}

/** The host that a call is said to come from: of Origin, Host and Referer the first that is there; empty for none. */
function callingHost(request: Request): string {
  const host = request.get('host');
  const from = request.get('origin') ?? (host && `http://${host}`) ?? request.get('referer') ?? '';
  return URL.canParse(from) ? new URL(from).hostname : '';
}

/**
 * @param clients by their keys
 * @param domains hosts that calls may come from; undefined for any
 */
export function createAccess(
  clients: ReadonlyMap<string, string>,
  domains: readonly string[] | undefined,
): Access {
  const keyOf = (request: Request): string | undefined => request.get('x-api-key')?.trim() || undefined;
  const clientOf = (request: Request): string => {
    const key = keyOf(request);
    if (key === undefined) throw new EnxtaiError('noKey');
    const client = clients.get(key);
    if (client === undefined) throw new EnxtaiError('badKey');
    return client;
  };
  return {
    clientOf,
    bucketOf: (request) => clients.get(keyOf(request) ?? '') ?? '',
    middleware: (request, _response, next) => {
      clientOf(request);
      if (domains && !domains.includes(callingHost(request))) throw new EnxtaiError('foreignDomain');
      next();
    },
  };
}
