import type { ProviderFixtures } from '../conformance.harness.ts';
import type { Reply, Routes } from '../conformance.upstream.ts';
import type { WebhookRequest } from '../provider.ts';
import { provider } from './index.ts';
import { createCipher, sign } from './seal.ts';
import { settings } from './settings.ts';

const GATEWAY = 'https://gateway.ctos.example/v2/gateway';

export const environment = {
  CTOS_BASE_URL: GATEWAY,
  CTOS_API_KEY: 'samplekey0123456789ABCDEFGHIJKLM',
  CTOS_SECURITY_KEY: 'security-0001-sample',
  CTOS_PACKAGE_NAME: 'com.contoh.kyc',
  CTOS_IV: 'MTIzNDU2Nzg5MDEy',
  CTOS_CALLBACK_MODE: '1',
  CTOS_TIME_ZONE: 'Asia/Kuala_Lumpur',
};

export const values = settings.parse(environment);
export const cipher = createCipher(environment.CTOS_IV, environment.CTOS_API_KEY);

/** Of the first transaction: the end of the session id and of the first UUID. */
export const REF = 'contoh00000000000000000100000001';
export const PREFIXED = `com.contoh.kyc${REF}`;
/** Longer than documented, as in the vendor's own collection. */
export const ONBOARDING = 'T05CT0FSRElORy1TQU1QTEUtMDAwMS1PTkJPQVJESU5HLTE=';
export const PAGE = 'https://onboarding.ctos.example/start/0001';

export const route = {
  create: `POST ${GATEWAY}/create-transaction`,
  status: `POST ${GATEWAY}/get-status`,
} as const;

/** What a request holds, opened. */
export const openedOf = (body: string | null): Record<string, unknown> =>
  JSON.parse(cipher.open(JSON.parse(body ?? '{}').data) ?? 'null');

export const sealed = (fields: unknown): string => cipher.seal(JSON.stringify(fields));

/** As it is on the wire: PHP writes `\/` for every slash of the base64. */
export const sealedReply =
  (fields: unknown): Reply =>
  () =>
    new Response(`{"success":true,"data":"${sealed(fields).replaceAll('/', '\\/')}"}`);

/** The fields of an answer to a creation, about the transaction that was asked for. */
export const created = (body: string | null, changed: Readonly<Record<string, unknown>> = {}) => ({
  api_key: environment.CTOS_API_KEY,
  package_name: environment.CTOS_PACKAGE_NAME,
  ref_id: `com.contoh.kyc${openedOf(body)['ref_id']}`,
  signature: 'c2lnbmF0dXJlLW9mLXRoZWlycw==',
  onboarding_id: ONBOARDING,
  onboarding_url: PAGE,
  expired_at: '2026-01-16 01:00:00',
  ...changed,
});

export const createReply =
  (changed: Readonly<Record<string, unknown>> = {}): Reply =>
  (request) =>
    sealedReply(created(request.body, changed))(request);

/** A made-up person; the number has a place of birth that does not exist. */
export const ocr = {
  full_name: 'SITI SAMPLE',
  front_document_number: '900101-00-0001',
  back_document_number: '900101-00-0001',
  front_document_address: '1 JALAN CONTOH, 00000 CONTOH',
  front_document_gender: 'PEREMPUAN',
  full_name_check: true,
};

export const steps = {
  step1: {
    status: true,
    ocr_result: ocr,
    text_similarity_result: {
      name_similarity_status: 1,
      document_number_similarity_status: '1',
      front_back_number_similarity_status: true,
    },
    landmark: { flag: true },
    landmark_status: { landmark_is_valid: true, total_pass: 6 },
    attempt: 1,
    updated_at: 1_768_478_400,
  },
  step2: { status: true, is_identical: true, percentage: '80.99', attempt: 1, updated_at: 1_768_478_401 },
};

export const status = (changed: Readonly<Record<string, unknown>> = {}) => ({
  api_key: environment.CTOS_API_KEY,
  package_name: environment.CTOS_PACKAGE_NAME,
  ref_id: PREFIXED,
  onboarding_id: ONBOARDING,
  request_time: '2026-01-15 20:00:05',
  mode: 1,
  signature: 'c2lnbmF0dXJlLW9mLXRoZWlycw==',
  status: 2,
  result: 1,
  reject_message: 'EKYC onboarding process successful',
  ...steps,
  ...changed,
});

/** About the transaction that was asked for. */
export const statusReply =
  (changed: Readonly<Record<string, unknown>> = {}): Reply =>
  (request) =>
    sealedReply(status({ ref_id: openedOf(request.body)['ref_id'], ...changed }))(request);

/** The smallest things that begin as a JPEG and a PNG do. */
export const jpeg = Buffer.from('ffd8ffe000104a4649460001', 'hex');
export const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');

export const pictures = {
  step1: { ...steps.step1, front_document_image: jpeg.toString('base64') },
  step2: { ...steps.step2, best_frame: `data:image/png;base64,${png.toString('base64')}` },
};

const routes: Routes = {
  [route.create]: createReply(),
  [route.status]: (request) => statusReply(openedOf(request.body)['mode'] === '2' ? pictures : {})(request),
};

const POSTED_AT = '2026-01-15 20:05:00';

/** The fields of a postback, signed over its own values. */
export const news = (changed: Readonly<Record<string, unknown>> = {}) => ({
  ...status({ request_time: POSTED_AT }),
  signature: sign(values, PREFIXED, POSTED_AT),
  ...changed,
});

export const delivery = (body: unknown): WebhookRequest => ({
  method: 'POST',
  url: 'https://kyc.example/v1/webhooks/ctos',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});

export const postback = (changed: Readonly<Record<string, unknown>> = {}): WebhookRequest =>
  delivery({ data: sealed(news(changed)) });

/** The last bytes changed on the way: what was padding is none any more. */
const broken = (): WebhookRequest => {
  const bytes = Buffer.from(sealed(news()), 'base64');
  return delivery({ data: Buffer.concat([bytes.subarray(0, -2), Buffer.of(0, 0)]).toString('base64') });
};

const anotherKey = createCipher(environment.CTOS_IV, 'anotherkey0123456789ABCDEFGHIJKL');

const outcome = (
  name: string,
  changed: Readonly<Record<string, unknown>>,
  expected: ProviderFixtures['outcomes'][number]['expected'],
): ProviderFixtures['outcomes'][number] => ({
  name,
  routes: { [route.status]: statusReply(changed) },
  expected,
});

export const fixtures: ProviderFixtures = {
  module: provider,
  environment,
  issued: ['c2lnbmF0dXJlLW9mLXRoZWlycw=='],
  session: {
    sessionId: 'ses_contoh000000000000000001',
    document: { type: 'mykad', name: 'SITI SAMPLE', number: '900101-00-0001' },
    user: { externalId: 'customer-1' },
    locale: 'ms',
    platform: 'Web',
    metadata: {},
    returnUrl: 'https://kyc.example/return',
    webhookUrl: 'https://kyc.example/v1/webhooks/ctos',
    createdAt: new Date('2026-01-15T12:00:00Z'),
  },
  routes,
  operations: { start: route.create, fetchStatus: route.status, fetchImage: route.status },
  outcomes: [
    outcome(
      'not opened',
      { status: 0, result: 2, step1: null, step2: null },
      { status: 'pending', result: null },
    ),
    outcome(
      'not opened, without a result',
      { status: '0', result: undefined },
      { status: 'pending', result: null },
    ),
    outcome('processing', { status: 1, result: 2 }, { status: 'processing', result: null }),
    outcome('processing, as a string', { status: '1', result: '' }, { status: 'processing', result: null }),
    outcome('completed and approved', {}, { status: 'completed', result: 'approved' }),
    outcome(
      'completed and approved, as strings',
      { status: '2', result: '1' },
      { status: 'completed', result: 'approved' },
    ),
    outcome(
      'completed and rejected',
      { result: 0, reject_message: 'Step 2 failed' },
      { status: 'completed', result: 'rejected' },
    ),
    outcome('completed without a result', { result: 2 }, { status: 'review', result: null }),
    outcome(
      'expired',
      { status: 3, result: 2, reject_message: 'Session expired and onboarding process not  finished' },
      { status: 'expired', result: null },
    ),
    outcome('expired, whatever the result', { status: 3, result: 1 }, { status: 'expired', result: null }),
  ],
  unknown: [
    { status: 4 },
    { status: 'completed' },
    { status: null },
    { status: true },
    { status: 2.5 },
    { status: '02.0' },
    { result: 3 },
    { result: true },
    { result: 'approved' },
    { result: [1] },
    { result: undefined },
  ].map((changed) => ({ [route.status]: statusReply(changed) })),
  webhook: {
    good: postback(),
    about: ({ upstreamRefId }) => {
      const reference = String(upstreamRefId);
      const time = '2026-01-15 20:05:00';
      return postback({ ref_id: reference, request_time: time, signature: sign(values, reference, time) });
    },
    wrongKey: delivery({ data: anotherKey.seal(JSON.stringify(news())) }),
    missingHeader: delivery(news({ signature: undefined })),
    malformed: postback({ ref_id: [] }),
    stranger: postback({ ref_id: 'com.contoh.kyccontoh00000000000000000900000001' }),
    changedBody: broken(),
    asks: ['missingHeader'],
  },
};
