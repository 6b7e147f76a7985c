import type { RequestHandler } from 'express';
import { createSession as body, type CreatedSession } from '../contract/session.ts';
import { addressFault } from '../delivery/address.ts';
import { contextOf } from '../http/context.ts';
import { Problem } from '../http/problem.ts';
import { parse } from '../http/validate.ts';
import { apiKeyIdOf, type Dependencies } from './dependencies.ts';

/** `POST /v1/sessions`. A repeated `Idempotency-Key` answers with the same session and a token that works. */
export const createSession =
  ({ sessions, tokens, allowedOrigins, ...rules }: Dependencies): RequestHandler =>
  async (request, response) => {
    const wanted = parse(body, request.body, 'body_invalid');
    const fault = webhookFault(wanted.webhookUrl, rules);
    if (fault !== null) {
      throw new Problem('body_invalid', 'The webhook cannot be sent there; see details.', {
        details: [{ path: 'webhookUrl', message: fault }],
      });
    }
    const key = request.get('idempotency-key');
    const idempotency = key === undefined ? null : { key, apiKeyId: apiKeyIdOf(response) };
    const { session, replayed } = await sessions.create(wanted, idempotency, contextOf(request, response));
    const minted = await tokens.mint(session.id, allowedOrigins, session.expiresAt);
    const answer: CreatedSession = {
      id: session.id,
      status: session.status,
      mode: session.mode,
      provider: session.provider,
      ...minted,
      expiresAt: session.expiresAt.toISOString(),
      ...(session.hosted && { hostedUrl: session.hosted.url }),
    };
    if (replayed) response.set('Idempotent-Replayed', 'true');
    response.status(201).location(`/v1/sessions/${session.id}`).json(answer);
  };

function webhookFault(
  url: string | undefined,
  { allowPrivateHosts, sendsWebhooks }: Pick<Dependencies, 'allowPrivateHosts' | 'sendsWebhooks'>,
): string | null {
  if (url === undefined) return null;
  // Better said now than missed later.
  if (!sendsWebhooks) return 'needs KYC_MERCHANT_WEBHOOK_SECRET to be set on this server';
  return addressFault(url, allowPrivateHosts);
}
