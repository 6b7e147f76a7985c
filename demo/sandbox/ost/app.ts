import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import type { Faults } from '../faults.ts';
import { badRequest, faultAnswer, OstError, Outage } from './errors.ts';
import { kycRoutes } from './kyc-routes.ts';
import { type Hash, parse } from './query.ts';
import type { Route, RouteContext } from './routes.ts';
import { type Credentials, verifyRequest } from './signature.ts';
import { userRoutes } from './user-routes.ts';

export interface AppOptions extends RouteContext {
  readonly credentials: Credentials;
  readonly faults: Faults;
}

/** What a path may have where an id belongs. */
const ID = /^[0-9a-z.-]+$/;

const noRoute = (): OstError => new OstError(404, 'r_1');

/** The parameters of a request: of its query for GET, of its form for POST. @throws OstError 400 */
function parametersOf(request: Request): Hash {
  const [, query = ''] = /\?(.*)$/s.exec(request.originalUrl) ?? [];
  const form: unknown = request.body;
  const text = request.method === 'GET' ? query : typeof form === 'string' ? form : '';
  const parameters = parse(text);
  if (!parameters) throw badRequest('um_p_1');
  return parameters;
}

function idOf({ params }: Request): string {
  const id = params['id'];
  if (id === undefined) return '';
  if (typeof id !== 'string' || !ID.test(id)) throw noRoute();
  return id;
}

/** OST's API, `/api/v2/…`. */
export function createApp(options: AppOptions): Express {
  const { credentials, faults } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');

  app.use((_request, response, next) => {
    // A client whose clock is off may set it by this.
    response.set('date', new Date(options.now()).toUTCString());
    next();
  });
  app.use(faults.middleware);
  app.use(express.text({ type: 'application/x-www-form-urlencoded', limit: '256kb' }));

  const serve = ({ method, path, answer }: Route): void => {
    app[method](`/api/v2${path}`, async (request, response) => {
      if (request.method === 'HEAD') throw noRoute();
      const id = idOf(request);
      const parameters = parametersOf(request);
      verifyRequest(request.path, parameters, credentials, Math.floor(options.now() / 1000));
      const answered = await answer({ parameters, id });
      const isSubmission = method === 'post' && path === '/users-kyc/:id';
      if (isSubmission && options.misbehaviour.isLost()) request.socket.destroy();
      else response.json(answered);
    });
  };
  for (const route of [...userRoutes(options), ...kycRoutes(options)]) serve(route);

  app.use(() => {
    throw noRoute();
  });
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    if (error instanceof Outage) {
      const { body, html } = faultAnswer(error.status);
      response.status(error.status);
      if (error.retryAfterSeconds !== undefined) response.set('retry-after', String(error.retryAfterSeconds));
      if (html === undefined) response.json(body);
      else response.type('html').send(html);
      return;
    }
    // What Express refuses itself, e.g. a body that is too long, it marks so.
    const refused = error instanceof Error && 'expose' in error && error.expose === true;
    const refusal =
      error instanceof OstError ? error : refused ? badRequest('um_p_2') : new OstError(500, 'um_x_1');
    response.status(refusal.status).json(refusal.body);
  };
  app.use(onError);
  return app;
}
