import express, { type Express, type RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { ProviderName } from './contract/session.ts';
import { abortOnShutdown } from './http/abort.ts';
import { requireApiKey, requireToken } from './http/authenticate.ts';
import { jsonBody } from './http/body.ts';
import { widgetCors } from './http/cors.ts';
import { handleErrors } from './http/errors.ts';
import { logRequests } from './http/logger.ts';
import { Problem } from './http/problem.ts';
import { requestId } from './http/request-id.ts';
import { securityHeaders } from './http/security.ts';
import type { FaceModel } from './models/load.ts';
import type { ProviderAdapter } from './providers/provider.ts';
import { createSession } from './routes/create-session.ts';
import type { Dependencies } from './routes/dependencies.ts';
import { eraseSession } from './routes/erase-session.ts';
import { faceModel } from './routes/face-model.ts';
import { flowStatus } from './routes/flow-status.ts';
import { getFlow } from './routes/get-flow.ts';
import { getSession } from './routes/get-session.ts';
import { healthz, readyz } from './routes/health.ts';
import { jwks } from './routes/jwks.ts';
import { knownCodes } from './routes/known-codes.ts';
import { listDeliveries } from './routes/list-deliveries.ts';
import { listSessions } from './routes/list-sessions.ts';
import { mintToken } from './routes/mint-token.ts';
import { openHosted } from './routes/open-hosted.ts';
import { readCode } from './routes/read-code.ts';
import { refreshSession } from './routes/refresh-session.ts';
import { renewToken } from './routes/renew-token.ts';
import { reportLiveness } from './routes/report-liveness.ts';
import { requestUpload } from './routes/request-upload.ts';
import { returnPage, returnPart } from './routes/return.ts';
import { saveDetails } from './routes/save-details.ts';
import { sessionImage } from './routes/session-image.ts';
import { streamUpload } from './routes/stream-upload.ts';
import { submit } from './routes/submit.ts';
import { webhook } from './routes/webhook.ts';
import type { Sessions } from './sessions/service.ts';
import type { Tokens } from './tokens.ts';

export interface AppOptions {
  readonly config: Pick<Config, 'publicUrl' | 'apiKeys' | 'allowedOrigins' | 'allowPrivateHosts'>;
  /** Those that are configured. */
  readonly providers: ReadonlyMap<ProviderName, Pick<ProviderAdapter, 'webhookBytes'>>;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  /** False where there is no secret to sign webhooks to merchants with. Default: true. */
  readonly sendsWebhooks?: boolean;
  /** Served to pages; null, and by default, there is none. */
  readonly model?: FaceModel | null;
  readonly logger: Logger;
  /** False, or rejected: `/readyz` answers 503. */
  readonly isReady: () => Promise<boolean>;
  /** Fires when the server stops: what is under way is told. */
  readonly shutdown?: AbortSignal;
}

type Methods = Readonly<
  Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', readonly RequestHandler[]>>
>;

/** One path and what it answers to; every other method gets 405 with Allow. */
function endpoint(router: Router, path: string, methods: Methods): void {
  const route = router.route(path);
  for (const [method, handlers] of Object.entries(methods)) {
    route[method as keyof Methods](...handlers);
  }
  const allowed = Object.keys(methods).map((method) => method.toUpperCase());
  if (allowed.includes('GET')) allowed.push('HEAD');
  route.all((_request, response) => {
    response.set('Allow', allowed.join(', '));
    throw new Problem('method_not_allowed', `Use ${allowed.join(' or ')} here.`);
  });
}

/** The whole HTTP face of the server: middleware, and the one list of routes. */
export function createApp(options: AppOptions): Express {
  const { config, sessions, tokens, logger } = options;
  const dependencies: Dependencies = {
    sessions,
    tokens,
    providers: options.providers,
    publicUrl: config.publicUrl,
    allowedOrigins: config.allowedOrigins,
    allowPrivateHosts: config.allowPrivateHosts,
    sendsWebhooks: options.sendsWebhooks ?? true,
  };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(requestId(), logRequests(logger), securityHeaders(config), abortOnShutdown(options.shutdown));

  const open = Router({ caseSensitive: true });
  endpoint(open, '/healthz', { get: [healthz] });
  endpoint(open, '/readyz', { get: [readyz(options.isReady)] });
  endpoint(open, '/.well-known/jwks.json', { get: [jwks(dependencies)] });
  endpoint(open, '/return/:id', { get: [returnPage(dependencies)] });
  endpoint(open, '/return-parts/:name', { get: [returnPart] });
  if (options.model) endpoint(open, options.model.address, { get: [faceModel(options.model)] });
  const receive = webhook(dependencies);
  endpoint(open, '/v1/webhooks/:provider', { post: receive, put: receive, patch: receive });

  const merchant = Router({ caseSensitive: true });
  const key = requireApiKey(config);
  endpoint(merchant, '/v1/sessions', {
    post: [key, jsonBody(), createSession(dependencies)],
    get: [key, listSessions(dependencies)],
  });
  endpoint(merchant, '/v1/sessions/:id', {
    get: [key, getSession(dependencies)],
    delete: [key, eraseSession(dependencies)],
  });
  endpoint(merchant, '/v1/sessions/:id/refresh', { post: [key, refreshSession(dependencies)] });
  endpoint(merchant, '/v1/sessions/:id/tokens', { post: [key, mintToken(dependencies)] });

  endpoint(merchant, '/v1/sessions/:id/deliveries', { get: [key, listDeliveries(dependencies)] });
  endpoint(merchant, '/v1/sessions/:id/images/:name', { get: [key, sessionImage(dependencies)] });
  endpoint(merchant, '/v1/deliveries', { get: [key, listDeliveries(dependencies)] });

  const widget = Router({ caseSensitive: true });
  const token = requireToken(tokens);
  widget.use('/v1/flow', widgetCors(config));
  endpoint(widget, '/v1/flow', { get: [token, getFlow(dependencies)] });
  endpoint(widget, '/v1/flow/details', { put: [token, jsonBody(), saveDetails(dependencies)] });
  endpoint(widget, '/v1/flow/codes', {
    post: [token, jsonBody(), readCode(dependencies)],
    get: [token, knownCodes(dependencies)],
  });
  endpoint(widget, '/v1/flow/liveness', { post: [token, jsonBody(), reportLiveness(dependencies)] });
  endpoint(widget, '/v1/flow/uploads', { post: [token, jsonBody(), requestUpload(dependencies)] });
  endpoint(widget, '/v1/flow/uploads/:slot/content', { put: [token, streamUpload(dependencies)] });
  endpoint(widget, '/v1/flow/hosted', { post: [token, jsonBody(), openHosted(dependencies)] });
  endpoint(widget, '/v1/flow/submissions', { post: [token, submit(dependencies)] });
  endpoint(widget, '/v1/flow/status', { get: [token, flowStatus(dependencies)] });
  const renewal = requireToken(tokens, { clockToleranceSeconds: 30 });
  endpoint(widget, '/v1/flow/token', { post: [renewal, renewToken(dependencies)] });

  app.use(open, merchant, widget);
  app.use(() => {
    throw new Problem('not_found', 'There is nothing at this address.');
  });
  app.use(handleErrors(logger));
  return app;
}
