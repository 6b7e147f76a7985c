import type { UploadRequest } from '../contract/upload.ts';
import { type FakeUpstream, fakeUpstream, type Routes } from './conformance.upstream.ts';
import type {
  Change,
  Outcome,
  ProviderAdapter,
  ProviderModule,
  ProviderSession,
  SessionInput,
  WebhookRequest,
} from './provider.ts';

export type Operation = 'start' | 'uploadTarget' | 'submit' | 'fetchStatus';

/** What an adapter brings to the suite: its provider's side of the conversation, as documented. */
export interface ProviderFixtures {
  readonly module: ProviderModule;
  /** All variables, with made-up values; the secret ones long enough to be found in a text. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the provider hands out and must stay between it and us: its tokens. */
  readonly issued?: readonly string[];
  readonly session: SessionInput;
  /** Capture mode: the file of the first slot. */
  readonly upload?: UploadRequest;
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
  /** How the provider answers a submission that it already has. */
  readonly submittedTwice?: Routes;
  readonly webhook: {
    /** Authentic, and about a session that went through `routes`. */
    readonly good: WebhookRequest;
    readonly wrongKey: WebhookRequest;
    readonly missingHeader: WebhookRequest;
    /** Authentic as far as can be, with a body that makes no sense. */
    readonly malformed: WebhookRequest;
    /** Authentic, about a session that is not ours. */
    readonly stranger: WebhookRequest;
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
  switch (operation) {
    case 'start':
      return adapter.start(session, context);
    case 'uploadTarget':
      return fixtures.upload ? ((await adapter.uploadTarget?.(session, fixtures.upload, context)) ?? {}) : {};
    case 'submit':
      return (await adapter.submit?.(session, context)) ?? {};
    case 'fetchStatus':
      return adapter.fetchStatus(session, context);
  }
}

/** Brings a new session to where `operation` is due, keeping the state as a store would: as JSON. */
export async function journey(
  fixtures: ProviderFixtures,
  adapter: ProviderAdapter,
  operation: Operation | 'end',
): Promise<{ readonly session: ProviderSession; readonly references: readonly string[] }> {
  const uploads = fixtures.upload ? [fixtures.upload] : [];
  let session: ProviderSession = {
    ...fixtures.session,
    state: {},
    status: 'pending',
    details: null,
    uploads,
  };
  const references: string[] = [];
  for (const step of ['start', 'uploadTarget', 'submit', 'fetchStatus'] as const) {
    if (step === operation) break;
    const change = await perform(fixtures, adapter, step, session);
    session = {
      ...session,
      state: JSON.parse(JSON.stringify(change.state ?? session.state)),
      status: change.outcome?.status ?? session.status,
    };
    references.push(...(change.references ?? []));
  }
  return { session, references };
}
