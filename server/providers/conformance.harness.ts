import type { Details } from '../contract/flow.ts';
import type { UploadRequest } from '../contract/upload.ts';
import { type FakeUpstream, fakeUpstream, type Routes } from './conformance.upstream.ts';
import type {
  CallContext,
  Change,
  Outcome,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
  ProviderState,
  SessionInput,
  WebhookRequest,
} from './provider.ts';

/** In the order of a session's life. An adapter without one of them skips it. */
export const lifetime = ['start', 'uploadTarget', 'streamUpload', 'submit', 'fetchStatus'] as const;
export type Operation = (typeof lifetime)[number] | 'fetchImage';

/** A file of the journey; `bytes` where the adapter takes them itself. */
export interface UploadFixture extends UploadRequest {
  readonly bytes?: Uint8Array;
}

/** What an adapter brings to the suite: its provider's side of the conversation, as documented. */
export interface ProviderFixtures {
  readonly module: ProviderModule;
  /** All variables, with made-up values; the secret ones long enough to be found in a text. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the provider hands out and must stay between it and us: its tokens. */
  readonly issued?: readonly string[];
  /** Secrets that the provider's protocol itself puts into addresses. */
  readonly inAddress?: readonly string[];
  readonly session: SessionInput;
  /** What the person fills in, where there is a form. */
  readonly details?: Details;
  /** Capture mode: a file for each slot that has to be filled, the first one tested for faults. */
  readonly uploads?: readonly UploadFixture[];
  /** How often a call may be made at the most when it fails; 3 unless the provider documents more. */
  readonly mostAttempts?: number;
  /** Every call that the adapter makes, answered so that the session ends approved. */
  readonly routes: Routes;
  /** The upstream call that each operation stands or falls with. */
  readonly operations: Partial<Readonly<Record<Operation, string>>>;
  /** Every documented status of the provider: what changes on the wire, and what it means. */
  readonly outcomes: readonly {
    readonly name: string;
    readonly routes: Routes;
    readonly expected: Pick<Outcome, 'status' | 'result'>;
  }[];
  /** Statuses that no documentation knows: each must become review. */
  readonly unknown: readonly Routes[];
  /** How the provider answers a creation that it already made; absent where it just makes another. */
  readonly startedTwice?: Routes;
  /** How the provider answers a submission that it already has. */
  readonly submittedTwice?: Routes;
  readonly webhook: {
    /** Authentic, and about a session that went through `routes`. */
    readonly good: WebhookRequest;
    /** `good` about a session with this state, where the provider speaks of it by a name of our making. */
    readonly about?: (state: ProviderState) => WebhookRequest;
    readonly wrongKey: WebhookRequest;
    /** Lacks what proves who sent it. */
    readonly missingHeader: WebhookRequest;
    /** Authentic as far as can be, with a body that makes no sense. */
    readonly malformed: WebhookRequest;
    /** Authentic, about a session that is not ours. */
    readonly stranger: WebhookRequest;
    /** `good` with another body; absent where nothing binds the body. */
    readonly changedBody?: WebhookRequest;
    /** Authentic, from long ago; absent where no time is bound. */
    readonly oldTimestamp?: WebhookRequest;
    /** Those of the above that are not refused, but only make the server ask the provider. */
    readonly asks?: readonly ('wrongKey' | 'missingHeader' | 'changedBody' | 'oldTimestamp')[];
  };
}

/** What every test takes for now, in milliseconds since the epoch. */
export const NOW = Date.UTC(2026, 0, 15, 12, 0, 0, 250);

/** An adapter on its fixtures' routes, `changed` replacing some of them. It never waits, and its ids are counted. */
export function openAdapter(
  fixtures: ProviderFixtures,
  changed: Routes = {},
  now: () => number = () => NOW,
): { readonly adapter: ProviderAdapter; readonly upstream: FakeUpstream } {
  const { module, environment, routes } = fixtures;
  const upstream = fakeUpstream({ ...routes, ...changed });
  let ids = 0;
  const adapter = module.create(module.settings.parse(environment), {
    fetch: upstream.fetch,
    now,
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    sleep: async () => {},
  });
  return { adapter, upstream };
}

export async function perform(
  fixtures: ProviderFixtures,
  adapter: ProviderAdapter,
  operation: Operation,
  session: ProviderSession,
  signal: AbortSignal = new AbortController().signal,
): Promise<Change> {
  const context = { signal, requestId: 'request-1' };
  const [upload] = fixtures.uploads ?? [];
  freeze(session);
  switch (operation) {
    case 'start':
      return adapter.start(session, context);
    case 'uploadTarget':
      return upload ? ((await adapter.uploadTarget?.(session, requestOf(upload), context)) ?? {}) : {};
    case 'streamUpload':
      return upload ? streamed(adapter, session, upload, context) : {};
    case 'submit':
      return (await adapter.submit?.(session, context)) ?? {};
    case 'fetchStatus':
      return adapter.fetchStatus(session, context);
    case 'fetchImage':
      await adapter.fetchImage?.(session, adapter.images?.[0] ?? '', context);
      return {};
  }
}

/** A session is the server's: who writes into it would lose that with the next one. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

const requestOf = ({ slot, contentType, size, sha256 }: UploadFixture): UploadRequest => ({
  slot,
  contentType,
  size,
  sha256,
});

async function streamed(
  adapter: ProviderAdapter,
  session: ProviderSession,
  upload: UploadFixture,
  context: CallContext,
): Promise<Change> {
  async function* body() {
    yield upload.bytes ?? new Uint8Array(upload.size);
  }
  return (await adapter.streamUpload?.(session, requestOf(upload), body(), context)) ?? {};
}

/** Brings a new session to where `operation` is due, keeping the state as a store would: as JSON. */
export async function journey(
  fixtures: ProviderFixtures,
  adapter: ProviderAdapter,
  operation: Operation | 'end',
): Promise<{ readonly session: ProviderSession; readonly references: readonly string[] }> {
  const uploads = fixtures.uploads ?? [];
  let session: ProviderSession = {
    ...fixtures.session,
    state: {},
    status: 'pending',
    details: fixtures.details ?? null,
    uploads: uploads.map(requestOf),
  };
  const references: string[] = [];
  for (const step of lifetime) {
    if (step === operation) break;
    const isUpload = step === 'uploadTarget' || step === 'streamUpload';
    for (const upload of isUpload ? uploads : [undefined]) {
      const turn = upload ? { ...fixtures, uploads: [upload] } : fixtures;
      const change = await perform(turn, adapter, step, session);
      session = {
        ...session,
        state: JSON.parse(JSON.stringify(change.state ?? session.state)),
        status: change.outcome?.status ?? session.status,
      };
      references.push(...(change.references ?? []));
    }
  }
  return { session, references };
}
