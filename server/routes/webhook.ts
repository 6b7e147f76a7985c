import type { RequestHandler } from 'express';
import { providerName } from '../contract/session.ts';
import { contextOf } from '../http/context.ts';
import { Problem } from '../http/problem.ts';
import type { WebhookRequest } from '../providers/provider.ts';
import type { Dependencies } from './dependencies.ts';

/** `POST /v1/webhooks/{provider}`: a provider's news, exactly as it arrived. */
export const webhook =
  ({ sessions, publicUrl }: Dependencies): RequestHandler =>
  async (request, response) => {
    const provider = providerName.safeParse(request.params['provider']);
    if (!provider.success) throw new Problem('not_found', 'There is no such webhook.');
    const [path = '', query = ''] = request.originalUrl.split('?', 2);
    const headers = Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    const delivery: WebhookRequest = {
      method: request.method,
      url: `${publicUrl}${path}`,
      query,
      headers: Object.fromEntries(headers) as WebhookRequest['headers'],
      body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    };
    await sessions.webhook(provider.data, delivery, contextOf(request, response));
    response.status(200).json({ received: true });
  };
