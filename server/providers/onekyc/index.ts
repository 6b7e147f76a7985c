import { z } from 'zod';
import type { UpstreamCall } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  Change,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
} from '../provider.ts';
import { receive } from './callback.ts';
import { createGateway, partnerUserId } from './gateway.ts';
import { hasDetails, ktpStep, readOutcome, readTarget } from './map.ts';
import { name, type Settings, settings } from './settings.ts';
import { confirmAnswer, detailsAnswer, statusAnswer, submissionId, urlsAnswer } from './wire.ts';

const stateShape = z.object({
  /** One id per session: OneKYC correlates and looks up by it. */
  partnerSessionId: z.string(),
  sdkSessionId: z.string(),
  /** Of the latest upload address. */
  submissionId: submissionId.optional(),
  /** True from the moment when the confirmation was accepted. */
  submitted: z.boolean().optional(),
});

/** A verdict does not wait long for its details. */
const DETAILS_TIMEOUT_MS = 5000;

export const provider: ProviderModule<Settings> = {
  name,
  settings,
  variables: {
    ONEKYC_TOKEN_URL: 'plain',
    ONEKYC_BASE_URL: 'plain',
    ONEKYC_CLIENT_ID: 'secret',
    ONEKYC_PASS_KEY: 'secret',
    ONEKYC_ONBOARDING_PARTNER: 'plain',
    ONEKYC_CALLBACK_AUTHORIZATION: 'secret',
  },
  origins: ['ONEKYC_TOKEN_URL', 'ONEKYC_BASE_URL'],
  create: createAdapter,
};

function createAdapter(values: Settings, dependencies: AdapterDependencies): ProviderAdapter {
  const { now, uuid } = dependencies;
  const gateway = createGateway(values, dependencies);

  const asUser = <T>(
    session: ProviderSession,
    { signal }: CallContext,
    call: Omit<UpstreamCall<T>, 'headers' | 'signal'>,
  ): Promise<T> => {
    const { sdkSessionId, partnerSessionId } = readState(session, call.operation);
    const headers = { 'x-sdk-session-id': sdkSessionId, 'x-partner-session-id': partnerSessionId };
    return gateway(partnerUserId(session), { ...call, headers, signal });
  };

  /** Partner token, as the newer documentation says; the older one says user token, so that a refusal is not the end. */
  const fetchDetails = async (session: ProviderSession, id: string, { signal }: CallContext) => {
    const userId = partnerUserId(session);
    const call: UpstreamCall<z.infer<typeof detailsAnswer>> = {
      operation: 'fetchDetails',
      method: 'GET',
      path: '/v1/submissions',
      headers: {
        'x-partner-session-id': readState(session, 'fetchDetails').partnerSessionId,
        'x-submission-id': id,
        'x-partner-user-id': userId,
      },
      schema: detailsAnswer,
      signal,
      timeoutMs: DETAILS_TIMEOUT_MS,
    };
    const { data } = await gateway(null, call).catch((error: unknown) => {
      const refused = error instanceof ProviderError && [401, 403, 404].includes(error.info.status ?? 0);
      if (!refused) throw error;
      return gateway(userId, call);
    });
    return data;
  };

  /**
   * The verdict is the status call's: authenticated, about this submission, and final. Details that cannot be had must
   * not hold it back, for then a broken second endpoint would stop every session; a later look brings them.
   */
  const detailsIfAny = async (session: ProviderSession, id: string, context: CallContext) => {
    try {
      const details = await fetchDetails(session, id, context);
      // They are looked up by partner session, which may hold an earlier submission too.
      return (details.submissionId ?? id) === id ? details : null;
    } catch (error) {
      if (error instanceof ProviderError && error.kind !== 'aborted') return null;
      throw error;
    }
  };

  const look = async (
    session: ProviderSession,
    submitted: boolean,
    context: CallContext,
  ): Promise<Change> => {
    const id = readState(session, 'fetchStatus').submissionId;
    if (id === undefined) return { outcome: { status: 'pending', result: null } };
    const { data } = await asUser(session, context, {
      operation: 'fetchStatus',
      method: 'GET',
      path: `/v1/submissions/${encodeURIComponent(id)}/status`,
      schema: statusAnswer,
    });
    if (data.submissionId !== id) throw new ProviderError(name, 'fetchStatus', 'invalid_response');
    const details = hasDetails(data.status) ? await detailsIfAny(session, id, context) : null;
    return { outcome: readOutcome(data, details, submitted) };
  };

  return {
    name,
    mode: 'capture',
    documents: ['ktp'],
    steps: () => [ktpStep],

    async start() {
      const partnerSessionId = uuid();
      return { state: { partnerSessionId, sdkSessionId: uuid() }, references: [partnerSessionId] };
    },

    async uploadTarget(session, file, context) {
      const { partnerSessionId, sdkSessionId } = readState(session, 'uploadTarget');
      const askedAt = now();
      const { data } = await asUser(session, context, {
        operation: 'uploadTarget',
        method: 'GET',
        path: '/v1/submissions/urls',
        query: { submissionType: 'KTP_SCAN' },
        schema: urlsAnswer,
      });
      const target = readTarget(data.documents, file.contentType, values.ONEKYC_BASE_URL, askedAt);
      if (target === null) throw new ProviderError(name, 'uploadTarget', 'invalid_response');
      // Asked twice, OneKYC may answer with a new submission: the latest one counts, and is not confirmed yet.
      const state = { partnerSessionId, sdkSessionId, submissionId: data.submissionId, submitted: false };
      return { target, state, references: [data.submissionId] };
    },

    async submit(session, context) {
      const { partnerSessionId, sdkSessionId, submissionId: id, submitted } = readState(session, 'submit');
      if (id === undefined) throw new ProviderError(name, 'submit', 'upload_missing');
      if (submitted) return look(session, true, context);
      const state = { partnerSessionId, sdkSessionId, submissionId: id, submitted: true };
      try {
        await asUser(session, context, {
          operation: 'submit',
          method: 'PUT',
          path: '/v1/submissions/urls',
          json: { submissionId: id },
          schema: confirmAnswer,
        });
      } catch (error) {
        // An earlier confirmation arrived although its answer did not.
        if (!isRepeatedConfirmation(error)) throw error;
        return { ...(await look(session, true, context)), state };
      }
      return { state, outcome: { status: 'processing', result: null } };
    },

    async fetchStatus(session, context) {
      return look(session, readState(session, 'fetchStatus').submitted === true, context);
    },

    receiveWebhook: (request, find) => receive(request, find, values.ONEKYC_CALLBACK_AUTHORIZATION),
  };
}

function readState(session: ProviderSession, operation: string): z.infer<typeof stateShape> {
  const state = stateShape.safeParse(session.state);
  if (!state.success) throw new ProviderError(name, operation, 'conflict');
  return state.data;
}

const isRepeatedConfirmation = (error: unknown): boolean =>
  error instanceof ProviderError &&
  error.kind === 'conflict' &&
  error.info.reason === 'SUBMISSION_STATE_CONFLICT';
