import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  Outcome,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
  ProviderState,
  SessionInput,
} from '../provider.ts';
import { isSafeUrl } from '../safe-url.ts';
import { backendUrl } from './addresses.ts';
import { createGateway } from './gateway.ts';
import { imageNames, isImageName, readImage } from './images.ts';
import { readOutcome } from './map.ts';
import { documents, readPerson } from './person.ts';
import { receive } from './postback.ts';
import { createCipher } from './seal.ts';
import { name, type Settings, settings } from './settings.ts';
import {
  isRefOf,
  newRefId,
  readState,
  type State,
  type Transaction,
  transactionsOf,
  withPresent,
} from './state.ts';
import { readExpiry } from './time.ts';
import { createAnswer, type StatusAnswer, statusAnswer } from './wire.ts';

/** A detailed status has all four pictures, each in base64 twice over: 18 MiB of them together. */
const LONGEST_DETAILS = 32 * 1024 * 1024;

/** For one session: a page opens once, and people get lost. */
const MOST_PAGES = 3;

/** With all four pictures in it. */
const LONGEST_POSTBACK = 16 * 1024 * 1024;

/** Of `mode` and `callback_mode`. The documentation has numbers, the vendor's own collection strings. */
const SUMMARY = '1';
const DETAILS = '2';
const NO_CALLBACK = '0';
/** Status and result in the query of `response_url`, for the page that the person comes back to. */
const APPEND_QUERY = '1';

export const provider: ProviderModule<Settings> = {
  name,
  settings,
  variables: {
    CTOS_BASE_URL: 'plain',
    CTOS_API_KEY: 'secret',
    CTOS_SECURITY_KEY: 'secret',
    CTOS_PACKAGE_NAME: 'plain',
    CTOS_IV: 'secret',
    CTOS_CALLBACK_MODE: 'plain',
    CTOS_TIME_ZONE: 'plain',
  },
  origins: ['CTOS_BASE_URL'],
  create: createAdapter,
};

function createAdapter(values: Settings, dependencies: AdapterDependencies): ProviderAdapter {
  const { now, uuid } = dependencies;
  const cipher = createCipher(values.CTOS_IV, values.CTOS_API_KEY);
  const gateway = createGateway(values, cipher, dependencies);

  const ask = async (
    { upstreamRefId, onboardingId, ...transaction }: Transaction,
    { platform }: ProviderSession,
    { signal }: CallContext,
    operation: string,
    mode: typeof SUMMARY | typeof DETAILS,
  ): Promise<StatusAnswer> => {
    const answer = await gateway.call({
      operation,
      path: '/get-status',
      fields: () => ({
        ref_id: upstreamRefId,
        onboarding_id: onboardingId,
        platform,
        ...gateway.stamp(upstreamRefId),
        mode,
      }),
      schema: statusAnswer,
      signal,
      repeatable: true,
      ...(mode === DETAILS && { maxBytes: LONGEST_DETAILS }),
    });
    if (!isAbout(answer, { upstreamRefId, onboardingId, ...transaction })) {
      throw new ProviderError(name, operation, 'invalid_response');
    }
    return answer;
  };

  const look = async (session: ProviderSession, state: State, context: CallContext): Promise<Found> => {
    const [present, ...earlier] = transactionsOf(state);
    const askAbout = async (one: Transaction): Promise<Outcome> =>
      readOutcome(await ask(one, session, context, 'fetchStatus', SUMMARY));
    const outcome = await askAbout(present ?? state);
    if (isDecided(outcome)) return { outcome };
    // Whoever left a page may have been through with it all the same.
    for (const one of earlier) {
      const found = await askAbout(one);
      if (isDecided(found)) return { outcome: found, state: withPresent(state, one) };
    }
    return { outcome };
  };

  /** A transaction with a page of its own. It may have been made although its answer was lost: it is not repeated. */
  const open = async (session: SessionInput, operation: string, { signal }: CallContext) => {
    const read = readPerson(session);
    if ('missing' in read) throw new ProviderError(name, operation, 'bad_request');
    const refId = newRefId(session.sessionId, uuid());
    const stamp = gateway.stamp(refId);
    const isTold = values.CTOS_CALLBACK_MODE !== NO_CALLBACK;
    const backend = isTold ? backendUrl(session.webhookUrl) : null;
    const answer = await gateway.call({
      operation,
      path: '/create-transaction',
      fields: () => ({
        ref_id: refId,
        ...read.person,
        platform: session.platform,
        response_url: session.returnUrl,
        response_mode: APPEND_QUERY,
        ...(backend !== null && { backend_url: backend }),
        callback_mode: backend === null ? NO_CALLBACK : values.CTOS_CALLBACK_MODE,
        ...stamp,
      }),
      schema: createAnswer,
      signal,
      repeatable: false,
    });
    const url = answer.onboarding_url;
    if (!isSafeUrl(url, values.CTOS_BASE_URL)) throw new ProviderError(name, operation, 'invalid_response');
    const upstreamRefId = answer.ref_id ?? refId;
    const signatures = answer.signature ? [stamp.signature, answer.signature] : [stamp.signature];
    return {
      transaction: { refId, upstreamRefId, onboardingId: answer.onboarding_id, signatures },
      references: [...new Set([refId, upstreamRefId])],
      hosted: { url, expiresAt: readExpiry(answer.expired_at, values.CTOS_TIME_ZONE, now()) },
    };
  };

  return {
    name,
    mode: 'hosted',
    documents,
    images: imageNames,
    steps: () => [],

    missing(session) {
      const read = readPerson(session);
      return 'missing' in read ? read.missing : [];
    },

    async start(session, context) {
      const { transaction, ...made } = await open(session, 'start', context);
      return { ...made, state: transaction satisfies State };
    },

    async reopen(session, context) {
      const state = stateOf(session, 'reopen');
      const known = transactionsOf(state);
      const found = await look(session, state, context);
      // Not opened yet, or at its end: another page is of no use. Each may cost the merchant something.
      if (found.outcome.status !== 'processing' || known.length >= MOST_PAGES) return found;
      const { transaction, ...made } = await open(session, 'reopen', context);
      return {
        ...made,
        outcome: found.outcome,
        state: { ...transaction, earlier: [...known] } satisfies State,
      };
    },

    fetchStatus: async (session, context) => look(session, stateOf(session, 'fetchStatus'), context),

    async fetchImage(session, image, context) {
      if (!isImageName(image)) throw new ProviderError(name, 'fetchImage', 'not_found');
      const answer = await ask(stateOf(session, 'fetchImage'), session, context, 'fetchImage', DETAILS);
      const file = readImage(answer, image);
      if (file === 'missing') throw new ProviderError(name, 'fetchImage', 'not_found');
      if (file === 'unreadable') throw new ProviderError(name, 'fetchImage', 'invalid_response');
      return file;
    },

    ...(values.CTOS_CALLBACK_MODE === DETAILS && { webhookBytes: LONGEST_POSTBACK }),
    receiveWebhook: (request, find) => receive(request, find, values, cipher),
  };
}

interface Found {
  readonly outcome: Outcome;
  readonly state?: ProviderState;
}

const isDecided = ({ status }: Outcome): boolean => status === 'completed' || status === 'review';

function stateOf(session: ProviderSession, operation: string): State {
  const state = readState(session);
  if (state === null) throw new ProviderError(name, operation, 'conflict');
  return state;
}

/** An answer need not name its transaction, but must not name another one. */
function isAbout(answer: StatusAnswer, transaction: Transaction): boolean {
  const { ref_id: refId, onboarding_id: onboardingId } = answer;
  return (
    (refId === undefined || refId === null || isRefOf(refId, transaction)) &&
    (onboardingId === undefined || onboardingId === null || onboardingId === transaction.onboardingId)
  );
}
