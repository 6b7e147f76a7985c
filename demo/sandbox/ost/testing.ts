import { type ManualClock, manualClock } from '../clock.ts';
import { type OstOptions, type OstSandbox, startOstSandbox } from '../ost.ts';
import type { Storage } from '../s3/presign.ts';
import { type S3Sandbox, startS3 } from '../s3/server.ts';
import type { ErrorDatum } from './errors.ts';
import { canonical, type Hash } from './query.ts';
import { sign } from './signature.ts';

export const credentials = { apiKey: 'sample-key', apiSecret: 'sample-secret' };

export interface Bench {
  readonly clock: ManualClock;
  /** What OST takes for the time, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly s3: S3Sandbox;
  readonly storage: Storage;
  readonly ost: OstSandbox;
  close(): Promise<void>;
}

/** OST and a storage on one clock that stands still. */
export async function startBench(options: Partial<OstOptions> = {}): Promise<Bench> {
  const clock = manualClock(Date.UTC(2030, 0, 2, 3, 4, 5));
  const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
  const s3 = await startS3({
    region: 'us-east-1',
    credentials: [key],
    buckets: ['sample'],
    now: () => clock.now(),
  });
  const storage: Storage = { endpoint: s3.url, region: 'us-east-1', bucket: 'sample', ...key };
  const ost = await startOstSandbox({ storage, ...credentials, clock, ...options });
  return {
    clock,
    now: () => (options.clock ?? clock).now(),
    s3,
    storage,
    ost,
    close: async () => {
      await ost.close();
      await s3.close();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly success: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  readonly err: { readonly internal_id: string; readonly code: string; readonly msg: string } | null;
  /** Which parameters were refused. */
  readonly parameters: readonly string[];
}

interface Body {
  success: unknown;
  data?: Record<string, unknown>;
  err?: { internal_id: string; code: string; msg: string; error_data?: ErrorDatum[] };
}

export interface Signing {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** Seconds since the epoch. */
  readonly at?: number;
  /** Changes what is sent, after signing. */
  readonly tamper?: (text: string) => string;
}

/** A signed call. @param path below `/api/v2` */
export async function call(
  bench: Pick<Bench, 'ost' | 'now'>,
  method: 'GET' | 'POST',
  path: string,
  parameters: Hash = {},
  signing: Signing = {},
): Promise<Answer> {
  const { apiKey, apiSecret } = { ...credentials, ...signing };
  const at = signing.at ?? Math.floor(bench.now() / 1000);
  const full = `/api/v2${path}`;
  const text = canonical({ ...parameters, api_key: apiKey, request_timestamp: at });
  const signed = `${text}&signature=${sign(apiSecret, `${full}?${text}`)}`;
  const sent = signing.tamper?.(signed) ?? signed;
  const url = `${bench.ost.baseUrl}${full}`;
  const answer = await (method === 'GET'
    ? fetch(`${url}?${sent}`)
    : fetch(url, {
        method,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: sent,
      }));
  const json = answer.headers.get('content-type') === 'application/json; charset=utf-8';
  const answered = await answer.text();
  const body: Body = json ? (JSON.parse(answered) as Body) : { success: null };
  return {
    status: answer.status,
    headers: answer.headers,
    success: body.success,
    data: body.data ?? {},
    err: body.err ?? null,
    parameters: body.err?.error_data?.map(({ parameter }) => parameter) ?? [],
  };
}

export interface Upload {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>> & { readonly key: string };
}

/** Asks for places for these files. @param files content types by name */
export async function places(
  bench: Bench,
  how: 'put' | 'post',
  files: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Upload>>> {
  const { data } = await call(bench, 'GET', `/users-kyc/pre-signed-urls/for-${how}`, { files });
  return data[`file_upload_${how}`] as Record<string, Upload>;
}

export const putFile = (url: string, type: string, body: string | Uint8Array<ArrayBuffer> = 'sample') =>
  fetch(url, { method: 'PUT', headers: { 'content-type': type }, body });

/** Sends a file by form, as a browser does. */
export function postFile(
  { url, fields }: Upload,
  bytes: Uint8Array<ArrayBuffer>,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...more })) form.append(name, value);
  form.append('file', new Blob([bytes]), 'sample.jpg');
  return fetch(url, { method: 'POST', body: form });
}

/** A form as it should be, without its files. */
export const form = {
  first_name: 'BUDI',
  last_name: 'CONTOH',
  birthdate: '29/07/1992',
  country: 'INDIA',
  nationality: 'INDIAN',
  document_id_number: 'SAMPLE0001',
  ethereum_address: '0x04d39e0b112c20917868ffd5c42372ecc5df577b',
  estimated_participation_amount: '1.2',
  street_address: 'Jl. Contoh No. 1',
  city: 'Kota Contoh',
  state: 'Provinsi Contoh',
  postal_code: '12345',
} as const;

/** A client's backend as short as it can be: one user. */
export async function startUser(bench: Bench, email: string) {
  const added = await call(bench, 'POST', '/users', { email });
  const { id } = (added.data['user'] ?? {}) as { id: number };
  const uploaded = async (): Promise<Hash> => {
    const issued = await places(bench, 'put', { document_id: 'image/jpeg', selfie: 'image/jpeg' });
    for (const { url } of Object.values(issued)) await putFile(url, 'image/jpeg');
    return {
      document_id_file_path: issued['document_id']?.fields.key ?? '',
      selfie_file_path: issued['selfie']?.fields.key ?? '',
    };
  };
  const send = (parameters: Hash) => call(bench, 'POST', `/users-kyc/${id}`, parameters);
  return {
    id,
    uploaded,
    send,
    submit: async (changes: Hash = {}) => send({ ...form, ...(await uploaded()), ...changes }),
    status: async () => (await call(bench, 'GET', `/users-kyc/${id}`)).data['user_kyc'],
    detail: () => call(bench, 'GET', `/users-kyc-detail/${id}`),
    email: (what: string) => call(bench, 'POST', `/users-kyc/${id}/email/${what}`),
  };
}
