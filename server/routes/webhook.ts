import type { RequestHandler } from 'express';
import { type ProviderName, providerName } from '../contract/session.ts';
import { toItsEnd } from '../http/abort.ts';
import { rawBody } from '../http/body.ts';
import { Problem } from '../http/problem.ts';
import type { WebhookRequest } from '../providers/provider.ts';
import type { Dependencies } from './dependencies.ts';

const USUAL_BYTES = 1024 * 1024;

/**
 * `POST /v1/webhooks/{provider}`: a provider's news, exactly as it arrived. Nothing is read for a provider that is not
 * configured: anybody can call here.
 */
export const webhook = ({ sessions, publicUrl, providers }: Dependencies): readonly RequestHandler[] => [
  (request, response, next) => {
    const provider = providerName.safeParse(request.params['provider']);
    const adapter = provider.success ? providers.get(provider.data) : undefined;
    if (!adapter) throw new Problem('not_found', 'There is no such webhook.');
    response.locals['provider'] = provider.data;
    rawBody(adapter.webhookBytes ?? USUAL_BYTES)(request, response, next);
  },
  async (request, response) => {
    const [path = '', query = ''] = request.originalUrl.split(/\?(.*)/s, 2);
    // Not `headers`: there Node drops what is repeated, or keeps it, name by name.
    const headers = Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      values?.join(', '),
    ]);
    const delivery: WebhookRequest = {
      method: request.method,
      url: `${publicUrl}${path}`,
      query,
      headers: Object.fromEntries(headers) as WebhookRequest['headers'],
      body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
    };
    const provider = response.locals['provider'] as ProviderName;
    await toItsEnd(response, (context) => sessions.webhook(provider, delivery, context));
    response.status(200).json({ received: true });
  },
];
