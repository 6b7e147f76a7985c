import type { FaultAnswer } from '../faults.ts';

export interface ErrorDatum {
  readonly parameter: string;
  readonly msg: string;
}

/** The documented errors by HTTP status: code and message. */
const failures = {
  400: [
    'BAD_REQUEST',
    "At least one parameter is invalid or missing. See 'err.error_data' array for more details.",
  ],
  401: [
    'UNAUTHORIZED',
    'We could not authenticate the request. Please review your credentials and authentication method.',
  ],
  403: ['FORBIDDEN', 'This action is not allowed.'],
  404: ['NOT_FOUND', 'The requested resource could not be located.'],
  422: ['UNPROCESSABLE_ENTITY', 'The request cannot be carried out in the present state.'],
  429: ['TOO_MANY_REQUESTS', 'Too many requests.'],
  500: ['INTERNAL_SERVER_ERROR', 'Something went wrong.'],
} as const satisfies Record<number, readonly [code: string, msg: string]>;

type FailureStatus = keyof typeof failures;

interface ErrorBody {
  readonly success: false;
  readonly err: {
    readonly internal_id: string;
    readonly msg: string;
    readonly code: string;
    readonly error_data?: readonly ErrorDatum[];
  };
}

/** A refusal in the shape that OST documents. */
export class OstError extends Error {
  override readonly name = 'OstError';
  readonly body: ErrorBody;

  /** @param internalId names the place in OST's code; only some are documented, a client cannot rely on them */
  constructor(
    readonly status: FailureStatus,
    internalId: string,
    more: { readonly msg?: string; readonly errorData?: readonly ErrorDatum[] } = {},
  ) {
    const [code, usual] = failures[status];
    const msg = more.msg ?? usual;
    super(msg);
    this.body = {
      success: false,
      err: {
        internal_id: internalId,
        msg,
        code,
        ...(more.errorData ? { error_data: more.errorData } : {}),
      },
    };
  }
}

/** One parameter that is wrong, or several. The value itself is never repeated. */
export const badRequest = (internalId: string, ...errorData: readonly ErrorDatum[]): OstError =>
  new OstError(400, internalId, { errorData });

const isFailure = (status: number): status is FailureStatus => status in failures;

/** What OST, or what stands in front of it, answers when it fails: 502 to 504 come without any JSON. */
export const faultAnswer = (status: number): FaultAnswer =>
  isFailure(status)
    ? { body: new OstError(status, `sb_fault_${status}`).body }
    : { body: null, html: `<html><body><h1>${status}</h1></body></html>` };

/** A failure on demand, which OST would not explain. */
export class Outage extends Error {
  override readonly name = 'Outage';

  /** @param retryAfterSeconds for the header Retry-After */
  constructor(
    readonly status: number,
    readonly retryAfterSeconds?: number,
  ) {
    super(`HTTP ${status}`);
  }
}
