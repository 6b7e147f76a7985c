import type { Details } from '../../server/contract/flow.ts';
import { KycError } from '../errors.ts';
import type { Server } from '../runtime/ports.ts';

/** The names in an error body `{error: {details: [{path}]}}`; nothing else of it is kept. */
function pathsIn(body: string): readonly string[] {
  try {
    const details: unknown = (JSON.parse(body) as { error?: { details?: unknown } } | null)?.error?.details;
    if (!Array.isArray(details)) return [];
    return details.flatMap((one: { path?: unknown } | null) =>
      typeof one?.path === 'string' ? [one.path] : [],
    );
  } catch {
    return [];
  }
}

/**
 * `PUT /v1/flow/details`. Gives the names of the fields that the server will not have, none when it has saved them all.
 * Rejects with a server code, `details_invalid` when it did not say which fields it means.
 */
export async function saveDetails(
  server: Server,
  details: Details,
  signal: AbortSignal,
): Promise<readonly string[]> {
  let refused: readonly string[] = [];
  const call = {
    method: 'PUT',
    path: '/v1/flow/details',
    body: details,
    parse: () => undefined,
    onRefusal: (body: string) => {
      refused = pathsIn(body);
    },
  } as const;
  try {
    await server.call(call, signal);
    return [];
  } catch (thrown) {
    const isAboutFields = thrown instanceof KycError && thrown.code === 'details_invalid';
    if (isAboutFields && refused.length > 0) return refused;
    throw thrown;
  }
}
