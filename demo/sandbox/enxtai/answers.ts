import { type DocumentName, documents, type Generation, type Upload, wantedDocuments } from './documents.ts';
import type { Session, SessionEvent } from './session.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** What was "read" from the cards. Nobody's data: the sandbox does not look at the pictures' content. */
export const sampleData = {
  panNumber: 'ABCDE1234F',
  aadhaarNumber: 'XXXX XXXX 1234',
  fullName: 'ASHA SAMPLE',
  dateOfBirth: '2000-01-01',
  address: '1 Sample Street, Mumbai, MH 400001',
} as const;

/** The same without the mask that is documented: a client must not rely on it. */
export const unmaskedData = {
  ...sampleData,
  aadhaarNumber: '0000 0000 1234',
  address: '1 Sample Street, 000000001234, Mumbai, MH 400001',
} as const;

const extractedOf = ({ isRead, values }: Session): object | null => {
  if (!isRead) return null;
  if (values.has('unmasked')) return unmaskedData;
  return values.has('sparse') ? { fullName: sampleData.fullName } : sampleData;
};

const scoresOf = ({ scores, values }: Session): object | null => {
  if (scores === null || !values.has('sparse')) return scores;
  return { faceMatchScore: scores.faceMatchScore };
};

/** Of 100: 25 for each document; all of it with the verdict. */
const progressOf = ({ documents: held, scores }: Session): number => (scores ? 100 : held.size * 25);

const uploadUrls = (generation: Generation): object =>
  Object.fromEntries(
    wantedDocuments(generation).map((name) => [name, `/v1/kyc/upload/${documents[name].path}`]),
  );

/** Where the user stands, in EXH. */
function stepsOf(session: Session, baseUrl: string): object {
  const wanted = wantedDocuments('EXH');
  const completedSteps = wanted.filter((name) => session.documents.has(name));
  const next: DocumentName | undefined = wanted.find((name) => !session.documents.has(name));
  return {
    kycFlowUrl: `${baseUrl}/kyc-flow/${session.id}`,
    completedSteps,
    currentStep: Math.min(completedSteps.length + 1, wanted.length),
    totalSteps: wanted.length,
    uiStep: next ?? 'complete',
  };
}

export const initiateAnswer = (session: Session, generation: Generation, baseUrl: string): object => ({
  kycSessionId: session.id,
  status: session.status,
  uploadUrls: uploadUrls(generation),
  ...(generation === 'EXH' ? stepsOf(session, baseUrl) : {}),
});

export const uploadAnswer = ({ sessionId, documentUrl }: Upload): object => ({
  success: true,
  kycSessionId: sessionId,
  documentUrl,
});

export const statusAnswer = (session: Session): object => ({
  kycSessionId: session.id,
  externalUserId: session.externalUserId,
  status: session.status,
  progress: progressOf(session),
  extractedData: extractedOf(session),
  verificationScores: scoresOf(session),
  createdAt: iso(session.createdAt),
  updatedAt: iso(session.updatedAt),
});

export const verifyAnswer = (session: Session): object => ({
  success: true,
  status: session.status,
  faceMatchScore: session.scores?.faceMatchScore ?? null,
  livenessScore: session.scores?.livenessScore ?? null,
});

/** `data` of a webhook: what is not known yet is left out, not null. */
export function eventData({ name, session, previousStatus }: SessionEvent, generation: Generation): object {
  const extractedData = extractedOf(session);
  const verificationScores = scoresOf(session);
  const { rejectionReason, status } = session;
  const changed = name === 'kyc.status_changed' && generation === 'EXH';
  return {
    kycSessionId: session.id,
    externalUserId: session.externalUserId,
    status,
    ...(extractedData && { extractedData }),
    ...(verificationScores && { verificationScores }),
    ...(rejectionReason !== null && { rejectionReason }),
    ...(changed && { finalStatus: status, previousStatus }),
  };
}
