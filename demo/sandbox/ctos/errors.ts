/** The gateway's codes, and the HTTP status of those that it answers as a web framework would. */
const failures = {
  missing: ['100', 'Missing parameter', 400],
  apiKey: ['101', 'Invalid API key', 401],
  packageName: ['102', 'Invalid package name', 400],
  refId: ['103', 'Invalid ref id', 400],
  duplicate: ['103', 'Duplicate transaction found', 400],
  nric: ['103', 'Invalid NRIC Format', 400],
  signature: ['104', 'Invalid security token', 400],
  unavailable: ['105', 'Service not available', 503],
  badRequest: ['400', 'Bad request', 400],
} as const satisfies Record<string, readonly [string, string, number]>;

export type Failure = keyof typeof failures;

/** A refusal in either of the two shapes that clients meet. */
export class CtosError extends Error {
  override readonly name = 'CtosError';
  readonly code: string;
  readonly status: number;
  /** Answered in the clear, since the gateway cannot know or trust the key to encrypt with. */
  readonly clear: boolean;

  /** @param detail the parameter it is about */
  constructor(failure: Failure, detail?: string, clear = false) {
    const [code, description, status] = failures[failure];
    super(detail === undefined ? description : `${description}: ${detail}`);
    this.code = code;
    this.status = status;
    this.clear = clear || failure === 'apiKey';
  }

  /** What stands, encrypted, in a success envelope. */
  get inner(): object {
    return { message: 'Failed', error_code: this.code, description: this.message };
  }
}

const frameworkNames: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** The clear shape, as the gateway's web framework (Yii) writes it. */
export function frameworkError(status: number, code: number, message?: string): object {
  const name = frameworkNames[status] ?? 'Error';
  const type = `yii\\web\\${name.replaceAll(' ', '')}HttpException`;
  return { success: false, data: { name, message: message ?? `${name}.`, code, status, type } };
}
