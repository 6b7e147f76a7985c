import { randomBytes, randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { noticePage, type Provider } from '../hosted/html.ts';
import { parseTestValues, plainName } from '../hosted/outcomes.ts';
import { hostedPages, pageAssets, pageHeaders } from '../hosted/page.ts';
import { returnUrl } from '../hosted/return-url.ts';
import { pictures, samplePicture } from '../hosted/samples.ts';
import type { HostedSessions } from '../hosted/sessions.ts';
import { briefBody, refreshBody, type Shape, sessionBody } from './answers.ts';
import { isPassport, type Order, readOrder } from './create.ts';
import { TrueStackError } from './errors.ts';
import { hasPicture, type PictureStore } from './pictures.ts';
import type { RateLimit } from './rate.ts';
import type { Known, TrueStackSession } from './session.ts';

/** The provider behind TrueStack: reachable, not reachable, or without a name for the session. */
export type Upstream = 'up' | 'down' | 'unlinked';

export interface AppOptions {
  readonly clock: Clock;
  readonly apiKeys: readonly string[];
  readonly faults: Faults;
  readonly rate: RateLimit;
  readonly sessions: HostedSessions<Order>;
  readonly known: Known;
  readonly store: PictureStore;
  readonly shape: () => Shape;
  readonly upstream: () => Upstream;
  readonly maxConcurrent: number;
  /** Takes one credit. @returns what is left without it, when there is none to take */
  readonly takeCredit: () => number | null;
  readonly openOnce: boolean;
  readonly denyFraming: boolean;
  readonly origin: () => string;
}

const provider: Provider = { name: 'TrueStack', key: 'truestack', assets: '/assets' };

/** How its own status page puts it. */
const sayings: Readonly<Record<TrueStackSession['stage'], string>> = {
  pending: 'This verification has not begun.',
  processing: 'This verification is being processed.',
  completed: 'This verification is complete. You can close this page.',
  expired: 'This verification has expired.',
};

export function createApp(options: AppOptions): Express {
  const { clock, sessions, known } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  const api = express.Router();
  api.use(options.faults.middleware);

  /** The client's key, and one call off its allowance. @throws TrueStackError 401, 429 */
  function authenticate(request: Request, response: Response): string {
    const [, key] = /^Bearer (.+)$/.exec(request.get('authorization') ?? '') ?? [];
    if (key === undefined) throw new TrueStackError('noAuthorization');
    if (!options.apiKeys.includes(key)) throw new TrueStackError('badKey');
    const { allowed, headers } = options.rate.take(key);
    response.set(headers);
    if (!allowed) throw new TrueStackError('tooMany');
    return key;
  }

  /** A session of this client. @throws TrueStackError 401, 403, 404, 429 */
  function own(request: Request<{ id: string }>, response: Response): TrueStackSession {
    const key = authenticate(request, response);
    const session = sessions.find(request.params.id);
    if (!session) throw new TrueStackError('unknown');
    if (session.details.apiKey !== key) throw new TrueStackError('foreign');
    return session;
  }

  const isOpen = ({ stage }: TrueStackSession): boolean => stage === 'pending' || stage === 'processing';

  api.post('/sessions', express.json({ limit: '16kb' }), (request, response) => {
    const apiKey = authenticate(request, response);
    const order = readOrder(request.body);
    const values = parseTestValues(order.documentName);
    if (values.has('busy')) {
      response.set('retry-after', '30');
      throw new TrueStackError('tooMany');
    }
    const open = sessions.all().filter((one) => one.details.apiKey === apiKey && isOpen(one));
    if (open.length >= options.maxConcurrent) throw new TrueStackError('tooManyOpen');
    if (values.has('down') || options.upstream() === 'down') throw new TrueStackError('gateway');
    const balance = values.has('quota') ? 0 : options.takeCredit();
    if (balance !== null) throw new TrueStackError('credits', { balance });
    const refId = `SANDBOX_${clock.now().toString(36)}_${randomBytes(4).toString('hex')}`;
    const session = sessions.create(randomUUID(), values, { ...order, apiKey, refId });
    known.learn(session);
    response.status(201).json({
      id: session.id,
      onboarding_url: `${options.origin()}/onboarding/${session.token}`,
      expires_at: new Date(session.expiresAt).toISOString(),
      status: 'pending',
    });
  });

  api.get('/sessions/:id', (request, response) => {
    const session = known.of(own(request, response));
    response.json(sessionBody(session, options.shape(), options.origin()));
  });

  api.post('/sessions/:id', async (request, response) => {
    const session = own(request, response);
    const before = known.of(session);
    const shape = options.shape();
    if (!isOpen(before)) {
      const body =
        shape === 'server'
          ? refreshBody(before, shape, await options.store.links(before))
          : briefBody(before);
      return void response.json({ ...body, message: 'Session already finalized', refreshed: false });
    }
    const upstream = options.upstream();
    if (upstream === 'unlinked') {
      const error = 'Session missing Innovatif onboarding ID - cannot refresh from provider';
      return void response.json({ ...briefBody(before), refreshed: false, error });
    }
    if (upstream === 'down' || session.values.has('status-down')) {
      const error = 'Failed to fetch status from provider';
      return void response.json({ ...briefBody(before), refreshed: false, error });
    }
    known.learn(session);
    const images = await options.store.links(session);
    response.json({ ...refreshBody(session, shape, images), refreshed: true });
  });

  api.get('/sessions/:id/documents/:picture', (request, response) => {
    const session = known.of(own(request, response));
    const picture = pictures.find((one) => one === request.params.picture);
    if (!picture) throw new TrueStackError('badPicture');
    if (!hasPicture(session, picture)) throw new TrueStackError('noPicture');
    response.set('cache-control', 'private, max-age=3600').type('image/jpeg').send(samplePicture(picture));
  });

  app.use('/api/v1/kyc', api);
  app.use('/assets', pageAssets());
  app.use(
    '/onboarding',
    hostedPages({
      provider,
      sessions,
      describe: ({ details }) => ({
        document: isPassport(details.documentType) ? 'Passport' : 'MyKad',
        name: plainName(details.documentName),
      }),
      back: (session) => {
        const { redirectUrl, refId } = session.details;
        return redirectUrl === null
          ? `${options.origin()}/r/${session.id}`
          : returnUrl(redirectUrl, refId, session);
      },
      openOnce: options.openOnce,
      denyFraming: options.denyFraming,
    }),
  );
  app.use('/r', pageHeaders(options.denyFraming));
  app.get('/r/:id', (request, response) => {
    const session = sessions.find(request.params.id);
    const text = session ? sayings[session.stage] : 'This verification is not one of ours.';
    response
      .status(session ? 200 : 404)
      .type('html')
      .send(noticePage(provider, 'Your verification', text, null));
  });

  app.use(() => {
    throw new TrueStackError('noRoute');
  });
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    const unreadable = error instanceof SyntaxError || (error instanceof Error && 'expose' in error);
    const refusal =
      error instanceof TrueStackError ? error : new TrueStackError(unreadable ? 'badJson' : 'internal');
    response.status(refusal.status).json(refusal.body);
  };
  app.use(onError);
  return app;
}
