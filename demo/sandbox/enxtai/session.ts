import type { DocumentName, Upload } from './documents.ts';
import type { Scores, TestValues, Verdict } from './outcomes.ts';

export type Status = 'PENDING' | 'DOCUMENTS_UPLOADED' | 'OCR_COMPLETED' | 'VERIFIED' | Verdict;

export interface Session {
  readonly id: string;
  /** Whose key opened it. */
  readonly client: string;
  /** EnxtAI's own id of the user; every session of one user has the same. */
  readonly userId: string;
  readonly externalUserId: string;
  readonly values: TestValues;
  readonly status: Status;
  /** The newest upload of each document. */
  readonly documents: ReadonlyMap<DocumentName, Upload>;
  /** Whether the documents have been read. */
  readonly isRead: boolean;
  /** Whether a verification is under way. */
  readonly isVerifying: boolean;
  readonly scores: Scores | null;
  readonly rejectionReason: string | null;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Whether there is no verdict yet. */
export const isOpen = ({ status }: Session): boolean =>
  status === 'PENDING' || status === 'DOCUMENTS_UPLOADED' || status === 'OCR_COMPLETED';

export type EventName = 'kyc.documents_uploaded' | 'kyc.verification_completed' | 'kyc.status_changed';

export interface SessionEvent {
  readonly name: EventName;
  /** As it was at that moment. */
  readonly session: Session;
  readonly previousStatus: Status;
  /** Nothing more is known to come for the session. */
  readonly isLast: boolean;
}
