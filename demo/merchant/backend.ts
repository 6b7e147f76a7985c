/**
 * A merchant's own backend, as small as it can be: it makes sessions with its API key, hands the page a short-lived
 * token, receives the signed webhooks, and asks for the result from server to server. The API key stays here.
 */
import { fileURLToPath } from 'node:url';
import express, { type Express, type RequestHandler } from 'express';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { offersOf, orderOf, providerNames } from './catalogue.ts';

export interface MerchantOptions {
  readonly serverUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where the page itself is: its own address is the webhook's. */
  readonly pageUrl: () => string;
  /** Where presigned uploads go, for the page's Content-Security-Policy. */
  readonly uploadOrigins: readonly string[];
  /** Where the providers' own pages are, for those who want them in a frame. */
  readonly frameOrigins: readonly string[];
  /** Whether OneKYC's flow has the face too: `ONEKYC_LIVENESS` of the KYC server. */
  readonly onekycLiveness?: boolean;
  /** The folder with the built widget. */
  readonly widgetFolder: string;
}

/** What the merchant's webhook endpoint received, newest first. */
export interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly sessionId: string;
  readonly status: string;
  readonly result: string | null;
  readonly receivedAt: string;
}

const order = z.object({
  provider: z.enum(providerNames).default('onekyc'),
  document: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  outcome: z
    .string()
    .regex(/^[a-z+-]{1,40}$/)
    .default('approve'),
  locale: z.string().max(20).optional(),
});

const created = z.object({ id: z.string(), token: z.string(), tokenExpiresAt: z.string() });
const refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const minted = z.object({ token: z.string() });
const event = z.object({
  type: z.string(),
  data: z.object({ id: z.string(), status: z.string(), result: z.string().nullable() }),
});

const deliveryLog = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      status: z.string(),
      attempts: z.array(z.object({ httpStatus: z.number().nullable(), outcome: z.string() })),
    }),
  ),
});

const pages = fileURLToPath(new URL('./pages', import.meta.url));

function contentSecurityPolicy({ serverUrl, uploadOrigins, frameOrigins }: MerchantOptions): string {
  return [
    "default-src 'none'",
    // For following a face, and for the last reader of codes.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    `connect-src 'self' ${[serverUrl, ...uploadOrigins].join(' ')}`,
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    // The provider's page and, at its end, the KYC server's.
    `frame-src ${[...frameOrigins, serverUrl].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function createMerchant(options: MerchantOptions): { app: Express; deliveries: readonly Delivery[] } {
  const deliveries: Delivery[] = [];
  const offers = offersOf(options.onekycLiveness ?? false);
  const app = express();
  app.disable('x-powered-by');

  const ask = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${options.serverUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${options.apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  };

  const policy = contentSecurityPolicy(options);
  const frames = options.frameOrigins.map((origin) => `"${origin}"`);
  const headers: RequestHandler = (_request, response, next) => {
    response.set('Content-Security-Policy', policy);
    response.set('Permissions-Policy', `camera=(${['self', ...frames].join(' ')})`);
    response.set('Referrer-Policy', 'no-referrer');
    response.set('X-Content-Type-Options', 'nosniff');
    next();
  };
  app.use(headers);

  app.post(
    '/webhooks/kyc',
    express.raw({ type: 'application/json', limit: '256kb' }),
    (request, response) => {
      const raw: unknown = request.body;
      const text = Buffer.isBuffer(raw) ? raw.toString('utf8') : '';
      try {
        const verified = event.parse(
          new Webhook(options.webhookSecret).verify(text, {
            'webhook-id': request.get('webhook-id') ?? '',
            'webhook-timestamp': request.get('webhook-timestamp') ?? '',
            'webhook-signature': request.get('webhook-signature') ?? '',
          }),
        );
        const id = request.get('webhook-id') ?? '';
        if (!deliveries.some((known) => known.id === id)) {
          const { id: sessionId, status, result } = verified.data;
          deliveries.unshift({
            id,
            type: verified.type,
            sessionId,
            status,
            result,
            receivedAt: new Date().toISOString(),
          });
        }
        response.sendStatus(204);
      } catch {
        response.sendStatus(401);
      }
    },
  );

  app.use('/api', express.json({ limit: '4kb' }));

  app.get('/api/catalogue', (_request, response) => {
    response.json({ serverUrl: options.serverUrl, offers });
  });

  app.post('/api/verifications', async (request, response) => {
    const wanted = order.safeParse(request.body ?? {});
    if (!wanted.success) return void response.status(400).json({ error: 'unknown provider or outcome' });
    const { provider, outcome, locale } = wanted.data;
    const offer = offers.find((one) => one.provider === provider);
    const document = wanted.data.document ?? offer?.documents[0]?.value ?? '';
    const answer = await ask('POST', '/v1/sessions', {
      ...orderOf(provider, document, outcome),
      webhookUrl: `${options.pageUrl()}/webhooks/kyc`,
      metadata: { order: 'sample-0001' },
      ...(locale ? { locale } : {}),
    });
    const session = created.safeParse(answer.body);
    if (!session.success) {
      const code = refused.safeParse(answer.body).data?.error.code ?? 'unknown';
      return void response.status(502).json({ error: `the KYC server did not make a session: ${code}` });
    }
    response
      .status(201)
      .json({ id: session.data.id, token: session.data.token, serverUrl: options.serverUrl });
  });

  app.post('/api/verifications/:id/token', async (request, response) => {
    const answer = await ask('POST', `/v1/sessions/${encodeURIComponent(request.params.id)}/tokens`);
    const token = minted.safeParse(answer.body);
    if (!token.success) return void response.status(502).json({ error: 'no token' });
    response.json({ token: token.data.token });
  });

  app.get('/api/verifications/:id', async (request, response) => {
    const path = `/v1/sessions/${encodeURIComponent(request.params.id)}`;
    const answer = await ask('GET', path);
    const log = deliveryLog.safeParse((await ask('GET', `${path}/deliveries`)).body);
    response.status(answer.status).json({
      session: answer.body,
      log: log.data?.deliveries ?? [],
      deliveries: deliveries.filter(({ sessionId }) => sessionId === request.params.id),
    });
  });

  app.use('/kyc-flow', express.static(options.widgetFolder, { immutable: true, maxAge: '1h' }));
  app.use(express.static(pages));
  return { app, deliveries };
}
