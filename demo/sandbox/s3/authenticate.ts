import { canonicalRequest, checkSignature, type SignedRequest, stringToSign } from './canonical.ts';
import {
  type AccessKey,
  checkAlgorithm,
  checkCredential,
  checkPresignedTime,
  checkRequestTime,
} from './credential.ts';
import { S3Error } from './errors.ts';

export interface Served {
  readonly region: string;
  readonly keys: readonly AccessKey[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Authenticated {
  readonly by: 'query' | 'header';
  /** What the request says of its body: a header, or a header that the signer moved into the query. */
  declared(name: string): string | undefined;
}

const first = (request: SignedRequest, name: string): string | undefined => request.headers.get(name)?.[0];

/** A header's value must not depend on which copy is read: what is signed or checked may be there once. */
function refuseRepeatedHeaders(request: SignedRequest): void {
  for (const [name, values] of request.headers) {
    const matters = name.startsWith('x-amz-') || ['host', 'authorization', 'content-md5'].includes(name);
    if (matters && values.length > 1) throw new S3Error('InvalidArgument', `The header ${name} is repeated.`);
  }
}

function parseSignedHeaders(text: string, request: SignedRequest, code: 'query' | 'header'): string[] {
  const names = text.split(';');
  const sorted = [...new Set(names.map((name) => name.toLowerCase()))].sort();
  if (names.some((name) => name === '') || sorted.join(';') !== text) {
    throw new S3Error(
      code === 'query' ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed',
      'SignedHeaders must be header names in lower case, sorted, each once, joined by semicolons.',
    );
  }
  const missing = [...request.headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !names.includes(name),
  );
  if (!names.includes('host') && !missing.includes('host')) missing.push('host');
  if (missing.length > 0) {
    const message = 'There were headers present in the request which were not signed';
    throw new S3Error('AccessDenied', message, { HeadersNotSigned: missing.sort().join(', ') });
  }
  return names;
}

/** The form of `x-amz-content-sha256`; chunk-signed bodies are not offered. */
function checkPayloadHash(value: string): string {
  if (value.startsWith('STREAMING-')) {
    throw new S3Error('NotImplemented', 'Chunked signatures are not implemented here.');
  }
  if (value !== 'UNSIGNED-PAYLOAD' && !/^[0-9a-f]{64}$/.test(value)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a SHA-256 in hex.',
    );
  }
  return value;
}

const presignedNames = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
] as const;

function readQuery(request: SignedRequest): Map<string, string> {
  const parameters = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of request.query) {
    const lower = name.toLowerCase();
    const identity = lower.startsWith('x-amz-') ? lower : name;
    if (seen.has(identity)) {
      const message = `The query parameter ${name} is given more than once.`;
      throw new S3Error('AuthorizationQueryParametersError', message);
    }
    seen.add(identity);
    parameters.set(name, value);
  }
  return parameters;
}

function authenticateQuery(
  request: SignedRequest,
  parameters: ReadonlyMap<string, string>,
  served: Served,
): Authenticated {
  const code = 'AuthorizationQueryParametersError';
  const [algorithm, credentialText, signature, date, signedHeaders, expires] = presignedNames.map((name) =>
    parameters.get(name),
  );
  if (!algorithm || !credentialText || !signature || !date || !signedHeaders || !expires) {
    throw new S3Error(
      code,
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  checkAlgorithm(algorithm, code);
  const credential = checkCredential(credentialText, date, served, code);
  checkPresignedTime(date, expires, served.now);
  const signed = parseSignedHeaders(signedHeaders, request, 'query');
  // SDKs move x-amz-* headers into the query when they presign: there they bind the request all the same.
  const hoisted = new Map([...parameters].map(([name, value]) => [name.toLowerCase(), value]));
  const declared = (name: string): string | undefined => first(request, name) ?? hoisted.get(name);
  const hash = checkPayloadHash(declared('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD');
  const canonical = canonicalRequest(request, signed, hash);
  checkSignature(credential, signature, stringToSign(date, credential.scope, canonical), canonical);
  return { by: 'query', declared };
}

function authenticateHeader(request: SignedRequest, authorization: string, served: Served): Authenticated {
  const code = 'AuthorizationHeaderMalformed';
  const [algorithm = '', ...rest] = authorization.split(' ');
  checkAlgorithm(algorithm, code);
  const parts = new Map(
    rest
      .join('')
      .split(',')
      .map((part) => {
        const [name = '', ...value] = part.split('=');
        return [name, value.join('=')];
      }),
  );
  const [credentialText, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map(
    (name) => parts.get(name),
  );
  if (!credentialText || !signedHeaders || !signature) {
    throw new S3Error(
      code,
      'The authorization header is malformed; it needs Credential, SignedHeaders and Signature.',
    );
  }
  const date = first(request, 'x-amz-date');
  if (!date) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const hash = first(request, 'x-amz-content-sha256');
  if (!hash) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  checkPayloadHash(hash);
  const credential = checkCredential(credentialText, date, served, code);
  checkRequestTime(date, served.now);
  const signed = parseSignedHeaders(signedHeaders, request, 'header');
  const canonical = canonicalRequest(request, signed, hash);
  checkSignature(credential, signature, stringToSign(date, credential.scope, canonical), canonical);
  return { by: 'header', declared: (name) => first(request, name) };
}

/**
 * Verifies who signed a request, when, and that nothing was changed since; reads no body.
 * @throws S3Error
 */
export function authenticate(request: SignedRequest, served: Served): Authenticated {
  refuseRepeatedHeaders(request);
  const parameters = readQuery(request);
  const authorization = first(request, 'authorization');
  const presigned = presignedNames.some((name) => parameters.has(name));
  if (authorization && presigned) {
    throw new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (first(request, 'x-amz-security-token') ?? parameters.get('X-Amz-Security-Token')) {
    throw new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  if (authorization) return authenticateHeader(request, authorization, served);
  if (presigned) return authenticateQuery(request, parameters, served);
  throw new S3Error('AccessDenied', 'Access Denied');
}
