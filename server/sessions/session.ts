import type { CodePerson } from '../codes/types.ts';
import type { CodeEvidence } from '../contract/code.ts';
import type { Details } from '../contract/flow.ts';
import type { DocumentType, Mode, ProviderName } from '../contract/session.ts';
import type { Checks, Extracted, SessionResult, SessionStatus } from '../contract/status.ts';
import type { UploadRequest } from '../contract/upload.ts';
import type { SlotLiveness } from '../liveness/types.ts';
import type { ProviderState } from '../providers/provider.ts';

/** The provider's page of a session in hosted mode. */
export interface HostedState {
  readonly url: string;
  readonly expiresAt: string | null;
  /** True once the person was on their way there. */
  readonly opened?: boolean;
  /** The page of the merchant's that they left, and come back to. */
  readonly returnUrl?: string;
}

/** What was delivered and does not count, until it comes anew. */
export interface Refused {
  /** Fields of the form that the provider does not accept, none where it did not say which; null when it took the form. */
  readonly details: readonly string[] | null;
  /** Whose announced file the provider lacks or cannot read, or is not through our own streamed route yet. */
  readonly slots: readonly string[];
}

/** The latest code that was read in the picture of a slot. */
export interface KnownCode extends CodeEvidence {
  /** What it says; null where that was not understood, and once everything was handed in: then the evidence is enough. */
  readonly person: CodePerson | null;
}

/** One verification, as the store keeps it. Everything of the person is encrypted at rest. */
export interface Session {
  readonly id: string;
  readonly provider: ProviderName;
  readonly mode: Mode;
  readonly status: SessionStatus;
  readonly result: SessionResult | null;
  readonly document: { readonly type: DocumentType; readonly name?: string; readonly number?: string } | null;
  readonly user: { readonly externalId: string; readonly email?: string; readonly phone?: string } | null;
  readonly details: Details | null;
  readonly state: ProviderState;
  readonly checks: Checks;
  readonly extracted: Extracted;
  readonly images: Readonly<Record<string, string>> | null;
  /** One of `contract/reason.ts`, or of an earlier version of it. */
  readonly reasonCode: string | null;
  readonly hosted: HostedState | null;
  readonly redirectUrl: string | null;
  readonly webhookUrl: string | null;
  readonly locale: string;
  readonly platform: 'Web' | 'iOS' | 'Android';
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** The latest upload of each slot, as the widget declared it. */
  readonly uploads: readonly UploadRequest[];
  /** Absent where no code was read. */
  readonly codes?: readonly KnownCode[] | undefined;
  /** One for each face that was asked for; absent where none was yet. */
  readonly liveness?: readonly SlotLiveness[] | undefined;
  /** Absent while everything that was delivered counts. */
  readonly refused?: Refused | undefined;
  /** When everything was handed in, or the provider said that it has it; absent while `pending`. */
  readonly submittedAt?: Date | null;
  /** When the provider was last asked. */
  readonly refreshedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  /**
   * When the provider is to be asked, whatever else happens: after a webhook that proves nothing, and before the time of
   * somebody who went to the provider's page runs out.
   */
  readonly askAt?: Date | null;
  /** Questions in a row that had no answer. */
  readonly askTries?: number;
  /** Raised by every write; a write that read an older one is refused. */
  readonly version: number;
}
