import type { ReasonCode } from '../../contract/reason.ts';
import type { DocumentType } from '../../contract/session.ts';
import type { Checks } from '../../contract/status.ts';
import type { Outcome } from '../provider.ts';
import { readExtracted } from './extracted.ts';
import type { Facts } from './wire.ts';

const score = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : null;

/** Who passed both is documented for FACE_VERIFIED alone; elsewhere the scores are all that is said. */
function readChecks(scores: Readonly<Record<string, unknown>>, passed: true | null): Partial<Checks> {
  return {
    faceMatch: passed,
    faceMatchScore: score(scores['faceMatchScore']),
    livenessPassed: passed,
    livenessScore: score(scores['livenessScore']),
  };
}

/** No list of reasons is documented, so that a person's words become one word of ours. */
const readReason = (reason: unknown): ReasonCode | null =>
  typeof reason === 'string' && reason.trim() !== '' ? 'other' : null;

/**
 * From a status or a webhook. `submitted` is whether everything was handed in: the first picture already makes
 * DOCUMENTS_UPLOADED, and the session must stay open for the others. A status that is not documented is `review`.
 */
export function readOutcome(facts: Facts, submitted: boolean, documentType: DocumentType | null): Outcome {
  const told = {
    checks: readChecks(facts.verificationScores ?? {}, facts.status === 'FACE_VERIFIED' ? true : null),
    ...(facts.extractedData && { extracted: readExtracted(facts.extractedData, documentType) }),
  };
  switch (facts.status) {
    case 'PENDING':
    case 'DOCUMENTS_UPLOADED':
    case 'OCR_COMPLETED':
      return { status: submitted ? 'processing' : 'pending', result: null };
    case 'FACE_VERIFIED': // approved by itself, the scores being high enough
    case 'VERIFIED': // by a person
      return { status: 'completed', result: 'approved', ...told, reasonCode: null };
    case 'REJECTED':
      return {
        status: 'completed',
        result: 'rejected',
        ...told,
        reasonCode: readReason(facts.rejectionReason),
      };
    default: // PENDING_REVIEW, and what nobody knows
      return { status: 'review', result: null, ...told, reasonCode: null };
  }
}
