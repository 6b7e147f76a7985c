import type { Details } from '../../server/contract/flow.ts';
import { toKycError } from '../errors.ts';
import type { Server } from '../runtime/ports.ts';

/**
 * `PUT /v1/flow/details`. Gives the names of the fields that the server will not have, none when it has saved them all.
 * Rejects with a server code, `details_invalid` when it did not say which fields it means.
 */
export async function saveDetails(
  server: Server,
  details: Details,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const call = { method: 'PUT', path: '/v1/flow/details', body: details, parse: () => undefined } as const;
    await server.call(call, signal);
    return [];
  } catch (thrown) {
    const { code, paths = [] } = toKycError(thrown, 'network');
    if (code === 'details_invalid' && paths.length > 0) return paths;
    throw thrown;
  }
}
