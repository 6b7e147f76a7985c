import { createHmac } from 'node:crypto';
import type { ProviderFixtures } from '../conformance.harness.ts';
import { json, type Reply, type Routes } from '../conformance.upstream.ts';
import type { WebhookRequest } from '../provider.ts';
import { provider } from './index.ts';

const BASE = 'https://api.truestack.example';
export const SESSION = '550e8400-0000-4000-8000-000000000001';
export const API_KEY = 'ts_test_sample_0001';
export const SECRET = 'trueidentity-sample-0001';

const path = `${BASE}/api/v1/kyc/sessions`;

/** The route of each call, as the fake upstream names it. */
export const route = {
  create: `POST ${path}`,
  refresh: `POST ${path}/${SESSION}`,
  get: `GET ${path}/${SESSION}`,
  image: `GET ${path}/${SESSION}/documents/front_document`,
} as const;

type Data = Readonly<Record<string, unknown>>;

/** A made-up card: the number has a place that does not exist. */
const document = {
  full_name: 'SITI SAMPLE',
  id_number: '900101-00-0000',
  id_number_back: '900101-00-0000-00-00',
  address: 'NO 1 JALAN CONTOH, 50000 KUALA LUMPUR',
  gender: 'PEREMPUAN',
  dob: '1990-01-01',
  nationality: 'WARGANEGARA',
  religion: 'ISLAM',
  race: 'MELAYU',
};

const verification = {
  document_valid: true,
  name_match: true,
  id_match: true,
  front_back_match: true,
  landmark_valid: true,
  face_match: true,
  face_match_score: '80.99',
  liveness_passed: true,
};

/** Answer of a refresh that reached TrueStack's own provider. */
export const refreshed = (data: Data = {}): Reply =>
  json({
    id: SESSION,
    ref_id: 'DEMO_CLI_sample',
    status: 'completed',
    result: 'approved',
    reject_message: null,
    refreshed: true,
    document,
    verification,
    images: {
      front_document: 'https://bucket.example/front.jpg?X-Amz-Signature=00',
      back_document: null,
      face_image: 'http://bucket.example/face.jpg',
      best_frame: 'https://user:word@bucket.example/best.jpg',
    },
    _raw: { innovatif_status: '2' },
    ...data,
  });

/** Answer of get, as the public documentation has it. */
export const got = (data: Data = {}): Reply =>
  json({
    id: SESSION,
    status: 'completed',
    result: 'approved',
    document_name: 'Siti Sample',
    document_number: '900101-00-0000',
    document_type: '1',
    metadata: {},
    created_at: '2026-01-15T12:00:00.000Z',
    updated_at: '2026-01-15T12:05:00.000Z',
    ocr_result: { name: 'SITI SAMPLE', id_number: '900101000000', address: 'NO 1 JALAN CONTOH' },
    documents: { front_document: `${path}/${SESSION}/documents/front_document` },
    ...data,
  });

export const refuse = (status: number, error: string, more: Data = {}): Reply =>
  json({ error, message: 'SECRET WORDS OF THEIRS', ...more }, status);

export const jpeg = Buffer.from('ffd8ffe000104a464946000101ffd9', 'hex');
export const picture: Reply = () =>
  new Response(jpeg, {
    headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=3600' },
  });

export const created: Reply = json(
  {
    id: SESSION,
    onboarding_url: 'https://ekyc.example/onboarding/abc123',
    expires_at: '2026-01-16T12:00:00.000Z',
    status: 'pending',
  },
  201,
);

const routes: Routes = {
  [route.create]: created,
  [route.refresh]: refreshed(),
  [route.get]: got(),
  [route.image]: picture,
};

/** A webhook in the flat shape of the server. */
export const flat = (data: Data = {}): string =>
  JSON.stringify({
    event: 'kyc.session.completed',
    session_id: SESSION,
    ref_id: 'DEMO_CLI_sample',
    status: 'completed',
    result: 'approved',
    reject_message: null,
    document_name: 'Siti Sample',
    document_number: '900101-00-0000',
    tenant_id: 'tenant-1',
    borrower_id: null,
    metadata: {},
    timestamp: '2026-01-15T12:00:00.000Z',
    ...data,
  });

/** A webhook in the nested shape of the documentation. */
export const nested = (data: Data = {}): string =>
  JSON.stringify({
    event: 'kyc.session.completed',
    timestamp: '2026-01-15T12:00:00.000Z',
    data: {
      session_id: SESSION,
      ref_id: 'DEMO_CLI_sample',
      status: 'completed',
      result: 'approved',
      document_name: 'Siti Sample',
      document_number: '900101-00-0000',
      ocr_data: {
        name: 'SITI SAMPLE',
        ic_number: '900101000000',
        address: 'NO 1 JALAN CONTOH',
        gender: 'LELAKI',
        nationality: 'WARGANEGARA',
        date_of_birth: '1990-12-34',
      },
      face_match_score: 0.95,
      liveness_score: 0.98,
      metadata: {},
      ...data,
    },
  });

export const mac = (key: string, text: string) => createHmac('sha256', key).update(text).digest();

export const signed = (body: string, key = API_KEY): WebhookRequest => ({
  method: 'POST',
  url: 'https://kyc.example/v1/webhooks/truestack',
  query: '',
  headers: { 'content-type': 'application/json', 'x-webhook-signature': mac(key, body).toString('hex') },
  body: Buffer.from(body),
});

/** The second scheme: `at` in milliseconds since the epoch. */
export const pair = (body: string, at: number, secret = SECRET): WebhookRequest => ({
  ...signed(body),
  headers: {
    'x-trueidentity-signature': mac(secret, `${at}.${body}`).toString('base64'),
    'x-trueidentity-timestamp': String(at),
  },
});

const undecided = { result: null, document: null, verification: null };

export const fixtures: ProviderFixtures = {
  module: provider,
  environment: {
    TRUESTACK_BASE_URL: BASE,
    TRUESTACK_API_KEY: API_KEY,
    TRUESTACK_WEBHOOK_SECRET: SECRET,
    TRUESTACK_UNSIGNED_WEBHOOKS: 'reject',
  },
  session: {
    sessionId: 'ses_000000000000000000000001',
    document: { type: 'mykad', name: 'Siti Sample', number: '900101000000' },
    user: { externalId: 'customer-1' },
    locale: 'ms',
    platform: 'Web',
    metadata: { order: 'sample-1' },
    returnUrl: 'https://kyc.example/return/ses_000000000000000000000001',
    webhookUrl: 'https://kyc.example/v1/webhooks/truestack',
    createdAt: new Date('2026-01-15T12:00:00Z'),
  },
  routes,
  operations: { start: route.create, fetchStatus: route.refresh, fetchImage: route.image },
  outcomes: [
    {
      name: 'pending',
      routes: { [route.refresh]: refreshed({ status: 'pending', ...undecided }) },
      expected: { status: 'pending', result: null },
    },
    {
      name: 'processing',
      routes: { [route.refresh]: refreshed({ status: 'processing', ...undecided }) },
      expected: { status: 'processing', result: null },
    },
    { name: 'completed and approved', routes: {}, expected: { status: 'completed', result: 'approved' } },
    {
      name: 'completed and rejected',
      routes: { [route.refresh]: refreshed({ result: 'rejected', reject_message: 'OCR failed' }) },
      expected: { status: 'completed', result: 'rejected' },
    },
    {
      name: 'expired',
      routes: { [route.refresh]: refreshed({ status: 'expired', ...undecided }) },
      expected: { status: 'expired', result: null },
    },
    {
      name: 'expired and rejected: it never began',
      routes: { [route.refresh]: refreshed({ status: 'expired', ...undecided, result: 'rejected' }) },
      expected: { status: 'failed', result: null },
    },
  ],
  unknown: [
    { [route.refresh]: refreshed({ status: 'SOMETHING_NEW' }) },
    { [route.refresh]: refreshed({ status: 'Completed' }) },
    { [route.refresh]: refreshed({ result: null }) },
    { [route.refresh]: refreshed({ result: 'Approved' }) },
    { [route.refresh]: refreshed({ status: 'processing' }) },
    { [route.refresh]: refreshed({ status: 'expired' }) },
  ],
  webhook: {
    good: signed(flat()),
    wrongKey: signed(flat(), 'ts_test_sample_0002'),
    missingHeader: { ...signed(flat()), headers: {} },
    malformed: signed(flat({ session_id: 7 })),
    stranger: signed(flat({ session_id: 'someone-elses' })),
    changedBody: { ...signed(flat({ result: 'rejected' })), body: Buffer.from(flat()) },
    oldTimestamp: pair(flat(), Date.UTC(2026, 0, 15, 11, 54, 59)),
  },
};
