import type { ProviderFixtures } from '../conformance.harness.ts';
import { json, type Reply, type Routes, type Seen } from '../conformance.upstream.ts';
import {
  approved,
  detailsReply,
  fixtures,
  refuse,
  route,
  SUBMISSION,
  statusReply,
  undecided,
  uploadDocument,
  urlsReply,
} from './fixtures.ts';

export const FACE = '8527781b-0000-4000-8000-000000000002';

/** Both submissions go through the same routes but for the status. */
export const faceStatus = route.status.replace(SUBMISSION, FACE);

const isAboutFace = ({ url, headers, body }: Seen): boolean =>
  url.searchParams.get('submissionType') === 'STANDALONE_LIVENESS' ||
  headers.get('x-submission-id') === FACE ||
  (body ?? '').includes(FACE);

/** One answer about the face, another about the KTP. */
export const either =
  (face: Reply, ktp: Reply): Reply =>
  (request) =>
    (isAboutFace(request) ? face : ktp)(request);

export const faceStatusReply = (data: Readonly<Record<string, unknown>>): Reply =>
  statusReply({
    submissionId: FACE,
    submissionType: 'STANDALONE_LIVENESS',
    documents: { SELFIE: { status: 'VERIFIED', documentReference: 'face/1' } },
    ...data,
  });

export const faceDetailsReply = (data: Readonly<Record<string, unknown>>): Reply =>
  detailsReply({
    submissionId: FACE,
    flow: 'STANDALONE_LIVENESS',
    partnerSessionId: '00000000-0000-4000-8000-000000000003',
    submissionDetails: { imageUrls: {}, verificationResults: {} },
    ...data,
  });

export const faceUrlsReply = (documents: unknown, submissionId = FACE): Reply =>
  urlsReply(documents, submissionId);

export const faceDocument = () =>
  uploadDocument('https://uploads.example/face/1?X-Amz-SignedHeaders=host&X-Amz-Signature=01');

const ktpUrls = urlsReply({ KTP_FRONT: uploadDocument() });
const confirmed = (submissionId: string) => json({ success: true, data: { submissionId } });

export const confirmedBoth = either(confirmed(FACE), confirmed(SUBMISSION));

const routes: Routes = {
  ...approved,
  [route.urls]: either(faceUrlsReply({ SELFIE: faceDocument() }), ktpUrls),
  [route.confirm]: confirmedBoth,
  [faceStatus]: faceStatusReply({}),
  [route.details]: either(faceDetailsReply({}), detailsReply({})),
};

/** What the two submissions may come to, each with the changes on the wire that it takes. */
export const ends = {
  initiated: { status: { status: 'INITIATED', ...undecided }, details: {} },
  working: { status: { status: 'IN_PROGRESS', ...undecided }, details: {} },
  unsure: { status: { status: 'PARTIALLY_COMPLETED', ...undecided }, details: {} },
  approved: { status: {}, details: {} },
  rejected: {
    status: {
      verificationResult: { isApproved: false, riskLevel: 'HIGH', confidence: '12' },
      documents: { SELFIE: { status: 'REJECTED', documentReference: null } },
    },
    details: { result: 'INVALID', reasonCode: 'NOT_LIVE' },
  },
  rejectedKtp: {
    status: {
      verificationResult: { isApproved: false, riskLevel: 'HIGH', confidence: '12' },
      documents: { KTP_FRONT: { status: 'INVALID', documentReference: null } },
    },
    details: { result: 'INVALID', reasonCode: 'NOT_EKTP' },
  },
  failed: {
    status: { status: 'ERROR', ...undecided },
    details: { status: 'ERROR', result: null, reasonCode: 'VERIFICATION_FAILED' },
  },
} as const;
export type End = keyof typeof ends;

export const routesOf = (ktp: End, face: End): Routes => ({
  [route.status]: statusReply(ends[ktp].status),
  [faceStatus]: faceStatusReply(ends[face].status),
  [route.details]: either(faceDetailsReply(ends[face].details), detailsReply(ends[ktp].details)),
});

const outcome = (
  ktp: End,
  face: End,
  status: ProviderFixtures['outcomes'][number]['expected']['status'],
  result: 'approved' | 'rejected' | null = null,
) => ({
  name: `KTP ${ktp}, face ${face}`,
  routes: routesOf(ktp, face),
  expected: { status, result },
});

/** The same provider with `ONEKYC_LIVENESS`; faults are tested where only the face is concerned. */
export const livenessFixtures: ProviderFixtures = {
  ...fixtures,
  environment: { ...fixtures.environment, ONEKYC_LIVENESS: 'true' },
  uploads: [
    { slot: 'selfie', contentType: 'image/jpeg', size: 200_000, sha256: '1'.repeat(64) },
    ...(fixtures.uploads ?? []),
  ],
  routes,
  operations: { uploadTarget: route.urls, submit: route.confirm, fetchStatus: faceStatus },
  outcomes: [
    outcome('initiated', 'initiated', 'processing'),
    outcome('working', 'working', 'processing'),
    outcome('approved', 'working', 'processing'),
    outcome('working', 'approved', 'processing'),
    outcome('unsure', 'working', 'processing'),
    outcome('failed', 'working', 'processing'),
    outcome('approved', 'approved', 'completed', 'approved'),
    outcome('approved', 'rejected', 'completed', 'rejected'),
    outcome('rejectedKtp', 'approved', 'completed', 'rejected'),
    outcome('rejectedKtp', 'rejected', 'completed', 'rejected'),
    outcome('working', 'rejected', 'completed', 'rejected'),
    outcome('rejectedKtp', 'working', 'completed', 'rejected'),
    outcome('unsure', 'rejected', 'completed', 'rejected'),
    outcome('rejectedKtp', 'failed', 'completed', 'rejected'),
    outcome('approved', 'unsure', 'review'),
    outcome('unsure', 'approved', 'review'),
    outcome('approved', 'failed', 'failed'),
    outcome('failed', 'approved', 'failed'),
    outcome('unsure', 'failed', 'failed'),
  ],
  unknown: [
    ...fixtures.unknown.map((changed) => {
      const details = changed[route.details];
      return details ? { [route.details]: either(faceDetailsReply({}), details) } : changed;
    }),
    { [faceStatus]: faceStatusReply({ status: 'SOMETHING_NEW' }) },
    { [faceStatus]: faceStatusReply({ verificationResult: null }) },
    { [faceStatus]: faceStatusReply({ verificationResult: { isApproved: 'true' } }) },
    { [faceStatus]: faceStatusReply({ documents: { SELFIE: { status: 'REJECTED' } } }) },
    { [route.details]: either(faceDetailsReply({ result: 'INVALID' }), detailsReply({})) },
    { [route.details]: either(faceDetailsReply({ reasonCode: 'NOT_LIVE' }), detailsReply({})) },
  ],
  submittedTwice: {
    ...routesOf('working', 'working'),
    [route.confirm]: refuse(409, 409, 'SUBMISSION_STATE_CONFLICT'),
  },
};
