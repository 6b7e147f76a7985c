import { randomBytes } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { parseTestValues, plainName } from '../hosted/outcomes.ts';
import { hostedPages, pageAssets } from '../hosted/page.ts';
import { returnUrl } from '../hosted/return-url.ts';
import type { HostedSessions } from '../hosted/sessions.ts';
import { type CtosSession, type StatusStyle, statusFields } from './answers.ts';
import { type CtosKeys, encrypt, phpJson, sign } from './crypto.ts';
import { CtosError, frameworkError } from './errors.ts';
import { authenticate, choice, type Fields, openEnvelope, required, type Signed } from './request.ts';
import { malaysianTime } from './time.ts';
import { documentTitle, readTransaction, type Transaction } from './transaction.ts';

/** How the gateway dresses its answers; all of these occur. */
export interface AnswerStyle extends StatusStyle {
  /** `data` as encrypted text, `data` as an object, or the fields beside `success`. */
  readonly envelope: 'encrypted' | 'object' | 'flat';
  /** Refusals other than 101 and those of encryption: within a success envelope, or in the clear. */
  readonly errors: 'envelope' | 'clear';
  /** HTTP status of refusals: always 200, or a fitting one. */
  readonly errorStatus: 'ok' | 'fitting';
}

export interface AppOptions {
  readonly clock: Clock;
  readonly keys: CtosKeys;
  readonly faults: Faults;
  readonly sessions: HostedSessions<Transaction>;
  readonly style: () => AnswerStyle;
  readonly backendPorts: readonly number[] | null;
  readonly openOnce: boolean;
  readonly denyFraming: boolean;
  readonly origin: () => string;
}

/** Where the person goes; with the result in the query where response_mode asks for it. */
const back = (session: CtosSession): string => {
  const { responseUrl, responseMode, refId } = session.details;
  return responseMode === '1' ? returnUrl(responseUrl, refId, session) : responseUrl;
};

export function createApp(options: AppOptions): Express {
  const { clock, keys, sessions } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  const send = (response: Response, status: number, body: object): void => {
    response.status(status).type('json').send(phpJson(body));
  };

  /** A success envelope, also around an encrypted refusal. */
  function answer(response: Response, status: number, fields: object): void {
    const { envelope } = options.style();
    const data = envelope === 'object' ? fields : encrypt(keys, phpJson(fields));
    send(response, status, { success: true, ...(envelope === 'flat' ? fields : { data }) });
  }

  const gateway = express.Router();
  gateway.use(options.faults.middleware);
  gateway.use(express.json({ limit: '64kb' }));

  /** Opens and authenticates a call. */
  const read = (body: unknown): { fields: Fields; signed: Signed } => {
    const fields = openEnvelope(keys, body);
    return { fields, signed: authenticate(keys, fields, clock.now()) };
  };

  gateway.post('/create-transaction', (request, response) => {
    const { fields, signed } = read(request.body);
    const details = readTransaction(fields, signed, options.backendPorts);
    const values = parseTestValues(details.documentName);
    if (values.has('busy')) {
      response.set('retry-after', '30');
      return send(response, 429, frameworkError(429, 0, 'Rate limit exceeded.'));
    }
    if (values.has('down')) throw new CtosError('unavailable');
    const prefixedRefId = keys.packageName + details.refId;
    if (sessions.find(prefixedRefId)) throw new CtosError('duplicate');
    const onboardingId = randomBytes(36).toString('base64');
    const session = sessions.create(prefixedRefId, values, { ...details, prefixedRefId, onboardingId });
    answer(response, 200, {
      api_key: keys.apiKey,
      package_name: keys.packageName,
      ref_id: prefixedRefId,
      signature: sign(keys, prefixedRefId, signed.requestTime),
      onboarding_id: onboardingId,
      onboarding_url: `${options.origin()}/onboarding/${session.token}`,
      expired_at: malaysianTime(session.expiresAt),
    });
  });

  gateway.post('/get-status', (request, response) => {
    const { fields, signed } = read(request.body);
    const onboardingId = required(fields, 'onboarding_id', 255);
    choice(required(fields, 'platform', 10), 'platform', ['Web', 'iOS', 'Android']);
    const mode = choice(required(fields, 'mode', 1), 'mode', ['1', '2']);
    const session = sessions.find(signed.refId);
    if (session?.details.onboardingId !== onboardingId) throw new CtosError('refId');
    if (session.values.has('status-down')) throw new CtosError('unavailable');
    const requestTime = malaysianTime(clock.now());
    answer(response, 200, {
      api_key: keys.apiKey,
      package_name: keys.packageName,
      ref_id: signed.refId,
      onboarding_id: onboardingId,
      request_time: requestTime,
      signature: sign(keys, signed.refId, requestTime),
      ...statusFields(session, mode, options.style()),
    });
  });

  app.use('/v2/gateway', gateway);
  app.use('/assets', pageAssets());
  app.use(
    '/onboarding',
    hostedPages({
      provider: { name: 'CTOS eKYC Gateway', key: 'ctos', assets: '/assets' },
      sessions,
      describe: ({ details }) => ({
        document: documentTitle(details.documentType),
        name: plainName(details.documentName),
      }),
      back,
      openOnce: options.openOnce,
      denyFraming: options.denyFraming,
    }),
  );

  app.use((_request, response) => send(response, 404, frameworkError(404, 0, 'Page not found.')));
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    const { errors, errorStatus } = options.style();
    if (error instanceof CtosError) {
      const status = errorStatus === 'ok' ? 200 : error.status;
      if (!error.clear && errors === 'envelope') return answer(response, status, error.inner);
      return send(response, status, frameworkError(error.status, Number(error.code), error.message));
    }
    const unreadable = error instanceof SyntaxError || (error instanceof Error && 'expose' in error);
    const status = unreadable ? 400 : 500;
    send(response, status, frameworkError(status, 0, unreadable ? 'Invalid JSON data.' : undefined));
  };
  app.use(onError);
  return app;
}
