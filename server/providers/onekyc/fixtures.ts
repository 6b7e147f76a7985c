import type { ProviderFixtures } from '../conformance.harness.ts';
import { json, type Routes } from '../conformance.upstream.ts';
import type { WebhookRequest } from '../provider.ts';
import { provider } from './index.ts';

const TOKEN_HOST = 'https://token.onekyc.example';
const GATEWAY = 'https://gateway.onekyc.example/coe';

export const SUBMISSION = '8527781b-0000-4000-8000-000000000001';
export const USER_TOKEN = 'user-token-0001-sample';
export const PARTNER_TOKEN = 'partner-token-0001-sample';

/** The route of each call, as the fake upstream names it. */
export const route = {
  userToken: `GET ${TOKEN_HOST}/v2/coe/authentication`,
  partnerToken: `GET ${TOKEN_HOST}/v1/coe/partner/authentication`,
  urls: `GET ${GATEWAY}/v1/submissions/urls`,
  confirm: `PUT ${GATEWAY}/v1/submissions/urls`,
  status: `GET ${GATEWAY}/v1/submissions/${SUBMISSION}/status`,
  details: `GET ${GATEWAY}/v1/submissions`,
} as const;

/** Numbers as strings, as they are on the wire; `expires_at` in epoch seconds. */
export const tokenReply = (token: string, expiresAt = 1_900_000_000, expirySeconds = 5_184_000) =>
  json({
    success: true,
    data: { token, expiry_seconds: String(expirySeconds), expires_at: String(expiresAt) },
  });

export const urlsReply = (documents: unknown, submissionId = SUBMISSION) =>
  json({ success: true, data: { submissionId, status: 'INITIATED', documents, uiMessages: {} } });

export const uploadDocument = (
  documentUrl = 'https://uploads.example/ktp/1?X-Amz-SignedHeaders=host&X-Amz-Signature=00',
) => ({ documentUrl, documentReference: 'ktp/1', expiryInSeconds: '600' });

export const statusReply = (data: Readonly<Record<string, unknown>>) =>
  json({
    success: true,
    data: {
      submissionId: SUBMISSION,
      status: 'COMPLETED',
      submissionType: 'KTP_SCAN',
      createdAt: '2026-01-15T12:00:00Z',
      completedAt: '2026-01-15T12:00:05Z',
      verificationResult: { isApproved: true, riskLevel: 'LOW', confidence: '95' },
      documents: { KTP_FRONT: { status: 'VERIFIED', documentReference: 'ktp/1' } },
      ...data,
    },
  });

/** A made-up card: the NIK has a province that does not exist. */
export const ktpData = {
  nik: '0000000101000001',
  name: 'BUDI CONTOH',
  dateOfBirth: '01-02-1990',
  bloodType: 'O',
  religion: 'ISLAM',
  province: 'PROVINSI CONTOH',
  city: 'KOTA CONTOH',
  address: 'JL. CONTOH NO. 1',
  district: 'KECAMATAN CONTOH',
  town: 'DESA CONTOH',
  gender: 'male',
  rt: '001',
  rw: '002',
  occupation: 'KARYAWAN',
  validUntil: 'SEUMUR HIDUP',
  citizenship: 'WNI',
  maritalStatus: 'KAWIN',
  issuanceDate: '03-04-2012',
};

export const detailsReply = (data: Readonly<Record<string, unknown>>) =>
  json({
    success: true,
    data: {
      status: 'COMPLETED',
      submissionId: SUBMISSION,
      flow: 'KTP_SCAN',
      partnerSessionId: '00000000-0000-4000-8000-000000000001',
      result: 'VALID',
      reasonCode: '',
      processedAt: '2026-01-15T12:00:05Z',
      submissionDetails: { imageUrls: {}, verificationResults: {}, ktpData },
      ...data,
    },
  });

/** `code` as a string or as an integer: both occur. */
export const refuse = (status: number, code: string | number, cause: string) =>
  json({ success: false, data: null, errors: [{ code, entity: 'submission', cause }] }, status);

export const approved: Routes = {
  [route.userToken]: tokenReply(USER_TOKEN),
  [route.partnerToken]: tokenReply(PARTNER_TOKEN, 1_900_000_000, 3600),
  [route.urls]: urlsReply({ KTP_FRONT: uploadDocument() }),
  [route.confirm]: json({
    success: true,
    data: { submissionId: SUBMISSION, uiMessages: { done: { title: 'Done', message: 'Thank you' } } },
  }),
  [route.status]: statusReply({}),
  [route.details]: detailsReply({}),
};

const AUTHORIZATION = 'Bearer callback-0001-sample';

export const callback = (changed: Partial<WebhookRequest> = {}): WebhookRequest => ({
  method: 'POST',
  url: 'https://kyc.example/v1/webhooks/onekyc',
  query: '',
  headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
  body: callbackBody({}),
  ...changed,
});

export const callbackBody = (changed: Readonly<Record<string, unknown>>): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      submissionId: SUBMISSION,
      status: 'COMPLETED',
      result: 'VALID',
      reasonCode: '',
      ...changed,
    }),
  );

export const undecided = { verificationResult: null, completedAt: null };

export const fixtures: ProviderFixtures = {
  module: provider,
  environment: {
    ONEKYC_TOKEN_URL: TOKEN_HOST,
    ONEKYC_BASE_URL: GATEWAY,
    ONEKYC_CLIENT_ID: 'client-0001-sample',
    ONEKYC_PASS_KEY: 'pass-key-0001-sample',
    ONEKYC_ONBOARDING_PARTNER: 'CONTOH-WEB-KTP_SCAN',
    ONEKYC_CALLBACK_AUTHORIZATION: AUTHORIZATION,
    ONEKYC_LIVENESS: 'false',
  },
  issued: [USER_TOKEN, PARTNER_TOKEN],
  session: {
    sessionId: 'ks_0000000000000000000000001',
    document: { type: 'ktp' },
    user: { externalId: 'customer-1' },
    locale: 'id',
    platform: 'Web',
    metadata: {},
    returnUrl: 'https://kyc.example/return',
    webhookUrl: 'https://kyc.example/v1/webhooks/onekyc',
    createdAt: new Date('2026-01-15T12:00:00Z'),
  },
  uploads: [{ slot: 'ktp', contentType: 'image/jpeg', size: 300_000, sha256: '0'.repeat(64) }],
  routes: approved,
  operations: { uploadTarget: route.urls, submit: route.confirm, fetchStatus: route.status },
  outcomes: [
    {
      name: 'INITIATED after submission',
      routes: { [route.status]: statusReply({ status: 'INITIATED', ...undecided }) },
      expected: { status: 'processing', result: null },
    },
    {
      name: 'IN_PROGRESS',
      routes: { [route.status]: statusReply({ status: 'IN_PROGRESS', ...undecided }) },
      expected: { status: 'processing', result: null },
    },
    {
      name: 'PARTIALLY_COMPLETED',
      routes: { [route.status]: statusReply({ status: 'PARTIALLY_COMPLETED', ...undecided }) },
      expected: { status: 'review', result: null },
    },
    {
      name: 'COMPLETED and approved',
      routes: {},
      expected: { status: 'completed', result: 'approved' },
    },
    {
      name: 'COMPLETED and not approved',
      routes: {
        [route.status]: statusReply({
          verificationResult: { isApproved: false, riskLevel: 'HIGH', confidence: '12' },
          documents: { KTP_FRONT: { status: 'INVALID', documentReference: null } },
        }),
        [route.details]: detailsReply({ result: 'INVALID', reasonCode: 'NOT_EKTP' }),
      },
      expected: { status: 'completed', result: 'rejected' },
    },
    {
      name: 'ERROR',
      routes: {
        [route.status]: statusReply({ status: 'ERROR', ...undecided }),
        [route.details]: detailsReply({ status: 'ERROR', result: null, reasonCode: 'VERIFICATION_FAILED' }),
      },
      expected: { status: 'failed', result: null },
    },
  ],
  unknown: [
    { [route.status]: statusReply({ status: 'SOMETHING_NEW' }) },
    { [route.status]: statusReply({ status: 'completed' }) },
    { [route.status]: statusReply({ verificationResult: null }) },
    { [route.status]: statusReply({ verificationResult: { isApproved: 'true' } }) },
    { [route.details]: detailsReply({ result: 'INVALID' }) },
    { [route.details]: detailsReply({ result: 'SOMETHING_NEW' }) },
  ],
  submittedTwice: {
    [route.confirm]: refuse(409, 409, 'SUBMISSION_STATE_CONFLICT'),
    [route.status]: statusReply({ status: 'IN_PROGRESS', ...undecided }),
  },
  webhook: {
    good: callback(),
    wrongKey: callback({ headers: { authorization: 'Bearer callback-0002-sample' } }),
    missingHeader: callback({ headers: {} }),
    malformed: callback({ body: callbackBody({ submissionId: 7 }) }),
    stranger: callback({ body: callbackBody({ submissionId: 'someone-elses' }) }),
  },
};
