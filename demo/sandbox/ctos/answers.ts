import { plainName, type Verdict } from '../hosted/outcomes.ts';
import { resultNumber, statusNumber } from '../hosted/return-url.ts';
import { type Picture, samplePicture } from '../hosted/samples.ts';
import type { HostedSession } from '../hosted/sessions.ts';
import { isOneSided, type Transaction } from './transaction.ts';

export type CtosSession = HostedSession<Transaction>;

/** `gateway` is what clients meet; `documentation` the five steps of its sample, which nobody is known to have met. */
export type StepStyle = 'gateway' | 'documentation';

export interface StatusStyle {
  readonly steps: StepStyle;
  /** Status and result as texts, `"2"`, which some versions send. */
  readonly numbersAsText: boolean;
  /** Pictures as data URLs, not as bare base64. */
  readonly dataUrls: boolean;
  /** `front_document_address` and `front_document_gender` for `address` and `gender`. */
  readonly longNames: boolean;
}

const seconds = (time: number): number => Math.floor(time / 1000);
const image = (picture: Picture, { dataUrls }: StatusStyle): string =>
  (dataUrls ? 'data:image/jpeg;base64,' : '') + samplePicture(picture).toString('base64');

/** The gateway's own words, spelt as it spells them. They come with approvals, too. */
const messages: Readonly<Record<Verdict, string>> = {
  approve: 'EKYC onboarding process successful',
  reject: 'OCR failed',
  'reject-face': 'Step 2 failed',
  'reject-retries': 'Exceed maximum number of retries',
};

function messageOf(session: CtosSession): string | null {
  if (session.verdict) return messages[session.verdict];
  if (session.stage === 'expired') return 'Session expired and onboarding process not  finished';
  if (session.stage === 'pending') return null;
  return session.submitted ? 'OCR preview update completed' : 'Consent accepted';
}

const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);

function cardStep(details: Transaction, passed: boolean, detailed: boolean, style: StatusStyle): object {
  const score = passed ? 98 : 21;
  const prefix = style.longNames ? 'front_document_' : '';
  return {
    ocr_result: {
      full_name: plainName(details.documentName),
      full_name_check: passed,
      front_document_number: details.documentNumber,
      front_document_number_check: passed,
      back_document_number: `${details.documentNumber}-01-01`,
      back_document_number_check: passed,
      [`${prefix}address`]: '1 JALAN CONTOH, 50000 BANDAR CONTOH',
      [`${prefix}address_check`]: passed,
      [`${prefix}gender`]: 'PEREMPUAN',
      [`${prefix}gender_check`]: passed,
    },
    text_similarity_result: {
      name_similarity_status: bit(passed),
      document_number_similarity_status: bit(passed),
      front_back_number_similarity_status: bit(passed),
      ...(detailed
        ? {
            name_similarity_score: score,
            document_number_similarity_score: score,
            front_back_number_similarity_score: score,
          }
        : {}),
    },
    landmark: { logo: passed, flag: passed, chip: passed, ghost_photo: passed },
    landmark_status: {
      landmark_is_valid: passed,
      labelcheck_result: passed,
      materialcheck_result: passed,
      total_pass: passed ? 4 : 1,
      overall_landmark_threshold: 3,
    },
  };
}

function passportStep(details: Transaction, passed: boolean, detailed: boolean): object {
  const score = passed ? 98 : 21;
  return {
    ocr_result: {
      full_name: plainName(details.documentName),
      full_name_check: passed,
      front_document_number: details.documentNumber,
      front_document_number_check: passed,
      date_of_birth: '2000-01-01',
      date_of_expiry: '2035-12-31',
      nationality: 'MYS',
    },
    text_similarity_result: {
      name_similarity_status: bit(passed),
      document_number_similarity_status: bit(passed),
      ...(detailed ? { name_similarity_score: score, document_number_similarity_score: score } : {}),
    },
  };
}

function gatewaySteps(session: CtosSession, verdict: Verdict, detailed: boolean, style: StatusStyle): object {
  const { details, updatedAt } = session;
  const oneSided = isOneSided(details.documentType);
  const readable = verdict !== 'reject';
  const step1 = {
    status: readable,
    ...(oneSided ? passportStep : cardStep)(details, readable, detailed, style),
    ...(detailed
      ? {
          front_document_image: image('front_document', style),
          ...(oneSided ? {} : { back_document_image: image('back_document', style) }),
          face_image: image('face_image', style),
        }
      : {}),
    attempt: 1,
    updated_at: seconds(updatedAt),
  };
  if (!readable) return { step1 };
  const identical = verdict === 'approve';
  const step2 = {
    status: identical,
    is_identical: identical,
    percentage: identical ? '80.99' : '31.20',
    ...(oneSided ? { step2_result: identical ? 'PASS' : 'FAIL' } : {}),
    ...(detailed ? { best_frame: image('best_frame', style) } : {}),
    attempt: verdict === 'reject-retries' ? 3 : 1,
    updated_at: seconds(updatedAt),
  };
  return { step1, step2 };
}

const documentedSteps = (verdict: Verdict): object => ({
  step1: { selfie_match: verdict === 'approve', liveness: verdict !== 'reject-retries' },
  step2: { name_match: verdict !== 'reject', dob_match: verdict !== 'reject' },
  step3: { sanction_screening: false },
  step4: { pep_screening: false },
  step5: { document_expiry: '2035-12-31' },
});

/** What get-status and the postback say of a session; who asks adds keys, times and signature. */
export function statusFields(session: CtosSession, mode: '1' | '2', style: StatusStyle): object {
  const detailed = mode === '2';
  const number = (value: number): number | string => (style.numbersAsText ? String(value) : value);
  const message = messageOf(session);
  const steps =
    session.verdict === null
      ? {}
      : style.steps === 'gateway'
        ? gatewaySteps(session, session.verdict, detailed, style)
        : documentedSteps(session.verdict);
  return {
    mode: number(Number(mode)),
    status: number(statusNumber(session)),
    // Not there before the page was opened.
    ...(session.stage === 'pending' ? {} : { result: number(resultNumber(session)) }),
    ...(message === null ? {} : { reject_message: message }),
    ...steps,
  };
}
