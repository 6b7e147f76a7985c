import type { Request, RequestHandler, Response } from 'express';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config.ts';
import { createMask } from './mask.ts';
import { requestIdOf } from './request-id.ts';

/** The only members that a line of the log may have; everything else is dropped, whoever hands it in. */
const allowed: ReadonlySet<string> = new Set([
  // a request
  'method',
  'route',
  'status',
  'ms',
  'requestId',
  'sessionId',
  'code',
  // an error
  'error',
  'errno',
  'cause',
  'stack',
  'why',
  // a provider's call
  'provider',
  'operation',
  'kind',
  'reason',
  'upstreamStatus',
  // the start and the end
  'port',
  'publicUrl',
  'providers',
  'origins',
  'signal',
]);

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Asked every few seconds by whoever watches the server. */
const quiet: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const CLIENT_CLOSED_REQUEST = 499;

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Masked wherever they show up. */
  readonly secrets: readonly string[];
  /** Standard output when absent. */
  readonly destination?: DestinationStream;
}

/** One JSON object per line: time, level, message and members of the allow-list. */
export function createLogger({ level, secrets, destination }: LoggerOptions): Logger {
  const mask = createMask(secrets);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: pick },
      hooks: {
        streamWrite: mask,
        // pino would take an error's message for the line's; it may quote what the person typed.
        logMethod(args, method) {
          const [first, ...rest] = args as unknown as [unknown, ...unknown[]];
          const safe = first instanceof Error ? [describeError(first), 'error', ...rest] : args;
          method.apply(this, safe as typeof args);
        },
      },
    },
    destination ?? pino.destination(1),
  );
  // pino leaves the bindings of a child as they are, whatever the formatters say.
  const child = logger.child;
  logger.child = function childOf(this: Logger, bindings: object, options?: object) {
    return child.call(this, pick(bindings), options);
  } as typeof child;
  return logger;
}

/** What may be known of an error that nobody foresaw: its class, its system code and where it came from. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const errno = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const trace = (error.stack ?? '').replace(error.message, '');
  const frames = trace.split('\n').filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line));
  return {
    error: error.constructor.name,
    ...(/^[A-Za-z][A-Za-z0-9_]{2,49}$/.test(errno) && { errno }),
    ...(error.cause instanceof Error && { cause: error.cause.constructor.name }),
    stack: frames.slice(0, 12).map((line) => line.trim()),
  };
}

/** One line for each request that ended, with the pattern of its route in place of its address. */
export function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
      const route = routeOf(request);
      const line = {
        method: methods.has(request.method) ? request.method : 'other',
        route,
        status,
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
        requestId: requestIdOf(response),
        sessionId: sessionIdOf(request, response),
        code: response.locals['errorCode'] as string | undefined,
      };
      if (status >= 500) logger.error(line, 'request');
      else if (quiet.has(route)) logger.debug(line, 'request');
      else logger.info(line, 'request');
    });
    next();
  };
}

function routeOf(request: Request): string {
  const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : 'unknown';
}

/** From the token, from the address of what was made, or from the request's: the router has forgotten its parameters. */
function sessionIdOf(request: Request, response: Response): string | undefined {
  const verified = response.locals['verified'] as { sessionId?: string } | undefined;
  const address = response.get('location') ?? request.originalUrl;
  return verified?.sessionId ?? /^\/v1\/sessions\/(ses_[a-z0-9]{24})(?![^/?])/.exec(address)?.[1];
}

function pick(members: object): Record<string, unknown> {
  const entries = Object.entries(members).filter(([name, value]) => allowed.has(name) && isPlain(value));
  return Object.fromEntries(entries);
}

const isPlain = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
