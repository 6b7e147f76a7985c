import type { ReasonCode } from '../../contract/reason.ts';
import type { Checks, Extracted } from '../../contract/status.ts';
import type { Outcome } from '../provider.ts';
import { isSafeUrl } from '../safe-url.ts';
import { readDate, readFlag, readGender, readScore, readText } from '../values.ts';
import type { Fields, News, SessionAnswer } from './wire.ts';

export const imageNames = ['front_document', 'back_document', 'face_image', 'best_frame'] as const;

/** TrueStack passes its own provider's sentences on, spelled so. A success has one too, so that they count only after a refusal. */
const reasons: Readonly<Record<string, ReasonCode>> = {
  'exceed maximum number of retries': 'retries_exceeded',
  'ocr failed': 'ocr_failed',
  'session expired and onboarding process not finished': 'session_expired',
  'step 2 failed': 'face_match_failed',
};

/** Null without a sentence; `other` for one that is not documented, so that no text of theirs reaches a page. */
export function readReason(message: string | null | undefined): ReasonCode | null {
  const sentence = (message ?? '').trim().toLowerCase().replace(/\s+/g, ' ');
  if (sentence === '') return null;
  return Object.hasOwn(reasons, sentence) ? (reasons[sentence] ?? 'other') : 'other';
}

type Verdict = Pick<Outcome, 'status' | 'result' | 'reasonCode'>;

/** Only `completed` with `approved` approves; what is not documented is for a person to look at. */
export function readVerdict({
  status,
  result,
  reject_message: message,
}: Pick<SessionAnswer, 'status' | 'result' | 'reject_message'>): Verdict {
  const review: Verdict = { status: 'review', result: null, reasonCode: null };
  const isUndecided = result === null || result === undefined;
  switch (status) {
    case 'pending':
    case 'processing':
      return isUndecided ? { status, result: null } : review;
    case 'expired':
      if (isUndecided) return { status: 'expired', result: null, reasonCode: 'session_expired' };
      // So a session is kept whose beginning failed.
      return result === 'rejected' ? { status: 'failed', result: null, reasonCode: 'other' } : review;
    case 'completed':
      if (result === 'approved') return { status, result, reasonCode: null };
      return result === 'rejected' ? { status, result, reasonCode: readReason(message) } : review;
    default:
      return review;
  }
}

function readChecks(fields: Fields): Partial<Checks> {
  if (!fields) return {};
  return {
    documentValid: readFlag(fields['document_valid']),
    nameMatch: readFlag(fields['name_match']),
    idMatch: readFlag(fields['id_match']),
    frontBackMatch: readFlag(fields['front_back_match']),
    landmarkValid: readFlag(fields['landmark_valid']),
    faceMatch: readFlag(fields['face_match']),
    faceMatchScore: readScore(fields['face_match_score']),
    livenessPassed: readFlag(fields['liveness_passed']),
  };
}

/** The names of the server, of the documentation and of its webhooks, the first one that is there. */
function readExtracted(...sources: readonly Fields[]): Partial<Extracted> {
  const found = sources.filter((fields) => !!fields);
  if (found.length === 0) return {};
  const first = <T>(read: (value: unknown) => T | null, ...names: readonly string[]): T | null => {
    const values = found.flatMap((fields) => names.map((key) => read(fields[key])));
    return values.find((value) => value !== null) ?? null;
  };
  return {
    fullName: first(readText, 'full_name', 'name'),
    documentNumber: first(readText, 'id_number', 'ic_number'),
    dateOfBirth: first(readDate, 'dob', 'date_of_birth'),
    address: first(readText, 'address'),
    gender: first(readGender, 'gender'),
    nationality: first(readText, 'nationality'),
    religion: first(readText, 'religion'),
  };
}

/** Presigned addresses, good for an hour and without our key; only those that a merchant may safely follow. */
function readImages(images: Fields, base: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    imageNames.flatMap((key) => {
      const url = images?.[key];
      return typeof url === 'string' && isSafeUrl(url, base) ? [[key, url]] : [];
    }),
  );
}

export function readOutcome(answer: SessionAnswer, base: string): Outcome {
  const images = readImages(answer.images, base);
  return {
    ...readVerdict(answer),
    checks: readChecks(answer.verification),
    extracted: readExtracted(answer.document, answer.ocr_result),
    ...(Object.keys(images).length > 0 ? { images } : {}),
  };
}

export const readNews = (news: News): Outcome => ({
  ...readVerdict(news),
  checks: {
    faceMatchScore: readScore(news.face_match_score),
    livenessScore: readScore(news.liveness_score),
  },
  extracted: readExtracted(news.ocr_data),
});

/** True when an answer says how it ended but not what was seen: the refresh of a final session may be that short. */
export const lacksFacts = (answer: SessionAnswer): boolean =>
  answer.status === 'completed' && !answer.document && !answer.verification && !answer.ocr_result;

const MOST_METADATA = 10;
const METADATA_BYTES = 1024;

/** What TrueStack takes: ten keys, 1 KB of JSON. What does not fit is left out; nothing here depends on it. */
export function fitMetadata(
  metadata: Readonly<Record<string, string | number | boolean>>,
): Record<string, string | number | boolean> {
  const fitting: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(metadata)) {
    const more = { ...fitting, [key]: value };
    if (Object.keys(more).length > MOST_METADATA) break;
    if (Buffer.byteLength(JSON.stringify(more)) <= METADATA_BYTES) fitting[key] = value;
  }
  return fitting;
}
