import { plainName } from '../hosted/outcomes.ts';
import { resultNumber, statusNumber } from '../hosted/return-url.ts';
import { type Picture, pictures } from '../hosted/samples.ts';
import { isPassport } from './create.ts';
import { hasPicture } from './pictures.ts';
import { rejectMessage, resultOf, type TrueStackSession } from './session.ts';

/** `server` is what TrueStack's server sends, `documentation` what its API document prints. */
export type Shape = 'server' | 'documentation';

const iso = (time: number): string => new Date(time).toISOString();
const ADDRESS = '1 JALAN CONTOH, 50000 BANDAR CONTOH';

/** Face similarity in percent: text from the server, a number in the document. */
const score = (session: TrueStackSession, shape: Shape): string | number | null => {
  if (session.verdict === null || session.verdict === 'reject') return null;
  const percent = session.verdict === 'approve' ? 80.99 : 31.2;
  return shape === 'server' ? percent.toFixed(2) : Math.round(percent);
};

const printedNumber = ({ details }: TrueStackSession): string => details.documentNumber;

function documentOf(session: TrueStackSession, shape: Shape): object | null {
  const { verdict, details } = session;
  if (verdict === null) return null;
  const passport = isPassport(details.documentType);
  const common = {
    full_name: plainName(details.documentName),
    id_number: printedNumber(session),
    id_number_back: passport ? null : `${printedNumber(session)}-01-01`,
    address: passport ? null : ADDRESS,
    gender: 'PEREMPUAN',
  };
  if (shape === 'documentation') return common;
  return {
    ...common,
    dob: '2000-01-01',
    nationality: passport ? 'MYS' : 'WARGANEGARA',
    religion: null,
    race: null,
  };
}

function verificationOf(session: TrueStackSession, shape: Shape): object {
  const readable = session.verdict === null ? null : session.verdict !== 'reject';
  const face = readable ? session.verdict === 'approve' : null;
  const passport = isPassport(session.details.documentType);
  return {
    document_valid: readable,
    name_match: readable,
    id_match: readable,
    front_back_match: passport ? null : readable,
    landmark_valid: passport ? null : readable,
    face_match: face,
    face_match_score: score(session, shape),
    liveness_passed: readable ? session.verdict !== 'reject-retries' : null,
  };
}

/** Addresses of the pictures that are fetched with the API key. */
const documentLinks = (session: TrueStackSession, origin: string): Partial<Record<Picture, string>> =>
  Object.fromEntries(
    pictures
      .filter((picture) => hasPicture(session, picture))
      .map((picture) => [picture, `${origin}/api/v1/kyc/sessions/${session.id}/documents/${picture}`]),
  );

/** The answer of the get call, of what TrueStack knows. */
export function sessionBody(known: TrueStackSession, shape: Shape, origin: string): object {
  const { details } = known;
  const message = resultOf(known) === 'rejected' ? { reject_message: rejectMessage(known) } : {};
  const read =
    shape === 'server'
      ? { document: documentOf(known, shape), verification: verificationOf(known, shape) }
      : {
          ocr_result: {
            name: plainName(details.documentName),
            id_number: details.documentNumber.replaceAll('-', ''),
            address: ADDRESS,
          },
        };
  return {
    id: known.id,
    status: known.stage,
    result: resultOf(known),
    ...message,
    document_name: details.documentName,
    document_number: details.documentNumber,
    document_type: details.documentType,
    metadata: details.metadata,
    created_at: iso(known.createdAt),
    updated_at: iso(known.updatedAt),
    ...(known.stage === 'completed' ? { ...read, documents: documentLinks(known, origin) } : {}),
  };
}

/** All that a refresh reports, without how it went. */
export const refreshBody = (
  session: TrueStackSession,
  shape: Shape,
  images: Record<Picture, string | null>,
): object => ({
  id: session.id,
  ref_id: session.details.refId,
  status: session.stage,
  result: resultOf(session),
  reject_message: rejectMessage(session),
  document: documentOf(session, shape),
  verification: verificationOf(session, shape),
  images,
  _raw: {
    innovatif_status: String(statusNumber(session)),
    innovatif_result: String(resultNumber(session)),
    step1: {},
    step2: {},
  },
});

/** The five fields of an answer that brings no news. */
export const briefBody = (session: TrueStackSession): object => ({
  id: session.id,
  status: session.stage,
  result: resultOf(session),
});
