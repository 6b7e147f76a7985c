import { createHash, createHmac } from 'node:crypto';
import {
  journey,
  NOW,
  type Operation,
  openAdapter,
  type ProviderFixtures,
  perform,
  type UploadFixture,
} from '../conformance.harness.ts';
import { json, type Routes } from '../conformance.upstream.ts';
import type { CallContext, Change, ProviderSession, WebhookRequest } from '../provider.ts';
import { provider } from './index.ts';
import type { Slot } from './slots.ts';

const BASE = 'https://api.enxtai.example/api';
export const API_KEY = 'api-key-0001-sample';
export const SECRET = 'whsec_0001-sample';
export const KYC_SESSION = 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d';
export const OTHER_SESSION = 'a1b2c3d4-0000-4000-8000-000000000002';
export const USER = 'ks_0000000000000000000000001:customer-12345';

/** The route of each call, as the fake upstream names it. */
export const route = {
  initiate: `POST ${BASE}/v1/kyc/initiate`,
  pan: `POST ${BASE}/v1/kyc/upload/pan`,
  aadhaar_front: `POST ${BASE}/v1/kyc/upload/aadhaar/front`,
  aadhaar_back: `POST ${BASE}/v1/kyc/upload/aadhaar/back`,
  live_photo: `POST ${BASE}/v1/kyc/upload/live-photo`,
  verify: `POST ${BASE}/v1/kyc/verify`,
  status: `GET ${BASE}/v1/kyc/status/${KYC_SESSION}`,
} as const;

export const initiated = {
  kycSessionId: KYC_SESSION,
  status: 'PENDING',
  uploadUrls: {
    pan: '/v1/kyc/upload/pan',
    aadhaarFront: '/v1/kyc/upload/aadhaar/front',
    aadhaarBack: '/v1/kyc/upload/aadhaar/back',
    livePhoto: '/v1/kyc/upload/live-photo',
  },
};

/** 201 is what the handlers answer, 200 what the documentation prints. */
export const uploadReply = (status = 201, kycSessionId = KYC_SESSION) =>
  json({ success: true, kycSessionId, documentUrl: 'kyc-sample/user/PAN_CARD_1.jpg' }, status);

/** Made-up numbers of the printed form. */
export const extractedData = {
  panNumber: 'ABCDE1234F',
  aadhaarNumber: 'XXXX XXXX 1234',
  fullName: 'SITI SAMPLE',
  dateOfBirth: '1990-01-15',
  address: '123 Main St, Mumbai, MH 400001',
};

export const verificationScores = { faceMatchScore: 0.95, livenessScore: 0.88 };

export const statusBody = {
  kycSessionId: KYC_SESSION,
  externalUserId: USER,
  status: 'FACE_VERIFIED',
  progress: 100,
  extractedData,
  verificationScores,
  createdAt: '2026-01-05T10:30:00Z',
  updatedAt: '2026-01-05T10:45:00Z',
};

export const statusReply = (changed: Readonly<Record<string, unknown>> = {}) =>
  json({ ...statusBody, ...changed });

const early = (status: string) => statusReply({ status, extractedData: null, verificationScores: null });

/** As the server's own filter writes a refusal. */
export const refuse = (
  status: number,
  error: string,
  message: string | string[],
  headers: Record<string, string> = {},
) =>
  json(
    { error, message, statusCode: status, timestamp: '2026-01-15T12:00:00.000Z', path: '/api/v1/kyc' },
    status,
    headers,
  );

export const verified = { success: true, status: 'FACE_VERIFIED', ...verificationScores };

const approved: Routes = {
  [route.initiate]: json(initiated, 201),
  [route.pan]: uploadReply(),
  [route.aadhaar_front]: uploadReply(200),
  [route.aadhaar_back]: uploadReply(),
  [route.live_photo]: uploadReply(),
  [route.verify]: json(verified, 201),
  [route.status]: statusReply(),
};

export const hmac = (body: Uint8Array | string): string =>
  createHmac('sha256', SECRET).update(body).digest('hex');

export const webhookBody = {
  id: 'evt_a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
  event: 'kyc.verification_completed',
  timestamp: new Date(NOW - 2000).toISOString(),
  data: {
    kycSessionId: KYC_SESSION,
    externalUserId: USER,
    status: 'FACE_VERIFIED',
    extractedData,
    verificationScores,
  },
};

export const delivery = (
  changed: Readonly<Record<string, unknown>> = {},
  data: Readonly<Record<string, unknown>> = {},
): WebhookRequest =>
  signed(JSON.stringify({ ...webhookBody, data: { ...webhookBody.data, ...data }, ...changed }));

export const signed = (body: Uint8Array | string, signature = hmac(body)): WebhookRequest => ({
  method: 'POST',
  url: 'https://kyc.example/v1/webhooks/enxtai',
  query: '',
  headers: {
    'content-type': 'application/json',
    'x-signature': signature,
    'x-event': 'kyc.verification_completed',
  },
  body: Buffer.from(body),
});

const good = delivery();

/** A picture's first bytes, and a line break and dashes as a boundary has them. */
const picture = (slot: Slot, contentType: string): UploadFixture => {
  const bytes = Buffer.concat([Buffer.of(0xff, 0xd8, 0xff), Buffer.from(`\r\n--${slot}`.repeat(9))]);
  return {
    slot,
    contentType,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes,
  };
};

export const fixtures: ProviderFixtures = {
  module: provider,
  environment: { ENXTAI_BASE_URL: BASE, ENXTAI_API_KEY: API_KEY, ENXTAI_WEBHOOK_SECRET: SECRET },
  session: {
    sessionId: 'ks_0000000000000000000000001',
    document: { type: 'pan' },
    user: { externalId: 'customer-12345', email: 'siti.sample@example.com', phone: '+91 98765-43210' },
    locale: 'en',
    platform: 'Web',
    metadata: { transactionId: 'txn-abc-123' },
    returnUrl: 'https://kyc.example/return',
    webhookUrl: 'https://kyc.example/v1/webhooks/enxtai',
    createdAt: new Date('2026-01-15T12:00:00Z'),
  },
  uploads: [
    picture('pan', 'image/jpeg'),
    picture('aadhaar_front', 'image/png'),
    picture('aadhaar_back', 'image/jpeg'),
    picture('live_photo', 'image/jpeg'),
  ],
  mostAttempts: 6,
  routes: approved,
  operations: {
    start: route.initiate,
    streamUpload: route.pan,
    submit: route.verify,
    fetchStatus: route.status,
  },
  outcomes: [
    ...['PENDING', 'DOCUMENTS_UPLOADED', 'OCR_COMPLETED'].map((status) => ({
      name: `${status} after submission`,
      routes: { [route.status]: early(status) },
      expected: { status: 'processing', result: null } as const,
    })),
    { name: 'FACE_VERIFIED', routes: {}, expected: { status: 'completed', result: 'approved' } },
    {
      name: 'PENDING_REVIEW',
      routes: { [route.status]: statusReply({ status: 'PENDING_REVIEW' }) },
      expected: { status: 'review', result: null },
    },
    {
      name: 'VERIFIED',
      routes: { [route.status]: statusReply({ status: 'VERIFIED' }) },
      expected: { status: 'completed', result: 'approved' },
    },
    {
      name: 'REJECTED',
      routes: { [route.status]: statusReply({ status: 'REJECTED', rejectionReason: 'Photo of a photo' }) },
      expected: { status: 'completed', result: 'rejected' },
    },
  ],
  // The last two are in comments of the documentation, and no status of theirs.
  unknown: ['SOMETHING_NEW', 'verified', '', 'APPROVED', 'MANUAL_REVIEW'].map((status) => ({
    [route.status]: statusReply({ status }),
  })),
  submittedTwice: {
    [route.verify]: refuse(422, 'PROCESSING_FAILED', 'Verification already ran'),
    [route.status]: statusReply({ status: 'PENDING_REVIEW' }),
  },
  webhook: {
    good,
    wrongKey: signed(good.body, '0'.repeat(64)),
    missingHeader: { ...good, headers: { 'content-type': 'application/json' } },
    malformed: delivery({ data: { kycSessionId: 7 } }),
    stranger: delivery({}, { kycSessionId: 'someone-elses' }),
    changedBody: { ...delivery({}, { status: 'VERIFIED' }), headers: good.headers },
    oldTimestamp: delivery({ timestamp: '2026-01-05T10:35:00.000Z' }),
    asks: ['oldTimestamp'],
  },
};

export const context = (): CallContext => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** An adapter with a session for which `operation` is due, the changed routes standing from then on. */
export const due = async (operation: Operation, changed: Routes = {}) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  const run = (standing: ProviderSession = session) => perform(fixtures, adapter, operation, standing);
  const after = (change: Change): ProviderSession => ({ ...session, state: change.state ?? session.state });
  return { adapter, upstream, session, run, after };
};
