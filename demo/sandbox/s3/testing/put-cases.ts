import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from '../body.ts';
import { presignPut } from '../presign.ts';
import { type Case, picture, type Target } from './case.ts';
import { type Changes, craft } from './craft.ts';
import { type Reply, type Sending, send } from './wire.ts';

const digest = (algorithm: string, bytes: Uint8Array | string): Buffer =>
  createHash(algorithm).update(bytes).digest();
const uint32 = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
};

/** PUTs the picture to a crafted URL, with the headers that were signed. */
const put =
  (changes: Changes | ((target: Target) => Changes), sending: Partial<Sending> = {}) =>
  (target: Target): Promise<Reply> => {
    const chosen = typeof changes === 'function' ? changes(target) : changes;
    return send(craft(target.storage, target.now(), chosen), {
      method: 'PUT',
      body: picture,
      ...sending,
      headers: { ...chosen.headers, ...sending.headers },
    });
  };

const query = 'AuthorizationQueryParametersError';
const day = 86_400_000;
const minute = 60_000;

const replaceParameter = (name: string, value: string) => (url: string) =>
  url.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${value}`);
const flipSignature = (url: string): string => url.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
const credentialPart = (index: number, value: string) => (text: string) =>
  text
    .split('/')
    .map((part, at) => (at === index ? value : part))
    .join('/');

/** Values of each declared checksum for the picture, and one that is well-formed but of other bytes. */
const checksums: readonly (readonly [name: string, right: string, wrong: string])[] = [
  ['crc32', uint32(crc32(picture)), uint32(crc32('other'))],
  ['crc32c', uint32(crc32c(picture)), uint32(crc32c(Buffer.from('other')))],
  ['sha1', digest('sha1', picture).toString('base64'), digest('sha1', 'other').toString('base64')],
  ['sha256', digest('sha256', picture).toString('base64'), digest('sha256', 'other').toString('base64')],
];

const md5 = (bytes: Uint8Array | string): string => digest('md5', bytes).toString('base64');
const sha256 = (bytes: Uint8Array | string): string => digest('sha256', bytes).toString('hex');
const withHash = (hash: string): Changes => ({
  headers: { 'x-amz-content-sha256': hash },
  payloadHash: hash,
});

export const putCases: readonly Case[] = [
  { name: 'a plain presigned PUT', expect: 'accepted', send: put({}) },
  {
    name: 'a URL presigned by aws4fetch',
    expect: 'accepted',
    send: async ({ storage, now }) =>
      send(await presignPut(storage, 'by/aws4fetch.jpg', { expiresSeconds: 600, now: now() }), {
        method: 'PUT',
        body: picture,
      }),
  },
  {
    name: 'a key with spaces, signs and letters beyond ASCII',
    expect: 'accepted',
    send: put({
      key: "a b/k+t~p(1)*'é-文.jpg",
      canonicalPath: (path) =>
        path.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    }),
  },
  // Credential
  { name: 'another algorithm', expect: query, send: put({ algorithm: 'AWS4-HMAC-SHA1' }) },
  {
    name: 'a credential of four parts',
    expect: query,
    send: put({ credential: (text) => text.replace('/aws4_request', '') }),
  },
  { name: 'a credential of six parts', expect: query, send: put({ credential: (text) => `${text}/x` }) },
  {
    name: 'an unknown access key',
    expect: 'InvalidAccessKeyId',
    send: put({ credential: credentialPart(0, 'AKIAUNKNOWN') }),
  },
  {
    name: 'a credential of the day before',
    expect: query,
    send: put({ credential: credentialPart(1, '20000101') }),
  },
  {
    name: 'a credential whose day was signed but is not that of X-Amz-Date',
    expect: query,
    referee: false,
    send: put({ scope: { date: '20000101' } }),
  },
  {
    name: 'another region, signed',
    expect: query,
    referee: false,
    send: put({ scope: { region: 'eu-central-9' } }),
  },
  {
    name: 'another service, signed',
    expect: query,
    referee: false,
    send: put({ scope: { service: 'ec2' } }),
  },
  { name: 'another terminal, signed', expect: query, send: put({ scope: { terminal: 'aws3_request' } }) },
  {
    name: 'a wrong secret',
    expect: 'SignatureDoesNotMatch',
    send: ({ storage, now }) =>
      send(craft({ ...storage, secretKey: 'guessed' }, now()), { method: 'PUT', body: picture }),
  },
  // Time
  { name: 'a lifetime of 1 s', expect: 'accepted', send: put({ expires: '1' }), referee: false },
  { name: 'a lifetime of a week', expect: 'accepted', send: put({ expires: '604800' }) },
  { name: 'a lifetime of 0 s', expect: query, send: put({ expires: '0' }) },
  { name: 'a lifetime of more than a week', expect: query, send: put({ expires: '604801' }) },
  { name: 'a lifetime that is no number', expect: query, referee: false, send: put({ expires: '600x' }) },
  { name: 'a negative lifetime', expect: query, send: put({ expires: '-5' }) },
  {
    name: 'a date in another form',
    expect: query,
    send: put({ tamper: replaceParameter('X-Amz-Date', '2030-01-01T00:00:00Z') }),
  },
  {
    name: 'a URL that ran out a minute ago',
    expect: 'AccessDenied',
    send: put(({ now }) => ({ at: now() - 11 * minute })),
  },
  {
    name: 'a URL that ran out days ago',
    expect: 'AccessDenied',
    send: put(({ now }) => ({ at: now() - 3 * day })),
  },
  {
    name: 'a URL that still has a minute',
    expect: 'accepted',
    send: put(({ now }) => ({ at: now() - 9 * minute })),
  },
  { name: 'a clock 14 min ahead', expect: 'accepted', send: put(({ now }) => ({ at: now() + 14 * minute })) },
  {
    name: 'a clock 16 min ahead',
    expect: 'AccessDenied',
    referee: false,
    send: put(({ now }) => ({ at: now() + 16 * minute })),
  },
  // Canonical form
  {
    name: 'host not signed',
    expect: 'AccessDenied',
    referee: false,
    send: put({ leaveOutHost: true, headers: { 'content-type': 'image/jpeg' } }),
  },
  {
    name: 'an unsigned x-amz-meta header',
    expect: 'AccessDenied',
    referee: false,
    send: put({}, { headers: { 'x-amz-meta-note': 'x' } }),
  },
  {
    name: 'an unsigned x-amz-acl header',
    expect: 'AccessDenied',
    referee: false,
    send: put({}, { headers: { 'x-amz-acl': 'public-read' } }),
  },
  {
    name: 'a signed x-amz-meta header',
    expect: 'accepted',
    send: put({ headers: { 'x-amz-meta-note': 'x' } }),
  },
  {
    name: 'a signed x-amz-meta header, changed',
    expect: 'SignatureDoesNotMatch',
    send: put({ headers: { 'x-amz-meta-note': 'x' } }, { headers: { 'x-amz-meta-note': 'y' } }),
  },
  {
    name: 'a signed content type',
    expect: 'accepted',
    send: put({ headers: { 'content-type': 'image/jpeg' } }),
  },
  {
    name: 'another content type than the signed one',
    expect: 'SignatureDoesNotMatch',
    send: put({ headers: { 'content-type': 'image/jpeg' } }, { headers: { 'content-type': 'image/png' } }),
  },
  {
    name: 'any content type where none was signed',
    expect: 'accepted',
    send: put({}, { headers: { 'content-type': 'image/png' } }),
  },
  {
    name: 'a signed length',
    expect: 'accepted',
    send: put({ headers: { 'content-length': String(picture.length) } }),
  },
  {
    name: 'another length than the signed one',
    expect: 'SignatureDoesNotMatch',
    send: put(
      { headers: { 'content-length': String(picture.length + 1) } },
      { headers: { 'content-length': String(picture.length) } },
    ),
  },
  {
    name: 'a path that was encoded twice for signing',
    expect: 'SignatureDoesNotMatch',
    send: put({ key: 'a b/c d.jpg', canonicalPath: (path) => path.replaceAll('%', '%25') }),
  },
  {
    name: 'the same path encoded otherwise on the wire',
    expect: 'accepted',
    send: put({ key: 'plain.jpg', tamper: (url) => url.replace('plain', 'pl%61in') }),
  },
  {
    name: 'a query in another order than the signed one',
    expect: 'accepted',
    send: put({ parameters: [['a', '1']] }),
  },
  {
    name: 'a query that was not sorted for signing',
    expect: 'SignatureDoesNotMatch',
    send: put({ unsorted: true }),
  },
  {
    name: 'a signed parameter twice',
    expect: query,
    send: put({
      parameters: [
        ['note', '1'],
        ['note', '2'],
      ],
    }),
  },
  {
    name: 'X-Amz-Expires twice',
    expect: query,
    send: put({ tamper: (url) => `${url}&X-Amz-Expires=604800` }),
  },
  {
    name: 'the same parameter in capitals',
    expect: query,
    referee: false,
    send: put({ parameters: [['X-AMZ-EXPIRES', '604800']] }),
  },
  {
    name: 'a changed lifetime',
    expect: 'SignatureDoesNotMatch',
    send: put({ tamper: replaceParameter('X-Amz-Expires', '604800') }),
  },
  {
    name: 'an added parameter',
    expect: 'SignatureDoesNotMatch',
    send: put({ tamper: (url) => `${url}&extra=1` }),
  },
  {
    name: 'another key',
    expect: 'SignatureDoesNotMatch',
    send: put({ tamper: (url) => url.replace('picture', 'other') }),
  },
  {
    name: 'a key with a dot segment',
    expect: 'SignatureDoesNotMatch',
    send: put({ tamper: (url) => url.replace('folder/', 'folder/../') }),
  },
  { name: 'a URL for GET', expect: 'SignatureDoesNotMatch', send: put({ method: 'GET' }) },
  {
    name: 'one digit of the signature changed',
    expect: 'SignatureDoesNotMatch',
    send: put({ tamper: flipSignature }),
  },
  {
    name: 'the signature cut short',
    expect: 'SignatureDoesNotMatch',
    send: put({ tamper: (url) => url.slice(0, -8) }),
  },
  {
    name: 'no signature',
    expect: query,
    send: put({ tamper: (url) => url.replace(/&X-Amz-Signature=.*/, '') }),
  },
  {
    name: 'no signed headers',
    expect: query,
    send: put({ tamper: (url) => url.replace(/X-Amz-SignedHeaders=[^&]*&/, '') }),
  },
  {
    name: 'no query at all',
    expect: 'AccessDenied',
    send: put({ tamper: (url) => url.replace(/\?.*/, '') }),
  },
  {
    name: 'a bucket that is not there',
    expect: 'NoSuchBucket',
    send: ({ storage, now }) =>
      send(craft({ ...storage, bucket: 'no-such-bucket' }, now()), { method: 'PUT', body: picture }),
  },
  // Body
  {
    name: 'the right Content-MD5',
    expect: 'accepted',
    send: put({}, { headers: { 'content-md5': md5(picture) } }),
  },
  {
    name: 'the Content-MD5 of other bytes',
    expect: 'BadDigest',
    send: put({}, { headers: { 'content-md5': md5('other') } }),
  },
  {
    name: 'a Content-MD5 that is none',
    expect: 'InvalidDigest',
    send: put({}, { headers: { 'content-md5': 'abc=' } }),
  },
  {
    name: 'a signed Content-MD5, bytes changed',
    expect: 'BadDigest',
    send: put({ headers: { 'content-md5': md5(picture) } }, { body: 'swapped' }),
  },
  { name: 'the right x-amz-content-sha256', expect: 'accepted', send: put(withHash(sha256(picture))) },
  {
    name: 'the x-amz-content-sha256 of other bytes',
    expect: 'XAmzContentSHA256Mismatch',
    send: put(withHash(sha256('other'))),
  },
  {
    name: 'an x-amz-content-sha256 that is none',
    expect: 'InvalidArgument',
    send: put(withHash('abc')),
  },
  ...checksums.flatMap(([name, right, wrong]): Case[] => [
    {
      name: `the right x-amz-checksum-${name}`,
      expect: 'accepted',
      send: put({ headers: { [`x-amz-checksum-${name}`]: right } }),
    },
    {
      name: `the right x-amz-checksum-${name} in the query`,
      expect: 'accepted',
      send: put({ parameters: [[`x-amz-checksum-${name}`, right]] }),
    },
    {
      name: `the x-amz-checksum-${name} of other bytes`,
      expect: 'BadDigest',
      referee: false,
      send: put({ headers: { [`x-amz-checksum-${name}`]: wrong } }),
    },
    {
      name: `the x-amz-checksum-${name} of other bytes in the query`,
      expect: 'BadDigest',
      referee: false,
      send: put({ parameters: [[`X-Amz-Checksum-${name}`, wrong]] }),
    },
    {
      name: `an x-amz-checksum-${name} that is none`,
      expect: 'InvalidRequest',
      referee: false,
      send: put({ headers: { [`x-amz-checksum-${name}`]: 'AAA' } }),
    },
  ]),
];
