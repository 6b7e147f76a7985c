import { ProviderError } from '../errors.ts';
import type {
  AdapterDependencies,
  CallContext,
  Outcome,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
} from '../provider.ts';
import { receive } from './callback.ts';
import { joinOutcomes } from './join.ts';
import { name, type Settings, settings } from './settings.ts';
import { type Begun, partsOf, readState, type State, submissionsOf, withSubmission } from './state.ts';
import { createSubmissions } from './submissions.ts';

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
    ONEKYC_LIVENESS: 'plain',
  },
  origins: ['ONEKYC_TOKEN_URL', 'ONEKYC_BASE_URL'],
  create: createAdapter,
};

function createAdapter(values: Settings, dependencies: AdapterDependencies): ProviderAdapter {
  const { uuid } = dependencies;
  const submissions = createSubmissions(values, dependencies);

  const look = async (session: ProviderSession, state: State, context: CallContext): Promise<Outcome> => {
    const handles = submissions(session, state, context);
    if (handles.some(isUnopened)) return { status: 'pending', result: null };
    const [first, ...others] = handles;
    const outcomes: [Outcome, ...Outcome[]] = [await first.look()];
    for (const other of others) outcomes.push(await other.look());
    return joinOutcomes(outcomes);
  };

  return {
    name,
    mode: 'capture',
    documents: ['ktp'],
    steps: ({ state }) => partsOf(state, values.ONEKYC_LIVENESS).map(({ step }) => step),

    async start() {
      const state: State = {
        partnerSessionId: uuid(),
        sdkSessionId: uuid(),
        ...(values.ONEKYC_LIVENESS && { liveness: { partnerSessionId: uuid() } }),
      };
      return { state, references: submissionsOf(state).map(({ submission }) => submission.partnerSessionId) };
    },

    async uploadTarget(session, file, context) {
      const state = readState(session, 'uploadTarget');
      const handle = submissions(session, state, context).find(({ part }) => part.slot === file.slot);
      if (!handle) throw new ProviderError(name, 'uploadTarget', 'bad_request');
      const { id, target } = await handle.open(file);
      // Asked twice, OneKYC may answer with a new submission: the latest one counts, and is not confirmed yet.
      const changed = { submissionId: id, submitted: false };
      return { target, state: withSubmission(state, handle.part, changed), references: [id] };
    },

    /**
     * Confirms what is not confirmed yet. When one fails its error says so and nothing is remembered of the others: asked again
     * about them OneKYC answers that it has them, which is as good.
     */
    async submit(session, context) {
      const state = readState(session, 'submit');
      const handles = submissions(session, state, context);
      const missing = handles.filter(isUnopened).map(({ part }) => part.slot);
      if (missing.length > 0) throw new ProviderError(name, 'submit', 'upload_missing', { fields: missing });
      let standing = state;
      let isNew = true;
      const refusals: { readonly slot: string; readonly error: ProviderError }[] = [];
      for (const { part, submission, confirm } of handles) {
        try {
          const confirmed = submission.submitted ? 'before' : await confirm();
          isNew &&= confirmed === 'now';
          standing = withSubmission(standing, part, { submitted: true });
        } catch (error) {
          // The others are tried nevertheless, so that the person hears of all pictures at once.
          if (!isUnusable(error)) throw error;
          refusals.push({ slot: part.slot, error });
        }
      }
      const [refused] = refusals;
      if (refused) {
        const fields = refusals.map(({ slot }) => slot);
        throw new ProviderError(name, 'submit', 'upload_missing', { ...refused.error.info, fields });
      }
      const outcome: Outcome = isNew
        ? { status: 'processing', result: null }
        : await look(session, standing, context);
      return { state: standing, outcome };
    },

    async fetchStatus(session, context) {
      return { outcome: await look(session, readState(session, 'fetchStatus'), context) };
    },

    receiveWebhook: (request, find) => receive(request, find, values.ONEKYC_CALLBACK_AUTHORIZATION),
  };
}

const isUnopened = ({ submission }: Begun): boolean => submission.submissionId === undefined;

const isUnusable = (error: unknown): error is ProviderError =>
  error instanceof ProviderError && error.kind === 'upload_missing';
