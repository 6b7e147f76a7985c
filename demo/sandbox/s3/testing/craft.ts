import { createHash, createHmac } from 'node:crypto';
import { amzDate, objectUrl, type Storage } from '../presign.ts';

/** What to do otherwise than a correct signer; the signature is made over the changed request. */
export interface Changes {
  readonly key?: string;
  readonly method?: string;
  /** When the URL begins to live, in milliseconds since the epoch. */
  readonly at?: number;
  readonly expires?: string;
  readonly algorithm?: string;
  /** Rewrites the text of X-Amz-Credential; the signing key stays the right one. */
  readonly credential?: (text: string) => string;
  readonly scope?: Partial<Record<'date' | 'region' | 'service' | 'terminal', string>>;
  /** Headers of the upload that are signed, host apart. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly leaveOutHost?: boolean;
  /** Further parameters, signed. */
  readonly parameters?: readonly (readonly [string, string])[];
  readonly payloadHash?: string;
  /** Signs another canonical path than the one that is sent. */
  readonly canonicalPath?: (path: string) => string;
  /** Signs the query in the order in which it is sent. */
  readonly unsorted?: boolean;
  /** Changes the finished URL, after signing. */
  readonly tamper?: (url: string) => string;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A presigned URL with one thing wrong; a signer for tests, sharing nothing with the verifier. */
export function craft(storage: Storage, now: number, changes: Changes = {}): string {
  const date = amzDate(changes.at ?? now);
  const scope = { date: date.slice(0, 8), region: storage.region, service: 's3', terminal: 'aws4_request' };
  const parts = Object.values({ ...scope, ...changes.scope });
  const credential = [storage.accessKey, ...parts].join('/');
  const url = new URL(objectUrl(storage, changes.key ?? 'folder/picture.jpg'));
  const headers = Object.entries({
    ...(changes.leaveOutHost ? {} : { host: url.host }),
    ...changes.headers,
  }).sort();
  const signed = headers.map(([name]) => name).join(';');
  const query = [
    ['X-Amz-Algorithm', changes.algorithm ?? 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', changes.credential?.(credential) ?? credential],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', changes.expires ?? '600'],
    ['X-Amz-SignedHeaders', signed],
    ...(changes.parameters ?? []),
  ].map(([name = '', value = '']) => `${encode(name)}=${encode(value)}`);
  const canonical = [
    changes.method ?? 'PUT',
    changes.canonicalPath?.(url.pathname) ?? url.pathname,
    (changes.unsorted ? query.toReversed() : query.toSorted()).join('&'),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signed,
    changes.payloadHash ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', date, parts.join('/'), hash].join('\n');
  const signature = hmac(parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${storage.secretKey}`)), text);
  const finished = `${url.origin}${url.pathname}?${query.toReversed().join('&')}&X-Amz-Signature=${signature.toString('hex')}`;
  const tampered = changes.tamper?.(finished) ?? finished;
  if (changes.tamper && tampered === finished) throw new Error('the test changes nothing in the URL');
  return tampered;
}
