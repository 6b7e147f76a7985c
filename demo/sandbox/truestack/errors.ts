/** The documented refusals: HTTP status, code, message. */
const failures = {
  noAuthorization: [401, 'UNAUTHORIZED', 'Missing or invalid Authorization header'],
  badKey: [401, 'UNAUTHORIZED', 'Invalid API key'],
  badJson: [400, 'BAD_REQUEST', 'Invalid JSON body'],
  noDocument: [400, 'BAD_REQUEST', 'document_name and document_number are required'],
  noWebhook: [400, 'BAD_REQUEST', 'webhook_url is required'],
  badWebhook: [400, 'BAD_REQUEST', 'webhook_url must be a valid HTTP/HTTPS URL'],
  badRedirect: [400, 'BAD_REQUEST', 'redirect_url must be a valid HTTP/HTTPS URL'],
  badPlatform: [400, 'BAD_REQUEST', 'platform must be one of: Web, iOS, Android'],
  badMetadata: [400, 'BAD_REQUEST', 'metadata must be an object of at most 10 keys and 1 KB'],
  badPicture: [400, 'BAD_REQUEST', 'Invalid document type'],
  credits: [402, 'INSUFFICIENT_CREDITS', 'Client credit balance exhausted'],
  foreign: [403, 'FORBIDDEN', 'Session does not belong to this client'],
  unknown: [404, 'NOT_FOUND', 'Session not found'],
  noPicture: [404, 'NOT_FOUND', 'Document not available'],
  noRoute: [404, 'NOT_FOUND', 'Not found'],
  tooMany: [429, 'RATE_LIMITED', 'Too many requests'],
  tooManyOpen: [429, 'RATE_LIMITED', 'Too many concurrent sessions'],
  internal: [500, 'SERVER_ERROR', 'Internal server error'],
  gateway: [502, 'GATEWAY_ERROR', 'Failed to initiate KYC session'],
  // The provider behind TrueStack refuses, and its words are passed on.
  badNric: [502, 'GATEWAY_ERROR', 'Invalid NRIC Format'],
  badType: [502, 'GATEWAY_ERROR', 'Invalid document type'],
} as const satisfies Record<string, readonly [number, string, string]>;

export type Failure = keyof typeof failures;

/** A refusal in the shape that TrueStack documents. */
export class TrueStackError extends Error {
  override readonly name = 'TrueStackError';
  readonly status: number;
  readonly body: object;

  /** @param more beside error and message, e.g. the balance */
  constructor(failure: Failure, more: Readonly<Record<string, unknown>> = {}) {
    const [status, error, message] = failures[failure];
    super(message);
    this.status = status;
    this.body = { error, message, ...more };
  }
}

/** The body for a status that is wanted without a cause. */
export const bodyFor = (status: number): object => {
  const found = Object.values(failures).find(([one]) => one === status);
  const [, error, message] = found ?? [status, 'SERVER_ERROR', 'Internal server error'];
  return { error, message };
};
