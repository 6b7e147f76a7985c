import type { z } from 'zod';
import type { Details, FlowStep } from '../contract/flow.ts';
import type { ReasonCode } from '../contract/reason.ts';
import type { DocumentType, Mode, ProviderName } from '../contract/session.ts';
import type { Checks, Extracted, SessionResult, SessionStatus } from '../contract/status.ts';
import type { UploadRequest, UploadTarget } from '../contract/upload.ts';
import type { Sleep, UpstreamFile } from './call.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What an adapter remembers of its own between calls. Opaque to everyone else, encrypted at rest, never logged. */
export type ProviderState = { readonly [key: string]: Json };

/** What was known when the session was made. */
export interface SessionInput {
  /** Ours: 28 characters of `[a-z0-9_]`, unique, usable as a provider's reference. */
  readonly sessionId: string;
  readonly document: { readonly type: DocumentType; readonly name?: string; readonly number?: string } | null;
  readonly user: { readonly externalId: string; readonly email?: string; readonly phone?: string } | null;
  readonly locale: string;
  readonly platform: 'Web' | 'iOS' | 'Android';
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** Where the provider's hosted page sends the browser at its end. */
  readonly returnUrl: string;
  /** Where the provider's webhooks reach us: `<public URL>/v1/webhooks/<name>`. */
  readonly webhookUrl: string;
  readonly createdAt: Date;
}

/** A session as it stands, for every call after the first. */
export interface ProviderSession extends SessionInput {
  readonly state: ProviderState;
  readonly status: SessionStatus;
  readonly details: Details | null;
  /** The latest upload of each slot, as the widget declared it; without those that were reported missing since. */
  readonly uploads: readonly UploadRequest[];
}

/** How far the provider is. An unknown upstream status is `review`, never an approval. */
export interface Outcome {
  readonly status: SessionStatus;
  /** Not null only when `status` is `completed`. */
  readonly result: SessionResult | null;
  readonly checks?: Partial<Checks>;
  readonly extracted?: Partial<Extracted>;
  /** Pictures that the merchant may fetch without our credentials, by name. */
  readonly images?: Readonly<Record<string, string>>;
  /** For people's sentences and for the merchant; null when there is none. */
  readonly reasonCode?: ReasonCode | null;
}

/** What a call changed. What is absent stays as it was; `state` replaces the whole state. */
export interface Change {
  readonly state?: ProviderState;
  /**
   * Names under which the provider will speak of this session in a webhook; added to those known. Our own session id is
   * not known by itself: an adapter that uses it upstream lists it.
   */
  readonly references?: readonly string[];
  readonly outcome?: Outcome;
}

/** The provider's own page, in hosted mode. */
export interface HostedPage {
  readonly url: string;
  readonly expiresAt: Date | null;
}

export interface CallContext {
  /** Aborts the upstream call; the adapter then throws ProviderError `aborted`. */
  readonly signal: AbortSignal;
  readonly requestId: string;
}

/** A webhook exactly as it arrived. Header names are lower case; repeated headers are joined by ", ". */
export interface WebhookRequest {
  readonly method: string;
  /** The public URL that was called, without its query. */
  readonly url: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export type FindSession = (reference: string) => Promise<ProviderSession | null>;

export type WebhookEvent =
  /** Nothing to do: a test delivery, or an event that this project has no use for. */
  | { readonly kind: 'ignored' }
  | {
      readonly kind: 'event';
      readonly sessionId: string;
      /** Equal for repeated deliveries of the same event; the server processes each key once. */
      readonly dedupeKey: string;
      /**
       * True when the delivery proves by itself who sent it and what it says. When false the server calls `fetchStatus`
       * and believes that answer only.
       */
      readonly trusted: boolean;
      readonly change: Change;
    };

/**
 * What one provider can do. Optional members are absent where the provider has no such thing; the routes ask for
 * their presence, never for a name.
 *
 * Every call rejects with ProviderError and with nothing else; `receiveWebhook` also with WebhookRejected. Calls go
 * to the configured origin only and never follow a redirect.
 */
export interface ProviderAdapter {
  readonly name: ProviderName;
  readonly mode: Mode;
  readonly documents: readonly DocumentType[];
  /**
   * Pure: what this provider needs of a new session and did not get, by path (`document.number`). Asked before `start`;
   * the server refuses the session with `body_invalid` and these, instead of blaming the provider later. Absent means
   * that nothing is needed. (CTOS and TrueStack want a name and a number, OST an e-mail address.)
   */
  missing?(session: SessionInput): readonly { readonly path: string; readonly message: string }[];
  /**
   * Pure: the steps the person goes through, consent apart (the server puts it first). Empty in hosted mode. `state` is there
   * once the session was begun, so that a setting which changes later does not change what it asks for.
   */
  steps(session: SessionInput & { readonly state?: ProviderState }): readonly Omit<FlowStep, 'done'>[];
  /** Makes the provider's side of a new session. `hosted` is there in hosted mode and only there. */
  start(session: SessionInput, context: CallContext): Promise<Change & { readonly hosted?: HostedPage }>;
  /**
   * Hosted mode, where a page opens only once: another one for somebody who left it unfinished and wants to go on. Without
   * `hosted` the present page is still good, or there is nothing to go on with; the outcome then says which. People ask for
   * it, so the adapter sets a bound to how many there are.
   */
  reopen?(session: ProviderSession, context: CallContext): Promise<Change & { readonly hosted?: HostedPage }>;
  /** Asks for a place to upload one file to. Asked again for the same slot when the first one expired. */
  uploadTarget?(
    session: ProviderSession,
    file: UploadRequest,
    context: CallContext,
  ): Promise<Change & { readonly target: UploadTarget }>;
  /** Sends one file on as it arrives, without holding it. Where this is present the server makes the upload target. */
  streamUpload?(
    session: ProviderSession,
    file: UploadRequest,
    body: AsyncIterable<Uint8Array>,
    context: CallContext,
  ): Promise<Change>;
  /**
   * Hands everything in. Called again after a failure: must not submit twice. `details_invalid` and `upload_missing` name
   * what the person can mend (`info.fields`); the session stays open for it.
   */
  submit?(session: ProviderSession, context: CallContext): Promise<Change>;
  /** Pictures that the merchant may have through us, by name, once the session is completed. */
  readonly images?: readonly string[];
  /** Fetches one of `images`; `not_found` when the provider does not have it. It is passed on and never kept. */
  fetchImage?(session: ProviderSession, name: string, context: CallContext): Promise<UpstreamFile>;
  /**
   * The shortest time between two questions about a session that a widget's waiting may cause, in milliseconds, where the
   * provider names one. News that it sends, and a merchant's own wish, make the server ask at once.
   */
  readonly askEveryMs?: number;
  /** Asks the provider now. */
  fetchStatus(session: ProviderSession, context: CallContext): Promise<Change>;
  /** Longest webhook, in bytes, where it holds more than words; 1 MiB when absent. Anybody can send one. */
  readonly webhookBytes?: number;
  receiveWebhook(request: WebhookRequest, find: FindSession, context: CallContext): Promise<WebhookEvent>;
}

export interface AdapterDependencies {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** `randomUUID` of node:crypto in production. */
  readonly uuid: () => string;
  /** Waits between attempts; a timer when absent. Tests pass one that does not wait. */
  readonly sleep?: Sleep;
}

/** What `providers/<name>/index.ts` exports as `provider`. */
export interface ProviderModule<Settings = unknown> {
  readonly name: ProviderName;
  /** Reads this provider's own variables; its keys are the names of the variables. */
  readonly settings: z.ZodType<Settings, Record<string, string | undefined>>;
  /** Names of the variables, the secret ones marked: their values are masked in logs. */
  readonly variables: Readonly<Record<string, 'secret' | 'plain'>>;
  /** Which of the variables hold a URL that calls go to; checked at boot (https, or loopback where allowed). */
  readonly origins: readonly string[];
  create(settings: Settings, dependencies: AdapterDependencies): ProviderAdapter;
}
