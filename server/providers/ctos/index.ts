import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
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
import { isRefOf, newRefId, readState, type State } from './state.ts';
import { readExpiry } from './time.ts';
import { createAnswer, type StatusAnswer, statusAnswer } from './wire.ts';

/** A detailed status has all four pictures, each in base64 twice over: 18 MiB of them together. */
const LONGEST_DETAILS = 32 * 1024 * 1024;

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
    session: ProviderSession,
    { signal }: CallContext,
    operation: string,
    mode: typeof SUMMARY | typeof DETAILS,
  ): Promise<StatusAnswer> => {
    const state = readState(session);
    if (state === null) throw new ProviderError(name, operation, 'conflict');
    const answer = await gateway.call({
      operation,
      path: '/get-status',
      fields: () => ({
        ref_id: state.upstreamRefId,
        onboarding_id: state.onboardingId,
        platform: session.platform,
        ...gateway.stamp(state.upstreamRefId),
        mode,
      }),
      schema: statusAnswer,
      signal,
      repeatable: true,
      ...(mode === DETAILS && { maxBytes: LONGEST_DETAILS }),
    });
    if (!isAbout(answer, state)) throw new ProviderError(name, operation, 'invalid_response');
    return answer;
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

    async start(session, { signal }) {
      const read = readPerson(session);
      if ('missing' in read) throw new ProviderError(name, 'start', 'bad_request');
      const refId = newRefId(session.sessionId, uuid());
      const stamp = gateway.stamp(refId);
      const isTold = values.CTOS_CALLBACK_MODE !== NO_CALLBACK;
      const backend = isTold ? backendUrl(session.webhookUrl) : null;
      const answer = await gateway.call({
        operation: 'start',
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
        // It may have been made although its answer was lost. The merchant's next try makes one of its own.
        repeatable: false,
      });
      const url = answer.onboarding_url;
      if (!isSafeUrl(url, values.CTOS_BASE_URL)) throw new ProviderError(name, 'start', 'invalid_response');
      const upstreamRefId = answer.ref_id ?? refId;
      const signatures = answer.signature ? [stamp.signature, answer.signature] : [stamp.signature];
      return {
        state: { refId, upstreamRefId, onboardingId: answer.onboarding_id, signatures } satisfies State,
        references: [...new Set([refId, upstreamRefId])],
        hosted: { url, expiresAt: readExpiry(answer.expired_at, values.CTOS_TIME_ZONE, now()) },
      };
    },

    async fetchStatus(session, context) {
      return { outcome: readOutcome(await ask(session, context, 'fetchStatus', SUMMARY)) };
    },

    async fetchImage(session, image, context) {
      if (!isImageName(image)) throw new ProviderError(name, 'fetchImage', 'not_found');
      const file = readImage(await ask(session, context, 'fetchImage', DETAILS), image);
      if (file === 'missing') throw new ProviderError(name, 'fetchImage', 'not_found');
      if (file === 'unreadable') throw new ProviderError(name, 'fetchImage', 'invalid_response');
      return file;
    },

    receiveWebhook: (request, find) => receive(request, find, values, cipher),
  };
}

/** An answer need not name its transaction, but must not name another one. */
function isAbout(answer: StatusAnswer, state: State): boolean {
  const { ref_id: refId, onboarding_id: onboardingId } = answer;
  return (
    (refId === undefined || refId === null || isRefOf(refId, state)) &&
    (onboardingId === undefined || onboardingId === null || onboardingId === state.onboardingId)
  );
}
