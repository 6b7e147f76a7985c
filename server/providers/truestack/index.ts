import { z } from 'zod';
import { callerOf, fileCallerOf, type Refusal, type UpstreamCall } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
  SessionInput,
} from '../provider.ts';
import { isSafeUrl } from '../safe-url.ts';
import { fitMetadata, imageNames, lacksFacts, readOutcome } from './map.ts';
import { name, type Settings, settings } from './settings.ts';
import { receive } from './webhook.ts';
import { createdAnswer, errorBody, type SessionAnswer, sessionAnswer, sessionId } from './wire.ts';

const stateShape = z.object({ id: sessionId });

/** For a creation and for a refresh: TrueStack asks its own provider before it answers, which may take 30 s. */
const PATIENCE_MS = 35_000;
/** "Avoid calling this endpoint repeatedly in a tight loop": 10 to 30 s, and 60 calls a minute for all sessions together. */
const ASK_EVERY_MS = 10_000;
const IMAGE_BYTES = 8 * 1024 * 1024;
const LONGEST_WAIT_MS = 24 * 3_600_000;

const documentTypes: Readonly<Record<string, string>> = { mykad: '1', passport: '2' };

export const provider: ProviderModule<Settings> = {
  name,
  settings,
  variables: {
    TRUESTACK_BASE_URL: 'plain',
    TRUESTACK_API_KEY: 'secret',
    TRUESTACK_WEBHOOK_SECRET: 'secret',
    TRUESTACK_UNSIGNED_WEBHOOKS: 'plain',
  },
  origins: ['TRUESTACK_BASE_URL'],
  create: createAdapter,
};

function createAdapter(values: Settings, { fetch, now, sleep }: AdapterDependencies): ProviderAdapter {
  const base = values.TRUESTACK_BASE_URL;
  const upstream = {
    provider: name,
    base,
    fetch,
    now,
    sleep,
    refusal: readRefusal,
    retryAfterOf: (headers: Headers) => readReset(headers.get('x-ratelimit-reset'), now()),
  } as const;
  const call = callerOf(upstream);
  const callFile = fileCallerOf(upstream);
  const authorization = { authorization: `Bearer ${values.TRUESTACK_API_KEY}` };

  const about = async (
    id: string,
    more: Pick<UpstreamCall<SessionAnswer>, 'operation' | 'method'> & Partial<UpstreamCall<SessionAnswer>>,
    { signal }: CallContext,
  ): Promise<SessionAnswer> => {
    const answer = await call({
      path: `/api/v1/kyc/sessions/${id}`,
      headers: authorization,
      schema: sessionAnswer,
      signal,
      ...more,
    });
    if (answer.id !== id) throw new ProviderError(name, more.operation, 'invalid_response');
    return answer;
  };

  /** Asks TrueStack to ask its own provider. Asked twice it does the same, so that it may be repeated. */
  const refresh = (id: string, context: CallContext) =>
    about(
      id,
      {
        operation: 'fetchStatus',
        method: 'POST',
        json: {},
        repeatable: true,
        timeoutMs: PATIENCE_MS,
      },
      context,
    );

  /** What TrueStack knows by itself. */
  const look = (id: string, context: CallContext) =>
    about(id, { operation: 'fetchStatus', method: 'GET' }, context);

  return {
    name,
    mode: 'hosted',
    documents: ['mykad', 'passport'],
    images: imageNames,
    askEveryMs: ASK_EVERY_MS,
    steps: () => [],
    missing,

    async start(session, { signal }) {
      const { document } = session;
      const answer = await call({
        operation: 'start',
        method: 'POST',
        path: '/api/v1/kyc/sessions',
        headers: authorization,
        json: {
          document_name: document?.name,
          document_number: document?.number,
          document_type: documentTypes[document?.type ?? ''],
          webhook_url: session.webhookUrl,
          redirect_url: session.returnUrl,
          platform: session.platform,
          metadata: fitMetadata(session.metadata),
        },
        schema: createdAnswer,
        signal,
        timeoutMs: PATIENCE_MS,
      });
      if (!isSafeUrl(answer.onboarding_url, base)) {
        throw new ProviderError(name, 'start', 'invalid_response');
      }
      return {
        state: { id: answer.id },
        references: [answer.id],
        hosted: {
          url: answer.onboarding_url,
          expiresAt: answer.expires_at ? new Date(answer.expires_at) : null,
        },
      };
    },

    async fetchStatus(session, context) {
      const id = readId(session, 'fetchStatus');
      const fresh = await refresh(id, context);
      // Its provider is away, or all is said already in too few words.
      const isKnown = fresh.error || lacksFacts(fresh);
      return { outcome: readOutcome(isKnown ? await look(id, context) : fresh, base) };
    },

    async fetchImage(session, image, { signal }) {
      const id = readId(session, 'fetchImage');
      return callFile({
        operation: 'fetchImage',
        method: 'GET',
        path: `/api/v1/kyc/sessions/${id}/documents/${encodeURIComponent(image)}`,
        headers: { ...authorization, accept: 'image/jpeg' },
        accept: ['image/jpeg'],
        maxBytes: IMAGE_BYTES,
        signal,
      });
    },

    receiveWebhook: (request, find) =>
      receive(
        request,
        find,
        { apiKey: values.TRUESTACK_API_KEY, secret: values.TRUESTACK_WEBHOOK_SECRET },
        values.TRUESTACK_UNSIGNED_WEBHOOKS,
        now(),
      ),
  };
}

function missing({ document }: SessionInput): readonly { readonly path: string; readonly message: string }[] {
  if (document === null) return [{ path: 'document', message: 'is needed: a mykad or a passport' }];
  const faults = [];
  if (document.name === undefined) faults.push({ path: 'document.name', message: 'is needed' });
  if (document.number === undefined) faults.push({ path: 'document.number', message: 'is needed' });
  return faults;
}

function readId(session: ProviderSession, operation: string): string {
  const state = stateShape.safeParse(session.state);
  if (!state.success) throw new ProviderError(name, operation, 'conflict');
  return state.data.id;
}

function readRefusal(_status: number, body: unknown): Refusal {
  const { data } = errorBody.safeParse(body);
  return data ? { reason: data.error } : {};
}

/** `X-RateLimit-Reset`, epoch seconds, as a wait from `now`, both in milliseconds. */
export function readReset(value: string | null, now: number): number | null {
  if (value === null || !/^\d{1,12}$/.test(value.trim())) return null;
  return Math.min(Math.max(Number(value) * 1000 - now, 0), LONGEST_WAIT_MS);
}
