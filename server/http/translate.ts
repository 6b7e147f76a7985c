import { ProviderError, type ProviderErrorKind, WebhookRejected } from '../providers/errors.ts';
import { ClientGone, ServerStopping } from './abort.ts';
import { Problem } from './problem.ts';

/** Asked of a client when the provider named no time of its own. */
const RETRY_AFTER_MS = 2_000;

const webhookCode = {
  400: 'body_invalid',
  401: 'webhook_unauthenticated',
  404: 'session_not_found',
} as const;

/**
 * What the caller is told about an error. `gone`: nobody is left to be told. Null: an error that nobody foresaw.
 * `signal` is the request's own; its reason tells why a call was aborted.
 */
export function translate(error: unknown, signal: AbortSignal): Problem | 'gone' | null {
  if (error instanceof Problem) return error;
  if (error instanceof ClientGone) return 'gone';
  if (error instanceof ServerStopping) return stopping();
  if (error instanceof ProviderError) return ofProvider(error, signal);
  if (error instanceof WebhookRejected) {
    return new Problem(webhookCode[error.status], 'The webhook was not accepted.');
  }
  if (signal.aborted && isInterruption(error)) {
    return signal.reason instanceof ServerStopping ? stopping() : 'gone';
  }
  if (error instanceof URIError) return new Problem('not_found', 'There is nothing at this address.');
  return ofBodyParser(error);
}

function ofProvider(error: ProviderError, signal: AbortSignal): Problem | 'gone' {
  const { provider, info } = error;
  const retryAfterMs = info.retryAfterMs ?? RETRY_AFTER_MS;
  const answers: Record<ProviderErrorKind, () => Problem | 'gone'> = {
    bad_request: failed,
    unauthorized: failed,
    forbidden: failed,
    not_found: failed,
    conflict: failed,
    quota: () =>
      new Problem('provider_quota', `The credit or quota with the provider ${provider} is used up.`),
    invalid_response: failed,
    clock: () =>
      new Problem('clock_skewed', `The provider ${provider} refused the time of this server${off(info)}.`),
    upload_missing: () =>
      new Problem('upload_missing', 'A file is missing or could not be read; take the picture again.', {
        ...named(info, 'is missing or could not be read'),
      }),
    details_invalid: () =>
      new Problem('details_invalid', `The provider ${provider} does not accept some details.`, {
        ...named(info, 'is not accepted by the provider'),
      }),
    rate_limited: unavailable,
    unavailable,
    timeout: () => new Problem('provider_timeout', `The provider ${provider} did not answer in time.`),
    aborted: () => {
      if (signal.reason instanceof ClientGone) return 'gone';
      return signal.reason instanceof ServerStopping ? stopping() : unavailable();
    },
  };
  return answers[error.kind]();

  function failed(): Problem {
    return new Problem('provider_error', `The provider ${provider} refused the call or answered wrongly.`);
  }
  function unavailable(): Problem {
    const message = `The provider ${provider} is not available now; try again later.`;
    return new Problem('provider_unavailable', message, { retryAfterMs });
  }
}

const named = ({ fields }: ProviderError['info'], message: string): Problem['info'] =>
  fields ? { details: fields.map((path) => ({ path, message })) } : {};

function off({ clockAheadMs }: ProviderError['info']): string {
  if (clockAheadMs === undefined) return ': set its clock';
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000);
  return `: its clock is ${seconds} s ${clockAheadMs < 0 ? 'behind' : 'ahead'}`;
}

/** Errors of express.raw carry a `type`; of its messages none is passed on. */
function ofBodyParser(error: unknown): Problem | 'gone' | null {
  const type = error instanceof Error && 'type' in error ? error.type : null;
  switch (type) {
    case 'entity.too.large':
      return new Problem('body_too_large', 'The body is longer than this route takes.');
    case 'encoding.unsupported':
      return new Problem('content_type_unsupported', 'Send the body as it is, without Content-Encoding.');
    case 'charset.unsupported':
      return new Problem('content_type_unsupported', 'Send the body in UTF-8.');
    case 'entity.parse.failed':
      return new Problem('json_invalid', 'The body is not valid JSON.');
    case 'request.size.invalid':
      return new Problem('body_invalid', 'The body has another length than Content-Length says.');
    case 'request.aborted':
      return 'gone';
    default:
      return null;
  }
}

function isInterruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : '';
  return error.name === 'AbortError' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

const stopping = () =>
  new Problem('shutting_down', 'The server is restarting; try again in a moment.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
