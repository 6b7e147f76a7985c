import type { CodeAnswer } from '../../server/contract/flow.ts';
import { toKycError } from '../errors.ts';
import type { Server } from '../runtime/ports.ts';
import { fields, isObject, isText, isTextRecord, malformed } from './parse.ts';

const signatures: readonly unknown[] = ['valid', 'invalid', 'unverified'] satisfies CodeAnswer['signature'][];
const isVerdict = (value: unknown): boolean => value === null || typeof value === 'boolean';

/** The guard of the answer. A kind that a newer server knows is taken as it is. Throws `server_error`. */
export function parseCode(value: unknown): CodeAnswer {
  const answer = fields(value);
  const isGood =
    isText(answer['slot']) &&
    isText(answer['kind']) &&
    signatures.includes(answer['signature']) &&
    isObject(answer['matches']) &&
    Object.values(answer['matches']).every(isVerdict) &&
    isTextRecord(answer['fields']);
  return isGood ? (value as CodeAnswer) : malformed();
}

/**
 * `POST /v1/flow/codes`: what the server makes of the text of a code in the picture of `slot`; `fields` of the answer go to
 * the form (`Worker.prefill`). Null where it makes nothing of it, for whatever reason: a code is a help, and its absence stops
 * nobody. Rejects with `aborted` only.
 *
 * @param text As it was read, 8,000 characters at the most.
 */
export async function sendCode(
  server: Server,
  slot: string,
  text: string,
  signal: AbortSignal,
): Promise<CodeAnswer | null> {
  const call = { method: 'POST', path: '/v1/flow/codes', body: { slot, text }, parse: parseCode } as const;
  try {
    return await server.call(call, signal);
  } catch (thrown) {
    if (toKycError(thrown, 'network').code === 'aborted') throw thrown;
    return null;
  }
}
