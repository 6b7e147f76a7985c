import { createHash } from 'node:crypto';
import { callerOf, type UpstreamCall } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type { AdapterDependencies, SessionInput } from '../provider.ts';
import { createTokenCache } from '../token-cache.ts';
import { readTokenExpiry } from './map.ts';
import { readRefusal } from './refusal.ts';
import { headerText, name, type Settings } from './settings.ts';
import { tokenAnswer } from './wire.ts';

/** A label of the partner's own choice for what `x-partner-user-id` holds. */
const USER_ID_TYPE = 'EXTERNAL_ID';

/** Calls the gateway with the token of the user, or of the partner when `userId` is null. */
export type Gateway = <T>(userId: string | null, call: UpstreamCall<T>) => Promise<T>;

/** Tokens are kept until they end; one that is refused before is replaced, once a call. */
export function createGateway(values: Settings, dependencies: AdapterDependencies): Gateway {
  const { fetch, now, sleep } = dependencies;
  const upstream = { provider: name, fetch, now, sleep, refusal: readRefusal } as const;
  const callTokenHost = callerOf({ ...upstream, base: values.ONEKYC_TOKEN_URL });
  const callGateway = callerOf({ ...upstream, base: values.ONEKYC_BASE_URL });
  const tokens = createTokenCache({ now, aborted: () => new ProviderError(name, 'authenticate', 'aborted') });

  const authenticate = async (userId: string | null, signal: AbortSignal) => {
    const askedAt = now();
    const answer = await callTokenHost({
      operation: 'authenticate',
      method: 'GET',
      path: userId === null ? '/v1/coe/partner/authentication' : '/v2/coe/authentication',
      headers: {
        'client-id': values.ONEKYC_CLIENT_ID,
        'pass-key': values.ONEKYC_PASS_KEY,
        ...(userId !== null && {
          'x-onboarding-partner': values.ONEKYC_ONBOARDING_PARTNER,
          'x-partner-user-id': userId,
          'x-partner-user-id-type': USER_ID_TYPE,
        }),
      },
      schema: tokenAnswer,
      signal,
    });
    return { value: answer.data.token, expiresAt: readTokenExpiry(answer.data, askedAt) };
  };

  return async (userId, call) => {
    const key = JSON.stringify(userId);
    for (let replaced = false; ; replaced = true) {
      const token = await tokens.get(key, call.signal, (shared) => authenticate(userId, shared));
      try {
        return await callGateway({ ...call, headers: { ...call.headers, 'x-onekyc-token': token } });
      } catch (error) {
        if (!(error instanceof ProviderError) || error.kind !== 'unauthorized') throw error;
        tokens.drop(key, token);
        if (replaced) throw error;
      }
    }
  };
}

/** An id that a header cannot carry is replaced by its hash, which is as stable and as unique. */
export function partnerUserId({ user, sessionId }: SessionInput): string {
  const id = user?.externalId ?? sessionId;
  if (headerText.safeParse(id).success) return id;
  return `sha256-${createHash('sha256').update(id).digest('hex')}`;
}
