import type { z } from 'zod';
import type { UploadRequest, UploadTarget } from '../../contract/upload.ts';
import type { UpstreamCall } from '../call.ts';
import { ProviderError } from '../errors.ts';
import type { AdapterDependencies, CallContext, Outcome, ProviderSession } from '../provider.ts';
import { createGateway, partnerUserId } from './gateway.ts';
import { hasDetails, readOutcome, readTarget } from './map.ts';
import { name, type Settings } from './settings.ts';
import { type Begun, type State, submissionsOf } from './state.ts';
import { confirmAnswer, detailsAnswer, statusAnswer, urlsAnswer } from './wire.ts';

/** A verdict does not wait long for its details. */
const DETAILS_TIMEOUT_MS = 5000;

/** One submission of a session, and what can be asked about it. Each call names the partner session that it was begun in. */
export interface Handle extends Begun {
  /** A place for the picture, and the id of the submission that it belongs to: a new one, or still the same. */
  open(file: UploadRequest): Promise<{ readonly id: string; readonly target: UploadTarget }>;
  /** Answers with `before` when an earlier confirmation arrived although its answer did not. */
  confirm(): Promise<'now' | 'before'>;
  /** `pending` as long as nobody asked for a place. */
  look(): Promise<Outcome>;
}

/** The submissions of a session, in the order of its steps. */
export type Submissions = (
  session: ProviderSession,
  state: State,
  context: CallContext,
) => readonly [Handle, ...Handle[]];

interface About extends Begun {
  readonly session: ProviderSession;
  readonly sdkSessionId: string;
  readonly context: CallContext;
}

export function createSubmissions(values: Settings, dependencies: AdapterDependencies): Submissions {
  const { now } = dependencies;
  const gateway = createGateway(values, dependencies);

  const asUser = <T>(
    { session, sdkSessionId, submission, context }: About,
    call: Omit<UpstreamCall<T>, 'headers' | 'signal'>,
  ): Promise<T> => {
    const headers = { 'x-sdk-session-id': sdkSessionId, 'x-partner-session-id': submission.partnerSessionId };
    return gateway(partnerUserId(session), { ...call, headers, signal: context.signal });
  };

  /** Partner token, as the newer documentation says; the older one says user token, so that a refusal is not the end. */
  const fetchDetails = async ({ session, submission, context }: About, id: string) => {
    const userId = partnerUserId(session);
    const call: UpstreamCall<z.infer<typeof detailsAnswer>> = {
      operation: 'fetchDetails',
      method: 'GET',
      path: '/v1/submissions',
      headers: {
        'x-partner-session-id': submission.partnerSessionId,
        'x-submission-id': id,
        'x-partner-user-id': userId,
      },
      schema: detailsAnswer,
      signal: context.signal,
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
  const detailsIfAny = async (about: About, id: string) => {
    try {
      const details = await fetchDetails(about, id);
      // They are looked up by partner session, which may hold an earlier submission too.
      return (details.submissionId ?? id) === id ? details : null;
    } catch (error) {
      if (error instanceof ProviderError && error.kind !== 'aborted') return null;
      throw error;
    }
  };

  const handle = (about: About): Handle => ({
    part: about.part,
    submission: about.submission,

    async open({ contentType }) {
      const askedAt = now();
      const { submissionType, keyOf } = about.part;
      const { data } = await asUser(about, {
        operation: 'uploadTarget',
        method: 'GET',
        path: '/v1/submissions/urls',
        query: { submissionType },
        schema: urlsAnswer,
      });
      const target = readTarget(data.documents, keyOf, contentType, values.ONEKYC_BASE_URL, askedAt);
      if (target === null) throw new ProviderError(name, 'uploadTarget', 'invalid_response');
      return { id: data.submissionId, target };
    },

    async confirm() {
      try {
        await asUser(about, {
          operation: 'submit',
          method: 'PUT',
          path: '/v1/submissions/urls',
          json: { submissionId: about.submission.submissionId },
          schema: confirmAnswer,
        });
        return 'now';
      } catch (error) {
        if (isRepeatedConfirmation(error)) return 'before';
        throw error;
      }
    },

    async look() {
      const { submissionId: id, submitted } = about.submission;
      if (id === undefined) return { status: 'pending', result: null };
      const { data } = await asUser(about, {
        operation: 'fetchStatus',
        method: 'GET',
        path: `/v1/submissions/${encodeURIComponent(id)}/status`,
        schema: statusAnswer,
      });
      if (data.submissionId !== id) throw new ProviderError(name, 'fetchStatus', 'invalid_response');
      const details = hasDetails(data.status) ? await detailsIfAny(about, id) : null;
      return readOutcome[about.part.slot](data, details, submitted === true);
    },
  });

  return (session, state, context) => {
    const { sdkSessionId } = state;
    const [first, ...others] = submissionsOf(state);
    const handleOf = (begun: Begun) => handle({ ...begun, session, sdkSessionId, context });
    return [handleOf(first), ...others.map(handleOf)];
  };
}

const isRepeatedConfirmation = (error: unknown): boolean =>
  error instanceof ProviderError &&
  error.kind === 'conflict' &&
  error.info.reason === 'SUBMISSION_STATE_CONFLICT';
