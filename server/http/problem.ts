import type { ErrorCode } from '../contract/error.ts';

/** The only error that a route or the session service throws on purpose. Its message is read by developers. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly info: {
      /** Names of what is wrong, never its value. */
      readonly details?: readonly { readonly path: string; readonly message: string }[];
      readonly retryAfterMs?: number;
    } = {},
  ) {
    super(message);
  }
}
