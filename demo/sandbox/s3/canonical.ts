import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ALGORITHM, type Credential } from './credential.ts';
import { S3Error } from './errors.ts';

/** Header names in lower case with their values in the order of arrival. */
export type HeaderValues = ReadonlyMap<string, readonly string[]>;
export type Query = readonly (readonly [name: string, value: string])[];

/** What SigV4 signs, as it arrived. */
export interface SignedRequest {
  readonly method: string;
  /** Path as on the wire, without the query. */
  readonly rawPath: string;
  readonly query: Query;
  readonly headers: HeaderValues;
}

/** RFC 3986: everything but `A-Za-z0-9-._~` becomes upper-case %XX of its UTF-8 bytes. */
export const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Decodes percent-encoding once. @throws S3Error InvalidURI */
export function uriDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Name and value pairs in the order of arrival; `+` is a space, as in every form-encoded query. */
export const parseQuery = (raw: string): Query =>
  raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.replaceAll('+', '%20').split('=');
      return [uriDecode(name), uriDecode(value.join('='))] as const;
    });

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** S3 encodes the path once (other AWS services twice) and never normalises `.`, `..` or `//` away. */
export const canonicalPath = (rawPath: string): string =>
  uriDecode(rawPath).split('/').map(uriEncode).join('/');

export const canonicalQuery = (query: Query): string =>
  query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => byCodePoint(a, b) || byCodePoint(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const headerText = (values: readonly string[] | undefined): string =>
  (values ?? []).map((value) => value.trim().replace(/\s+/g, ' ')).join(',');

/** The canonical request of SigV4. `signed` holds header names in lower case, sorted. */
export const canonicalRequest = (
  request: SignedRequest,
  signed: readonly string[],
  payloadHash: string,
): string =>
  [
    request.method,
    canonicalPath(request.rawPath),
    canonicalQuery(request.query),
    ...signed.map((name) => `${name}:${headerText(request.headers.get(name))}`),
    '',
    signed.join(';'),
    payloadHash,
  ].join('\n');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Lowercase hex signature of a text under the key that SigV4 derives for a day, region and service. */
export function sign(credential: Credential, text: string): string {
  const key = [...credential.scope.split('/')].reduce<Buffer | string>(hmac, `AWS4${credential.secretKey}`);
  return hmac(Buffer.from(key), text).toString('hex');
}

export const stringToSign = (date: string, scope: string, canonical: string): string =>
  [ALGORITHM, date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');

/**
 * Compares in constant time.
 * @throws S3Error SignatureDoesNotMatch, with what was signed here, so that a developer sees the difference
 */
export function checkSignature(
  credential: Credential,
  given: string,
  text: string,
  canonical?: string,
): void {
  const expected = Buffer.from(sign(credential, text));
  const actual = Buffer.from(given);
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return;
  throw new S3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      AWSAccessKeyId: credential.accessKey,
      StringToSign: text,
      SignatureProvided: given,
      ...(canonical === undefined ? {} : { CanonicalRequest: canonical }),
    },
  );
}
