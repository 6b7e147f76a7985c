import { STATUS_CODES } from 'node:http';

/** `filter`: as the API's global error filter writes it. `doc`: as the documentation prints it. */
export type ErrorShape = 'filter' | 'doc';

const INTERNAL = 'An internal server error occurred. Please try again later.';

/** The documented refusals: HTTP status and message. */
const failures = {
  noKey: [401, 'API key required'],
  badKey: [401, 'Invalid or inactive API key'],
  foreignSession: [403, 'Access denied to this KYC session'],
  foreignDomain: [403, 'Domain not whitelisted'],
  unknownSession: [404, 'KYC session not found'],
  unknownUser: [404, 'User not found'],
  noRoute: [404, 'Not Found'],
  invalid: [400, 'Bad Request'],
  noFile: [400, 'No file uploaded'],
  badUserField: [400, 'Missing or invalid externalUserId field'],
  badType: [400, 'Invalid file type. Allowed: image/jpeg, image/png'],
  badDimensions: [400, 'Image dimensions must be between 300x300 and 8192x8192'],
  missingDocuments: [400, 'Required documents not uploaded'],
  tooLarge: [413, 'File size exceeds 5MB limit'],
  unprocessable: [422, 'Face verification could not be processed'],
  busy: [429, 'ThrottlerException: Too Many Requests'],
  internal: [500, INTERNAL],
  unavailable: [503, INTERNAL],
} as const satisfies Record<string, readonly [number, string]>;

export type Failure = keyof typeof failures;

/** Where the documentation prints other words than the code. */
const documentedMessages: Partial<Record<Failure, string>> = {
  badType: 'Invalid file type. Only JPEG and PNG are supported.',
};

/** Any other status falls through to INTERNAL_ERROR, also 413. */
const codes: Readonly<Record<number, string>> = {
  400: 'VALIDATION_ERROR',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  422: 'PROCESSING_FAILED',
  429: 'RATE_LIMIT_EXCEEDED',
};

export interface RefusalDetails {
  /** Instead of the usual one; a list where several fields were found wrong. */
  readonly message?: string | readonly string[];
  readonly retryAfterSeconds?: number;
}

/** A refusal in either shape that EnxtAI is known to answer in. */
export class EnxtaiError extends Error {
  override readonly name = 'EnxtaiError';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly #failure: Failure;
  readonly #message: string | readonly string[] | undefined;

  constructor(failure: Failure, details: RefusalDetails = {}) {
    const [status, message] = failures[failure];
    super(message);
    this.status = status;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.#failure = failure;
    this.#message = details.message;
  }

  /** @param path of the request, with `/api` and its query. @param now milliseconds since the epoch */
  body(shape: ErrorShape, path: string, now: number): object {
    const documented = shape === 'doc' ? documentedMessages[this.#failure] : undefined;
    const message = this.#message ?? documented ?? this.message;
    const code = this.#failure === 'badKey' ? 'INVALID_API_KEY' : undefined;
    return errorBody(shape, { status: this.status, message, path, now, ...(code && { code }) });
  }
}

export interface Refusal {
  readonly status: number;
  readonly message: string | readonly string[];
  readonly path: string;
  readonly now: number;
  readonly code?: string;
}

export function errorBody(shape: ErrorShape, refusal: Refusal): object {
  const { status: statusCode, message, path, now } = refusal;
  if (shape === 'doc') return { statusCode, message, error: STATUS_CODES[statusCode] ?? 'Error' };
  const error = refusal.code ?? codes[statusCode] ?? 'INTERNAL_ERROR';
  return { error, message, statusCode, timestamp: new Date(now).toISOString(), path };
}

/** The message of a status that was asked for by its number alone. */
export const messageOf = (status: number): string => {
  if (status >= 500) return INTERNAL;
  return Object.values(failures).find(([known]) => known === status)?.[1] ?? STATUS_CODES[status] ?? 'Error';
};
