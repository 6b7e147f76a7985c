import type { ReasonCode } from '../../contract/reason.ts';
import type { Outcome } from '../provider.ts';
import { readChecks, readExtracted } from './steps.ts';
import type { StatusAnswer } from './wire.ts';

/** A whole number, or one written as a string; null for anything else. */
export function readCode(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  return typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : null;
}

/**
 * The documented messages as they are spelled in `plain`, with our code where they say why somebody was refused. The
 * others tell of progress, and come with approvals too.
 */
const messages: Readonly<Record<string, ReasonCode | null>> = {
  'consent accepted': null,
  'ocr preview update completed': null,
  'exceed maximum number of retries': 'retries_exceeded',
  'step 1 passed': null,
  'ocr failed': 'ocr_failed',
  'session expired and onboarding process not finished': 'session_expired',
  'step 2 passed': null,
  'step 2 failed': 'face_match_failed',
  'ekyc onboarding process successful': null,
};

/** The list is printed with slips of the pen (`passsed`, two spaces), which may be mended some day. */
const plain = (message: string): string =>
  message.toLowerCase().replace(/\s+/g, ' ').replace(/s{3,}/g, 'ss').trim().replace(/\.$/, '');

/** Null when there is no reason among them; a message that is not documented is `other`. */
export function readReason(given: unknown): ReasonCode | null {
  const all = (Array.isArray(given) ? given : [given]).flatMap((message) =>
    typeof message === 'string' && message.trim() !== '' ? [plain(message)] : [],
  );
  const reasons = all.map((message) => (Object.hasOwn(messages, message) ? messages[message] : 'other'));
  return reasons.find((reason) => reason && reason !== 'other') ?? reasons.find(Boolean) ?? null;
}

/**
 * `status` and `result` decide, and nothing else. Only 2 with 1 approves; 2 without a verdict, or with one that is not
 * documented, is for a person to look at, as is every unknown status.
 */
export function readOutcome(answer: StatusAnswer): Outcome {
  const told = () => {
    const extracted = readExtracted(answer);
    return { checks: readChecks(answer), ...(extracted && { extracted }) };
  };
  switch (readCode(answer.status)) {
    case 0:
      return { status: 'pending', result: null };
    case 1:
      return { status: 'processing', result: null };
    case 3:
      return { status: 'expired', result: null, reasonCode: readReason(answer.reject_message) };
    case 2:
      break;
    default:
      return { status: 'review', result: null, ...told(), reasonCode: null };
  }
  switch (readCode(answer.result)) {
    case 1:
      return { status: 'completed', result: 'approved', ...told(), reasonCode: null };
    case 0: {
      const reasonCode = readReason(answer.reject_message);
      return { status: 'completed', result: 'rejected', ...told(), reasonCode };
    }
    default:
      return { status: 'review', result: null, ...told(), reasonCode: null };
  }
}
