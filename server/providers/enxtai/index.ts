import { callerOf, type RetryPolicy } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  Change,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
} from '../provider.ts';
import { createRateGate } from './limits.ts';
import { readOutcome } from './map.ts';
import { multipart } from './multipart.ts';
import { readRefusal } from './refusal.ts';
import { name, type Settings, settings } from './settings.ts';
import { isSlot, steps, uploadPaths } from './slots.ts';
import { externalUserId, missingIn, readState, withUpload } from './state.ts';
import { receive } from './webhook.ts';
import { initiateAnswer, statusAnswer, uploadAnswer, verifyAnswer } from './wire.ts';

/** As documented: after 1, 2, 4, 8 s and once more, five times at the most; Retry-After is waited for. */
const retry: RetryPolicy = {
  waitsMs: [1000, 2000, 4000, 8000, 16_000],
  kinds: ['unavailable', 'timeout', 'rate_limited'],
  // Somebody is waiting: what takes longer is told to them.
  patienceMs: 5000,
};

/** A slow line takes its time; a little less than this server gives a request, so that there is still an answer. */
const UPLOAD_TIMEOUT_MS = 110_000;
/** Faces are compared before the answer comes. */
const VERIFY_TIMEOUT_MS = 30_000;

export const provider: ProviderModule<Settings> = {
  name,
  settings,
  variables: { ENXTAI_BASE_URL: 'plain', ENXTAI_API_KEY: 'secret', ENXTAI_WEBHOOK_SECRET: 'secret' },
  origins: ['ENXTAI_BASE_URL'],
  create: createAdapter,
};

function createAdapter(values: Settings, dependencies: AdapterDependencies): ProviderAdapter {
  const { fetch, now, sleep, uuid } = dependencies;
  const gate = createRateGate(now);
  const call = callerOf({
    provider: name,
    base: values.ENXTAI_BASE_URL,
    fetch,
    now,
    sleep,
    refusal: readRefusal,
    observe: gate.observe,
    holdMs: gate.holdMs,
    retry,
  });
  const headers = { 'x-api-key': values.ENXTAI_API_KEY };

  const look = async (
    session: ProviderSession,
    id: string,
    submitted: boolean,
    { signal }: CallContext,
    repeatable = true,
  ): Promise<Change> => {
    const answer = await call({
      operation: 'fetchStatus',
      method: 'GET',
      path: `/v1/kyc/status/${id}`,
      headers,
      schema: statusAnswer,
      signal,
      repeatable,
    });
    if (answer.kycSessionId !== id) throw new ProviderError(name, 'fetchStatus', 'invalid_response');
    return { outcome: readOutcome(answer, submitted, session.document?.type ?? null) };
  };

  const verify = (id: string, { signal }: CallContext) =>
    call({
      operation: 'submit',
      method: 'POST',
      path: '/v1/kyc/verify',
      headers,
      json: { kycSessionId: id },
      schema: verifyAnswer,
      signal,
      // Done twice it compares the same faces and comes to the same end.
      repeatable: true,
      timeoutMs: VERIFY_TIMEOUT_MS,
    });

  return {
    name,
    mode: 'capture',
    documents: ['pan', 'aadhaar'],
    steps: () => steps,

    missing({ user }) {
      // It travels in JSON and in a form, and has to arrive the same on both ways.
      if (!/[\p{Cc}\p{Cs}]/u.test(user?.externalId ?? '')) return [];
      return [{ path: 'user.externalId', message: 'must not hold control characters' }];
    },

    async start(session, { signal }) {
      const { user, metadata } = session;
      const { kycSessionId } = await call({
        operation: 'start',
        method: 'POST',
        path: '/v1/kyc/initiate',
        headers,
        json: {
          externalUserId: externalUserId(session),
          ...(user?.email !== undefined && { email: user.email }),
          ...(user?.phone !== undefined && { phone: user.phone.replace(/[ ()-]/g, '') }),
          ...(Object.keys(metadata).length > 0 && { metadata }),
        },
        schema: initiateAnswer,
        signal,
        // The user is this session's alone: a second session of theirs would be the one that counts from then on.
        repeatable: true,
      });
      return { state: { kycSessionId, uploaded: [], submitted: false }, references: [kycSessionId] };
    },

    async streamUpload(session, file, body, { signal }) {
      const state = readState(session, 'streamUpload');
      const { slot, contentType, size } = file;
      if (!isSlot(slot)) throw new ProviderError(name, 'streamUpload', 'bad_request');
      const extension = contentType === 'image/png' ? 'png' : 'jpg';
      const answer = await call({
        operation: 'streamUpload',
        method: 'POST',
        path: uploadPaths[slot],
        headers,
        stream: multipart(`kyc-flow-${uuid()}`, externalUserId(session), {
          contentType,
          name: `${slot}.${extension}`,
          size,
          body,
        }),
        schema: uploadAnswer,
        signal,
        timeoutMs: UPLOAD_TIMEOUT_MS,
      });
      const id = answer.kycSessionId ?? state.kycSessionId;
      // An initiation whose answer was lost may have come after ours: the pictures are where the answer says.
      const references = id === state.kycSessionId ? {} : { references: [id] };
      return { state: withUpload(state, slot, id), ...references };
    },

    async submit(session, context) {
      const state = readState(session, 'submit');
      const { kycSessionId: id } = state;
      const missing = missingIn(state);
      if (missing.length > 0) throw new ProviderError(name, 'submit', 'upload_missing', { fields: missing });
      if (state.submitted) return look(session, id, true, context);
      try {
        // A success that says it is none is like a refusal: the status call tells which.
        const { success } = await verify(id, context);
        if (!success) throw new ProviderError(name, 'submit', 'invalid_response', { reason: 'NOT_VERIFIED' });
      } catch (error) {
        if (!couldNotProcess(error)) throw error;
        // Either a picture is no good, or it came to a verdict before: documented is that it begins by itself.
        const change = await look(session, id, false, context);
        if (change.outcome?.status === 'pending') throw error;
        return { ...change, state: { ...state, submitted: true } };
      }
      const known = await look(session, id, true, context, false).catch((error: unknown) => {
        if (error instanceof ProviderError && error.kind !== 'aborted') return null;
        throw error;
      });
      const outcome = known?.outcome ?? { status: 'processing', result: null };
      return { state: { ...state, submitted: true }, outcome };
    },

    async fetchStatus(session, context) {
      const { kycSessionId: id, submitted } = readState(session, 'fetchStatus');
      return look(session, id, submitted, context);
    },

    receiveWebhook: (request, find) => receive(request, find, values.ENXTAI_WEBHOOK_SECRET, now()),
  };
}

const couldNotProcess = (error: unknown): boolean =>
  error instanceof ProviderError && ['PROCESSING_FAILED', 'NOT_VERIFIED'].includes(error.info.reason ?? '');
