/**
 * A merchant's own backend, as small as it can be: it makes sessions with its API key, hands the page a short-lived
 * token, receives the signed webhooks, and asks for the result from server to server. The API key stays here.
 */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { type Express, type RequestHandler } from 'express';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

export interface MerchantOptions {
  readonly serverUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where the page itself is: its own address is the webhook's. */
  readonly pageUrl: () => string;
  /** Where presigned uploads go, for the page's Content-Security-Policy. */
  readonly uploadOrigins: readonly string[];
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
  provider: z.enum(['onekyc']).default('onekyc'),
  outcome: z
    .string()
    .regex(/^[a-z+-]{1,40}$/)
    .default('approve'),
  locale: z.string().max(20).optional(),
});

const created = z.object({ id: z.string(), token: z.string(), tokenExpiresAt: z.string() });
const minted = z.object({ token: z.string() });
const event = z.object({
  type: z.string(),
  data: z.object({ id: z.string(), status: z.string(), result: z.string().nullable() }),
});

const pages = fileURLToPath(new URL('./pages', import.meta.url));

function contentSecurityPolicy({ serverUrl, uploadOrigins }: MerchantOptions): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${[serverUrl, ...uploadOrigins].join(' ')}`,
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function createMerchant(options: MerchantOptions): { app: Express; deliveries: readonly Delivery[] } {
  const deliveries: Delivery[] = [];
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
  const headers: RequestHandler = (_request, response, next) => {
    response.set('Content-Security-Policy', policy);
    response.set('Permissions-Policy', 'camera=(self)');
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

  app.post('/api/verifications', async (request, response) => {
    const wanted = order.safeParse(request.body ?? {});
    if (!wanted.success) return void response.status(400).json({ error: 'unknown provider or outcome' });
    const { provider, outcome, locale } = wanted.data;
    const answer = await ask('POST', '/v1/sessions', {
      provider,
      document: { type: 'ktp' },
      // The sandbox reads the outcome from the end of the customer's number; a real provider looks at the pictures.
      user: { externalId: `customer-${randomBytes(4).toString('hex')}+${outcome}` },
      webhookUrl: `${options.pageUrl()}/webhooks/kyc`,
      metadata: { order: 'sample-0001' },
      ...(locale ? { locale } : {}),
    });
    const session = created.safeParse(answer.body);
    if (!session.success)
      return void response.status(502).json({ error: 'the KYC server did not make a session' });
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
    const answer = await ask('GET', `/v1/sessions/${encodeURIComponent(request.params.id)}`);
    response.status(answer.status).json({
      session: answer.body,
      deliveries: deliveries.filter(({ sessionId }) => sessionId === request.params.id),
    });
  });

  app.use('/kyc-flow', express.static(options.widgetFolder, { immutable: true, maxAge: '1h' }));
  app.use(express.static(pages));
  return { app, deliveries };
}
