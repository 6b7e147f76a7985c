import { z } from 'zod';
import { callerOf } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type { AdapterDependencies } from '../provider.ts';
import { type Fields, openAnswer } from './answer.ts';
import { readRefusal } from './refusal.ts';
import { type Cipher, sign } from './seal.ts';
import { name, type Settings } from './settings.ts';
import { formatTime } from './time.ts';

/** The vendor's clients wait this long. */
const TIMEOUT_MS = 30_000;

/** The time of a request and what signs it together with the name of the transaction. */
export interface Stamp {
  readonly request_time: string;
  readonly signature: string;
}

export interface GatewayCall<T> {
  readonly operation: string;
  readonly path: '/create-transaction' | '/get-status';
  /** Made anew for each attempt. */
  readonly fields: () => Stamp & Fields;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
  /** True when asking again after a failure changes nothing there. */
  readonly repeatable: boolean;
  readonly maxBytes?: number;
}

export interface Gateway {
  stamp(refId: string): Stamp;
  call<T>(call: GatewayCall<T>): Promise<T>;
}

/** Seals what goes out, opens what comes back, and turns each of the gateway's refusals into a ProviderError. */
export function createGateway(
  values: Settings,
  cipher: Cipher,
  { fetch, now, sleep }: AdapterDependencies,
): Gateway {
  const { CTOS_API_KEY: apiKey, CTOS_PACKAGE_NAME: packageName } = values;

  const post = callerOf({
    provider: name,
    base: values.CTOS_BASE_URL,
    fetch,
    now,
    sleep,
    refusal: (status, body) => {
      const answer = status < 500 ? openAnswer(body, cipher) : null;
      if (answer === null) return {};
      const refusal = 'refusal' in answer ? answer.refusal : readRefusal(answer.fields);
      // Without a documented code the HTTP status says more.
      return refusal.reason === undefined ? {} : refusal;
    },
  });

  return {
    stamp(refId) {
      const time = formatTime(now(), values.CTOS_TIME_ZONE);
      return { request_time: time, signature: sign(values, refId, time) };
    },

    async call({ fields, schema, ...call }) {
      const body = await post({
        ...call,
        method: 'POST',
        schema: z.unknown(),
        timeoutMs: TIMEOUT_MS,
        fresh: () => {
          const plain = { ...fields(), api_key: apiKey, package_name: packageName };
          return { json: { api_key: apiKey, data: cipher.seal(JSON.stringify(plain)) } };
        },
      });
      const fail = (kind: ProviderError['kind'], reason?: string) =>
        new ProviderError(name, call.operation, kind, { status: 200, ...(reason && { reason }) });
      const answer = openAnswer(body, cipher);
      if (answer === null) throw fail('invalid_response');
      if ('refusal' in answer) throw fail(answer.refusal.kind ?? 'bad_request', answer.refusal.reason);
      const parsed = schema.safeParse(answer.fields);
      if (!parsed.success) throw fail('invalid_response');
      return parsed.data;
    },
  };
}
