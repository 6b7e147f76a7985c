import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  Change,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
} from '../provider.ts';
import type { Params } from './canonical.ts';
import { createClient, type For, OstError } from './client.ts';
import { readFacts, readImages } from './facts.ts';
import { decidedEarlier, readOutcome, readTarget, submissionsIn } from './map.ts';
import { name, type Settings, settings } from './settings.ts';
import { fileName, isSlot, stepsFor } from './slots.ts';
import { explain, readParams, readState, refuseDetails, type State, withoutMissed } from './submission.ts';
import { detailReference, receive, userReference } from './webhook.ts';
import type { UserKyc } from './wire.ts';

/** A verdict does not wait long for its details. */
const DETAILS_TIMEOUT_MS = 5000;

/** How far two clocks may be apart that OST takes for equal: ten seconds, to either side, and their whole seconds. */
const CLOCKS_MS = 30_000;

export const provider: ProviderModule<Settings> = {
  name,
  settings,
  variables: {
    OST_BASE_URL: 'plain',
    OST_API_KEY: 'secret',
    OST_API_SECRET: 'secret',
    OST_WEBHOOK_SECRET: 'secret',
    OST_UPLOAD: 'plain',
  },
  origins: ['OST_BASE_URL'],
  create: createAdapter,
};

function createAdapter(values: Settings, dependencies: AdapterDependencies): ProviderAdapter {
  const { now } = dependencies;
  const { OST_BASE_URL: base, OST_UPLOAD: upload } = values;
  const client = createClient(values, dependencies);

  /** The user with this address, made or found: a session that is made again finds what the first try made. */
  const openUser = async (email: string, call: For) => {
    const made = await client.createUser(email, call);
    if (made) return { userId: made.id, earlier: 0 };
    const found = await client.findUser(email, call);
    if (!found) throw new ProviderError(name, call.operation, 'bad_request');
    const kyc = await client.findKyc(found.id, call);
    return { userId: found.id, earlier: kyc ? submissionsIn(kyc) : 0 };
  };

  /** The verdict stands without the details, as a setting may keep them back; a later look brings what failed now. */
  const factsIfAny = async (session: ProviderSession, userId: string, call: For) => {
    const asked = client.getKycDetail(userId, { ...call, timeoutMs: DETAILS_TIMEOUT_MS });
    const { detail } = await asked.catch(unlessAborted({ detail: null }));
    if (detail === null) return {};
    return { extracted: readFacts(detail, session.document?.type ?? null), images: readImages(detail, base) };
  };

  const conclude = async (
    session: ProviderSession,
    kyc: UserKyc,
    submission: number,
    call: For,
  ): Promise<Change> => {
    const outcome = readOutcome(kyc, submission);
    if (outcome.status !== 'completed') return { outcome };
    return { outcome: { ...outcome, ...(await factsIfAny(session, kyc.user_id, call)) } };
  };

  const look = async (
    session: ProviderSession,
    { userId, submission }: State,
    call: For,
  ): Promise<Change> => {
    if (submission === null) return { outcome: { status: 'pending', result: null } };
    if (submission === 'closed') return { outcome: decidedEarlier };
    return conclude(session, await client.getKyc(userId, call), submission, call);
  };

  /** Whether the latest submission is from before our pictures. Where OST does not say, its count alone has to do. */
  const isOlder = async ({ userId, placedAt }: State, call: For): Promise<boolean> => {
    const { createdAt } = await client.getKycDetail(userId, call).catch(unlessAborted({ createdAt: null }));
    return createdAt !== null && createdAt * 1000 < placedAt - CLOCKS_MS;
  };

  /** The case as it stands, and whether what was submitted last is ours. */
  const findCase = async (state: State, call: For) => {
    const kyc = await client.findKyc(state.userId, call);
    const isOurs = kyc !== null && submissionsIn(kyc) > state.earlier && !(await isOlder(state, call));
    return { kyc, isOurs };
  };

  /** The case after handing in; `closed` when it was decided before and takes no more. */
  const handIn = async (state: State, params: Params, call: For): Promise<UserKyc | 'closed'> => {
    try {
      return await client.submitKyc(state.userId, params, call);
    } catch (error) {
      if (!(error instanceof OstError)) throw error;
      const isRefused = error.kind === 'conflict' && error.info.status === 422;
      const isLost = ['unavailable', 'timeout', 'invalid_response'].includes(error.kind);
      const explained = explain(error, state.keys);
      if (explained !== error || !(isRefused || isLost)) throw explained;
      // It may have arrived all the same, now or with an earlier try whose answer was lost.
      const { kyc, isOurs } = await findCase(state, call).catch(unlessAborted({ kyc: null, isOurs: false }));
      if (kyc && isOurs) return kyc;
      if (isRefused && kyc && kyc.kyc_status !== 'pending') return 'closed';
      throw error;
    }
  };

  return {
    name,
    mode: 'capture',
    documents: ['passport', 'national_id', 'driving_licence', 'ktp', 'mykad', 'pan', 'aadhaar'],

    missing: ({ user }) => (user?.email ? [] : [{ path: 'user.email', message: 'is required' }]),

    steps: (session) => stepsFor(session, upload),

    async start({ user }, { signal }) {
      if (!user?.email) throw new ProviderError(name, 'start', 'bad_request');
      const opened = await openUser(user.email, { operation: 'start', signal });
      return {
        state: { ...opened, keys: {}, placedAt: now(), submission: null },
        references: [userReference(opened.userId)],
      };
    },

    async uploadTarget(session, { slot, contentType }, { signal }) {
      const state = readState(session, 'uploadTarget');
      if (!isSlot(slot)) throw new ProviderError(name, 'uploadTarget', 'bad_request');
      const askedAt = now();
      const call = { operation: 'uploadTarget', signal };
      const place = await client.getUploadPlace(upload, fileName[slot], contentType, call);
      const target = readTarget(place, upload, contentType, { base, now: askedAt });
      const placed = place.fields['key'];
      if (target === null || placed === undefined) {
        throw new ProviderError(name, 'uploadTarget', 'invalid_response');
      }
      return { target, state: { ...state, keys: { ...state.keys, [slot]: placed }, placedAt: askedAt } };
    },

    async submit(session, { signal }) {
      const state = withoutMissed(readState(session, 'submit'), session);
      const call = { operation: 'submit', signal };
      if (state.submission !== null) return look(session, state, call);
      const params = readParams(session, state.keys);
      const { kyc: found, isOurs } = await findCase(state, call);
      const earlier = found && !isOurs ? submissionsIn(found) : state.earlier;
      let kyc: UserKyc | 'closed' | null = found;
      if (kyc === null || !isOurs) {
        const isAddress = await client.isEthereumAddress(String(params['ethereum_address']), call);
        if (!isAddress) throw refuseDetails(['ethereumAddress']);
        kyc = await handIn({ ...state, earlier }, params, call);
      }
      if (kyc === 'closed') return { state: { ...state, submission: 'closed' }, outcome: decidedEarlier };
      const submission = Math.max(submissionsIn(kyc), earlier + 1);
      const detailId = kyc.user_kyc_detail_id;
      return {
        ...(await conclude(session, kyc, submission, call)),
        state: { ...state, earlier, submission },
        ...(detailId && { references: [detailReference(detailId)] }),
      };
    },

    fetchStatus: async (session, { signal }: CallContext) =>
      look(session, readState(session, 'fetchStatus'), { operation: 'fetchStatus', signal }),

    receiveWebhook: (request, find) =>
      receive(request, find, { secret: values.OST_WEBHOOK_SECRET, now: now() }),
  };
}

/** For what can be done without: a failure becomes `value`, an abort stays one. */
const unlessAborted =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof ProviderError && error.kind !== 'aborted') return value;
    throw error;
  };
