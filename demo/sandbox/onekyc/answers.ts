import type { Submission } from './submissions.ts';

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** What was "read" from the card. Nobody's data: the sandbox does not look at the picture's content. */
export const sampleKtp = {
  nik: '0000000101000001',
  name: 'BUDI CONTOH',
  region: 'KOTA CONTOH',
  dateOfBirth: '01-01-2000',
  bloodType: 'O',
  religion: 'ISLAM',
  province: 'PROVINSI CONTOH',
  city: 'KOTA CONTOH',
  address: 'JL. CONTOH NO. 1',
  district: 'KECAMATAN CONTOH',
  town: 'KELURAHAN CONTOH',
  gender: 'male',
  rt: '001',
  rw: '002',
  occupation: 'KARYAWAN SWASTA',
  validUntil: 'SEUMUR HIDUP',
  citizenship: 'WNI',
  maritalStatus: 'BELUM KAWIN',
  issuanceDate: '02-01-2018',
} as const;

const uiMessages = (submission: Submission): object =>
  submission.verdict?.result === 'INVALID'
    ? {
        uiMessages: {
          [submission.documentKey]: { title: 'Check your photo', message: 'Please take it again.' },
        },
      }
    : {};

/** `data` of the status answer. */
export const statusData = (submission: Submission): object => ({
  submissionId: submission.id,
  status: submission.status,
  submissionType: submission.type,
  createdAt: iso(submission.createdAt),
  completedAt: iso(submission.completedAt),
  verificationResult: submission.verdict?.verificationResult ?? null,
  documents: {
    [submission.documentKey]: {
      status:
        submission.verdict?.documentStatus ?? (submission.status === 'INITIATED' ? 'PENDING' : 'UPLOADED'),
      documentReference: submission.documentReference,
    },
  },
  ...(submission.status === 'ERROR' ? { errorMessage: 'The submission could not be processed.' } : {}),
  ...uiMessages(submission),
});

/** `data` of the details answer. @param imageUrl a presigned GET of what was uploaded */
export const detailsData = (submission: Submission, imageUrl: string | null): object => ({
  status: submission.verdict?.status ?? 'IN_PROGRESS',
  submissionId: submission.id,
  flow: submission.type,
  partnerSessionId: submission.sessionId,
  result: submission.verdict?.result ?? null,
  reasonCode: submission.verdict?.reasonCode ?? '',
  processedAt: iso(submission.completedAt),
  submissionDetails: {
    imageUrls: imageUrl === null ? {} : { [submission.documentKey]: imageUrl },
    verificationResults: {},
    ...(submission.type === 'KTP_SCAN' && submission.verdict?.result === 'VALID'
      ? { ktpData: sampleKtp }
      : {}),
  },
});

/** The callback's body. */
export const callbackBody = (submission: Submission): object => ({
  submissionId: submission.id,
  status: submission.status,
  result: submission.verdict?.callbackResult ?? null,
  reasonCode: submission.verdict?.callbackResult === 'VALID' ? '' : (submission.verdict?.reasonCode ?? ''),
});
