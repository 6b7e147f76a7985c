import type { CodeFields } from '../../server/contract/flow.ts';
import { toKycError } from '../errors.ts';
import type { Server } from '../runtime/ports.ts';
import { fields, isTextRecord, malformed } from './parse.ts';

function parseFields(value: unknown): CodeFields {
  const { fields: found } = fields(value);
  return isTextRecord(found) ? found : malformed();
}

/**
 * `GET /v1/flow/codes`: what codes in the pictures said for the form, by the names of its fields, also before this page was
 * loaded. Empty where the server does not say: a form can be filled in by hand. Rejects with `aborted` only.
 */
export async function knownFields(server: Server, signal: AbortSignal): Promise<CodeFields> {
  try {
    return await server.call({ method: 'GET', path: '/v1/flow/codes', parse: parseFields }, signal);
  } catch (thrown) {
    if (toKycError(thrown, 'network').code === 'aborted') throw thrown;
    return {};
  }
}
