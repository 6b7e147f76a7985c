import { createHmac } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';

/** Where and with which key to sign. Nothing here is shared with what verifies. */
export interface Storage {
  /** Origin of the S3 endpoint, e.g. `http://127.0.0.1:9106`; path style. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** `20130524T000000Z` of a time in milliseconds since the epoch. */
export const amzDate = (time: number): string => new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '');

const encodeKey = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

/** @returns the object's URL without any signature */
export const objectUrl = (storage: Storage, key: string): string =>
  `${storage.endpoint}/${storage.bucket}/${encodeKey(key)}`;

export interface PresignOptions {
  readonly method?: 'PUT' | 'GET' | 'HEAD' | 'DELETE';
  /** Lifetime of the URL, 1 to 604800 s. */
  readonly expiresSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Headers that the upload must then carry exactly so; `host` is always signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further query parameters, e.g. `x-amz-checksum-sha256`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A presigned URL, by default for PUT. Content-Type is bound only when it is among `headers`. */
export async function presign(storage: Storage, key: string, options: PresignOptions): Promise<string> {
  const url = new URL(objectUrl(storage, key));
  for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
  url.searchParams.set('X-Amz-Expires', String(options.expiresSeconds));
  const signer = new AwsV4Signer({
    url: url.toString(),
    method: options.method ?? 'PUT',
    accessKeyId: storage.accessKey,
    secretAccessKey: storage.secretKey,
    service: 's3',
    region: storage.region,
    datetime: amzDate(options.now),
    headers: { ...options.headers },
    signQuery: true,
    allHeaders: true,
  });
  return (await signer.sign()).url.toString();
}

/** A presigned PUT for one object. */
export const presignPut = (
  storage: Storage,
  key: string,
  options: Omit<PresignOptions, 'method'>,
): Promise<string> => presign(storage, key, { ...options, method: 'PUT' });

export type Condition =
  | Readonly<Record<string, string>>
  | readonly ['eq' | 'starts-with', string, string]
  | readonly ['content-length-range', number, number];

export interface PostOptions {
  /** Form fields, covered by the policy word for word; `key` may end in `${filename}`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields whose condition is among `conditions` and is not to be added here. */
  readonly loose?: readonly string[];
  readonly conditions?: readonly Condition[];
  readonly expiresSeconds: number;
  readonly now: number;
}

export interface SignedPost {
  readonly url: string;
  /** To be sent before the file, all of them. */
  readonly fields: Readonly<Record<string, string>>;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs a policy text that is already base64. @returns lowercase hex */
export function signPolicy(storage: Storage, date: string, policy: string): string {
  const day = hmac(`AWS4${storage.secretKey}`, date.slice(0, 8));
  const key = hmac(hmac(hmac(day, storage.region), 's3'), 'aws4_request');
  return hmac(key, policy).toString('hex');
}

/** Signs an upload by form: a POST policy with an exact condition for every field that is not `loose`. */
export function signPost(storage: Storage, key: string, options: PostOptions): SignedPost {
  const date = amzDate(options.now);
  const fields: Record<string, string> = {
    key,
    ...options.fields,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${storage.accessKey}/${date.slice(0, 8)}/${storage.region}/s3/aws4_request`,
    'x-amz-date': date,
  };
  const exact = Object.entries(fields).filter(([name]) => !options.loose?.includes(name));
  const policy = Buffer.from(
    JSON.stringify({
      expiration: new Date(options.now + options.expiresSeconds * 1000).toISOString(),
      conditions: [
        { bucket: storage.bucket },
        ...exact.map(([name, value]) => ({ [name]: value })),
        ...(options.conditions ?? []),
      ],
    }),
  ).toString('base64');
  return {
    url: `${storage.endpoint}/${storage.bucket}`,
    fields: { ...fields, policy, 'x-amz-signature': signPolicy(storage, date, policy) },
  };
}

/** A request signed in its headers, for what the sandbox itself asks of the storage. */
export async function signedFetch(
  storage: Storage,
  path: string,
  init: { method: string; now: number; body?: string; headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const signer = new AwsV4Signer({
    url: `${storage.endpoint}/${path}`,
    method: init.method,
    accessKeyId: storage.accessKey,
    secretAccessKey: storage.secretKey,
    service: 's3',
    region: storage.region,
    datetime: amzDate(init.now),
    headers: { ...init.headers },
  });
  const signed = await signer.sign();
  return fetch(signed.url, {
    method: init.method,
    headers: signed.headers,
    redirect: 'error',
    ...(init.body === undefined ? {} : { body: init.body }),
  });
}
