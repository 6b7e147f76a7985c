import type { Response } from 'express';
import type { ProviderName } from '../contract/session.ts';
import type { ProviderAdapter } from '../providers/provider.ts';
import type { Sessions } from '../sessions/service.ts';
import type { Tokens, Verified } from '../tokens.ts';

/** What routes work with; `app.ts` hands it to each. */
export interface Dependencies {
  readonly sessions: Sessions;
  /** Those that are configured. */
  readonly providers: ReadonlyMap<ProviderName, Pick<ProviderAdapter, 'webhookBytes'>>;
  readonly tokens: Tokens;
  readonly publicUrl: string;
  readonly allowedOrigins: readonly string[];
  readonly allowPrivateHosts: boolean;
  /** False where there is no secret to sign webhooks to merchants with. */
  readonly sendsWebhooks: boolean;
}

/** Set by the authentication that runs before a route. */
export const apiKeyIdOf = (response: Response): string => response.locals['apiKeyId'] as string;
export const verifiedOf = (response: Response): Verified => response.locals['verified'] as Verified;
