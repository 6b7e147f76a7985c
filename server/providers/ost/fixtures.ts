import { NOW, type ProviderFixtures } from '../conformance.harness.ts';
import { json, type Reply, type Routes } from '../conformance.upstream.ts';
import type { WebhookRequest } from '../provider.ts';
import { type Params, sign, toQuery } from './canonical.ts';
import { provider } from './index.ts';

const BASE = 'https://kyc.ost.example';
export const USER = '11428';
export const DETAIL = '727';
export const EMAIL = 'budi+1@contoh.example';
export const API_KEY = 'api-key-0001-sample';
export const API_SECRET = 'api-secret-0001-sample';
const WEBHOOK_SECRET = 'webhook-secret-0001-sample';

/** The route of each call, as the fake upstream names it. */
export const route = {
  createUser: `POST ${BASE}/api/v2/users`,
  listUsers: `GET ${BASE}/api/v2/users`,
  getUser: `GET ${BASE}/api/v2/users/${USER}`,
  submit: `POST ${BASE}/api/v2/users-kyc/${USER}`,
  status: `GET ${BASE}/api/v2/users-kyc/${USER}`,
  listKyc: `GET ${BASE}/api/v2/users-kyc`,
  detail: `GET ${BASE}/api/v2/users-kyc-detail/${USER}`,
  put: `GET ${BASE}/api/v2/users-kyc/pre-signed-urls/for-put`,
  post: `GET ${BASE}/api/v2/users-kyc/pre-signed-urls/for-post`,
  ethereum: `GET ${BASE}/api/v2/ethereum-address-validation`,
} as const;

export const user = (changed: Readonly<Record<string, unknown>> = {}) => ({
  id: Number(USER),
  email: EMAIL,
  properties: [],
  created_at: 1_768_478_400,
  ...changed,
});

export const userReply = (changed: Readonly<Record<string, unknown>> = {}) =>
  json({ success: true, data: { result_type: 'user', user: user(changed) } });

export const usersReply = (users: readonly unknown[], meta: unknown = { total: users.length }) =>
  json({ success: true, data: { result_type: 'users', users, meta } });

export const userKyc = (changed: Readonly<Record<string, unknown>> = {}) => ({
  id: 290,
  user_kyc_detail_id: Number(DETAIL),
  user_id: Number(USER),
  kyc_status: 'approved',
  admin_status: 'qualified',
  aml_status: 'cleared',
  whitelist_status: 'unprocessed',
  admin_action_types: [],
  submission_count: 1,
  last_acted_by: '',
  created_at: 1_768_478_400,
  ...changed,
});

/** Approved, unless changed. */
export const kycReply = (changed: Readonly<Record<string, unknown>> = {}) =>
  json({ success: true, data: { result_type: 'user_kyc', user_kyc: userKyc(changed) } });

const waiting = { kyc_status: 'pending', admin_status: 'unprocessed', aml_status: 'unprocessed' };

export const kycDetail = {
  id: Number(DETAIL),
  created_at: 1_768_478_400,
  first_name: 'Budi',
  last_name: 'Contoh',
  birthdate: '01/02/1990',
  country: 'INDONESIA',
  nationality: 'INDONESIAN',
  document_id_number: 'X0000000',
  document_id_file: 'https://s3.example/3/i/0001_ROTATE_0?X-Amz-Signature=00',
  selfie_file: 'https://s3.example/3/i/0002_ROTATE_0?X-Amz-Signature=00',
  residence_proof_file: 'https://s3.example/3/d/0003?X-Amz-Signature=00',
  investor_proof_files: ['https://s3.example/3/d/0004?X-Amz-Signature=00'],
  ethereum_address: '0x81b7e08f65bdf5648606c89998a9cc8164397647',
  estimated_participation_amount: 1.1,
  street_address: 'Jl. Contoh No. 1',
  city: 'Kota Contoh',
  state: 'Provinsi Contoh',
  postal_code: '00000',
};

export const detailReply = (changed: Readonly<Record<string, unknown>> = {}) =>
  json({
    success: true,
    data: { result_type: 'user_kyc_detail', user_kyc_detail: { ...kycDetail, ...changed } },
  });

/** As with the setting off. */
export const detailKeptBack = json({
  success: true,
  data: { result_type: 'user_kyc_detail', user_kyc: { id: Number(DETAIL), created_at: 1_768_478_400 } },
});

const keyOf = (file: string) => `3/i/${file.replaceAll('_', '')}0001`;

const askedFile = ({ url }: Parameters<Reply>[0]): string =>
  /^files\[(.+)\]$/.exec([...url.searchParams.keys()].find((key) => key.startsWith('files')) ?? '')?.[1] ??
  '';

/** `"success": "true"` is printed so for this call. */
export const putReply: Reply = (request) => {
  const file = askedFile(request);
  const url = `https://s3.example/kyc.ost.example/${keyOf(file)}?X-Amz-Signature=00`;
  const places = { [file]: { url, fields: { key: keyOf(file) } } };
  return json({ success: 'true', data: { result_type: 'file_upload_put', file_upload_put: places } })(
    request,
  );
};

export const policyFields = {
  'x-amz-server-side-encryption': 'aws:kms',
  'x-amz-server-side-encryption-aws-kms-key-id': '00000000-0000-4000-8000-000000000000',
  policy: 'eyJleHBpcmF0aW9uIjoiMjAyNiJ9',
  'x-amz-credential': 'AKIAEXAMPLE/20260115/us-east-1/s3/aws4_request',
  'x-amz-algorithm': 'AWS4-HMAC-SHA256',
  'x-amz-date': '20260115T120000Z',
  'x-amz-signature': '0'.repeat(64),
};

export const postReply: Reply = (request) => {
  const file = askedFile(request);
  const places = {
    [file]: { url: 'https://s3.example/kyc.ost.example', fields: { key: keyOf(file), ...policyFields } },
  };
  return json({ success: true, data: { result_type: 'file_upload_post', file_upload_post: places } })(
    request,
  );
};

export const refuse = (
  status: number,
  code: string,
  { internalId = 'a_1', parameters = [] as readonly string[], headers = {} as Record<string, string> } = {},
) =>
  json(
    {
      success: false,
      err: {
        internal_id: internalId,
        code,
        msg: 'Something about BUDI CONTOH.',
        error_data: parameters.map((parameter) => ({ parameter, msg: 'BUDI CONTOH is not good.' })),
      },
    },
    status,
    headers,
  );

export const notFound = refuse(404, 'NOT_FOUND', { internalId: 'um_u_g_favu_2' });

/** A new user has no case before the first submission. */
function approvedSide(): Routes {
  let isSubmitted = false;
  return {
    [route.createUser]: (request) => {
      isSubmitted = false;
      return userReply()(request);
    },
    [route.put]: putReply,
    [route.post]: postReply,
    [route.ethereum]: json({ success: true }),
    [route.submit]: (request) => {
      isSubmitted = true;
      return kycReply(waiting)(request);
    },
    [route.status]: (request) => (isSubmitted ? kycReply() : notFound)(request),
    [route.detail]: detailReply(),
  };
}

export const details = {
  firstName: 'Budi',
  lastName: 'Contoh',
  birthdate: '1990-02-01',
  country: 'ID',
  nationality: 'ID',
  documentIdNumber: 'X0000000',
  streetAddress: 'Jl. Contoh No. 1',
  city: 'Kota Contoh',
  state: 'Provinsi Contoh',
  postalCode: '00000',
  ethereumAddress: '0x81b7e08f65bdf5648606c89998a9cc8164397647',
  estimatedParticipationAmount: 1.1,
};

export const WEBHOOK_URL = 'https://kyc.example/v1/webhooks/ost';
/** In seconds, as `NOW`. */
export const STAMP = Math.floor(NOW / 1000);

export const statusEvent: Params = {
  id: '256',
  name: 'kyc_status_update',
  type: 'user_kyc',
  source: 'web',
  version: 'v1',
  description: 'user kyc state has changed',
  created_at: String(STAMP - 2),
  data: {
    result_type: 'user_kyc',
    user_kyc: {
      admin_status: 'qualified',
      aml_status: 'cleared',
      created_at: '1541152723',
      id: '328',
      kyc_status: 'approved',
      last_acted_by: 'SITI SAMPLE',
      submission_count: '1',
      user_id: USER,
      user_kyc_detail_id: DETAIL,
      whitelist_status: 'unprocessed',
    },
  },
};

export const userEvent = (name: string, userId = USER): Params => ({
  ...statusEvent,
  name,
  type: 'user',
  data: { result_type: 'user', user: { id: userId, email: EMAIL, created_at: '1541144915', properties: [] } },
});

export const kycEvent = (changed: Params, of: Params = {}): Params => ({
  ...statusEvent,
  ...changed,
  data: { result_type: 'user_kyc', user_kyc: { user_id: USER, user_kyc_detail_id: DETAIL, ...of } },
});

/** A delivery as OST makes it: a form, the signature among its pairs. */
export function delivery(
  event: Params,
  { secret = WEBHOOK_SECRET, stamp = STAMP, url = WEBHOOK_URL } = {},
): WebhookRequest {
  const params = { ...event, request_timestamp: stamp };
  const signature = sign(secret, `${url}?${toQuery(params)}`);
  return ofBody(toQuery({ ...params, signature }), url);
}

export const ofBody = (body: string | Uint8Array, url = WEBHOOK_URL): WebhookRequest => ({
  method: 'POST',
  url,
  query: '',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(body as string),
});

const textOf = ({ body }: WebhookRequest): string => Buffer.from(body).toString();

const outcome = (
  name: string,
  changed: Readonly<Record<string, unknown>>,
  status: 'processing' | 'review' | 'completed',
  result: 'approved' | 'rejected' | null = null,
) => ({ name, routes: { [route.status]: kycReply(changed) }, expected: { status, result } });

export const fixtures: ProviderFixtures = {
  module: provider,
  environment: {
    OST_BASE_URL: BASE,
    OST_API_KEY: API_KEY,
    OST_API_SECRET: API_SECRET,
    OST_WEBHOOK_SECRET: WEBHOOK_SECRET,
    OST_UPLOAD: 'put',
  },
  // Every query and form of OST's protocol carries the key.
  inAddress: [API_KEY],
  session: {
    sessionId: 'ks_0000000000000000000000001',
    document: { type: 'passport' },
    user: { externalId: 'customer-1', email: EMAIL },
    locale: 'en',
    platform: 'Web',
    metadata: {},
    returnUrl: 'https://kyc.example/return',
    webhookUrl: WEBHOOK_URL,
    createdAt: new Date('2026-01-15T12:00:00Z'),
  },
  details,
  uploads: [
    { slot: 'document_id', contentType: 'image/jpeg', size: 300_000, sha256: '0'.repeat(64) },
    { slot: 'selfie', contentType: 'image/jpeg', size: 300_000, sha256: '1'.repeat(64) },
  ],
  routes: approvedSide(),
  operations: {
    start: route.createUser,
    uploadTarget: route.put,
    submit: route.submit,
    fetchStatus: route.status,
  },
  outcomes: [
    outcome('nobody looked yet', waiting, 'processing'),
    outcome('AML pending', { ...waiting, aml_status: 'pending' }, 'processing'),
    outcome('AML cleared', { ...waiting, aml_status: 'cleared' }, 'processing'),
    outcome('AML approved', { ...waiting, aml_status: 'approved' }, 'processing'),
    outcome('AML rejected', { ...waiting, aml_status: 'rejected' }, 'review'),
    outcome('AML failed', { ...waiting, aml_status: 'failed' }, 'review'),
    outcome('qualified before AML', { ...waiting, admin_status: 'qualified' }, 'processing'),
    outcome('denied by the administrator only', { ...waiting, admin_status: 'denied' }, 'review'),
    outcome('an issue', { ...waiting, admin_action_types: ['data_mismatch'] }, 'review'),
    outcome('another issue', { ...waiting, admin_action_types: ['document_issue'] }, 'review'),
    outcome('a third issue', { ...waiting, admin_action_types: ['other_issue'] }, 'review'),
    outcome('approved', {}, 'completed', 'approved'),
    outcome('approved by AML too', { aml_status: 'approved' }, 'completed', 'approved'),
    outcome('approved and whitelisted', { whitelist_status: 'done' }, 'completed', 'approved'),
    outcome('approved, whitelisting failed', { whitelist_status: 'failed' }, 'completed', 'approved'),
    outcome('denied', { kyc_status: 'denied', admin_status: 'denied' }, 'completed', 'rejected'),
    outcome(
      'denied after AML',
      { kyc_status: 'denied', admin_status: 'unprocessed', aml_status: 'rejected' },
      'completed',
      'rejected',
    ),
  ],
  unknown: [
    { kyc_status: 'Approved' },
    { kyc_status: 'verified' },
    { admin_status: 'something_new' },
    { aml_status: 'something_new' },
    { admin_status: 'denied' },
    { admin_status: 'unprocessed' },
    { aml_status: 'failed' },
    { aml_status: 'rejected' },
    { aml_status: 'pending' },
    { kyc_status: 'denied' },
    { submission_count: 2 },
    { ...waiting, admin_action_types: ['something_new'] },
  ].map((changed) => ({ [route.status]: kycReply(changed) })),
  startedTwice: {
    [route.createUser]: refuse(400, 'BAD_REQUEST', { parameters: ['email'] }),
    [route.listUsers]: usersReply([user()]),
  },
  submittedTwice: {
    [route.submit]: refuse(422, 'UNPROCESSABLE_ENTITY'),
    [route.status]: kycReply(),
  },
  webhook: {
    good: delivery(statusEvent),
    wrongKey: delivery(statusEvent, { secret: 'webhook-secret-0002-sample' }),
    missingHeader: ofBody(textOf(delivery(statusEvent)).replace(/&signature=[0-9a-f]+/, '')),
    malformed: delivery({ ...statusEvent, data: { result_type: 'user_kyc' } }),
    stranger: delivery(kycEvent({}, { user_id: '7', user_kyc_detail_id: '8' })),
    changedBody: ofBody(textOf(delivery(statusEvent)).replace('=approved', '=denied')),
    oldTimestamp: delivery(statusEvent, { stamp: STAMP - 301 }),
  },
};
