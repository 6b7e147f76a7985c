import { createHash } from 'node:crypto';
import { type PostOptions, type SignedPost, signPolicy, signPost } from '../presign.ts';
import { type Case, picture, type Target } from './case.ts';
import { type FormPart, form, type Reply, send } from './wire.ts';

interface Plan extends Partial<PostOptions> {
  readonly key?: string;
  readonly file?: Uint8Array;
  readonly filename?: string;
  /** Changes the signed fields before they are sent. */
  readonly tamper?: (fields: Record<string, string>, target: Target) => Record<string, string>;
  readonly after?: readonly FormPart[];
}

const toParts = (signed: SignedPost['fields']): FormPart[] =>
  Object.entries(signed).map(([name, value]) => ({ name, value }));

const post =
  (plan: Plan) =>
  (target: Target): Promise<Reply> => {
    const { url, fields } = signPost(target.storage, plan.key ?? 'form/picture.jpg', {
      expiresSeconds: 600,
      now: target.now(),
      ...plan,
    });
    const parts = toParts(plan.tamper?.({ ...fields }, target) ?? fields);
    const file = { name: 'file', value: plan.file ?? picture, filename: plan.filename ?? 'picture.jpg' };
    return send(url, { method: 'POST', ...form([...parts, file, ...(plan.after ?? [])]) });
  };

/** Replaces the policy by another text and signs it rightly: what is then wrong is the policy itself. */
const signAnew =
  (rewrite: (policy: string, target: Target) => string): NonNullable<Plan['tamper']> =>
  (fields, target) => {
    const policy = rewrite(fields['policy'] ?? '', target);
    const signature = signPolicy(target.storage, fields['x-amz-date'] ?? '', policy);
    return { ...fields, policy, 'x-amz-signature': signature };
  };

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('base64');
const size = picture.length;
const fileNameKey = ['up/$', '{filename}'].join('');

export const postCases: readonly Case[] = [
  { name: 'a form with its policy', expect: 'accepted', send: post({}) },
  {
    name: 'a field name in capitals',
    expect: 'accepted',
    send: post({ tamper: ({ key = '', ...rest }) => ({ Key: key, ...rest }) }),
  },
  {
    name: 'fields after the file',
    expect: 'accepted',
    send: post({ after: [{ name: 'submit', value: 'Upload' }] }),
  },
  // Signature
  { name: 'no policy', expect: 'AccessDenied', send: post({ tamper: ({ key = '' }) => ({ key }) }) },
  {
    name: 'another algorithm',
    expect: 'InvalidArgument',
    send: post({ tamper: (fields) => ({ ...fields, 'x-amz-algorithm': 'AWS4-HMAC-SHA1' }) }),
  },
  {
    name: 'an unknown access key',
    expect: 'InvalidAccessKeyId',
    send: post({
      tamper: (fields) => ({
        ...fields,
        'x-amz-credential': fields['x-amz-credential']?.replace(/^[^/]+/, 'AKIAUNKNOWN') ?? '',
      }),
    }),
  },
  {
    name: 'a credential of another day',
    expect: 'InvalidArgument',
    send: post({
      tamper: (fields) => ({
        ...fields,
        'x-amz-credential': fields['x-amz-credential']?.replace(/\/\d{8}\//, '/20000101/') ?? '',
      }),
    }),
  },
  {
    name: 'a credential of another region',
    expect: 'InvalidArgument',
    send: post({
      tamper: (fields, { storage }) => ({
        ...fields,
        'x-amz-credential':
          fields['x-amz-credential']?.replace(`/${storage.region}/`, '/eu-central-9/') ?? '',
      }),
    }),
  },
  {
    name: 'a date 16 min ahead',
    expect: 'AccessDenied',
    referee: false,
    send: (target) => post({ now: target.now() + 16 * 60_000 })(target),
  },
  {
    name: 'a signature of another policy',
    expect: 'SignatureDoesNotMatch',
    send: post({ tamper: (fields) => ({ ...fields, 'x-amz-signature': '0'.repeat(64) }) }),
  },
  {
    name: 'a policy edited after signing',
    expect: 'SignatureDoesNotMatch',
    send: post({
      tamper: (fields) => ({
        ...fields,
        policy: base64(decode(fields['policy'] ?? '').replace('form/', 'evil/')),
      }),
    }),
  },
  {
    name: 'the same policy in other base64',
    expect: 'SignatureDoesNotMatch',
    send: post({ tamper: (fields) => ({ ...fields, policy: base64(`${decode(fields['policy'] ?? '')} `) }) }),
  },
  // Document
  {
    name: 'a policy that is no JSON',
    expect: 'InvalidPolicyDocument',
    send: post({ tamper: signAnew(() => base64('{"expiration":')) }),
  },
  {
    name: 'a policy that is no clean base64',
    expect: 'InvalidPolicyDocument',
    referee: false,
    send: post({ tamper: signAnew((policy) => `${policy.slice(0, 8)}!${policy.slice(8)}`) }),
  },
  {
    name: 'a policy without expiration',
    expect: 'InvalidPolicyDocument',
    send: post({ tamper: signAnew((policy) => base64(decode(policy).replace('"expiration"', '"expires"'))) }),
  },
  {
    name: 'a policy with an unknown operator',
    expect: 'InvalidPolicyDocument',
    send: post({
      tamper: signAnew((policy) =>
        base64(decode(policy).replace('"conditions":[', '"conditions":[["ends-with","$key",".jpg"],')),
      ),
    }),
  },
  { name: 'a policy that has run out', expect: 'AccessDenied', send: post({ expiresSeconds: -60 }) },
  // Conditions
  {
    name: 'eq: another key',
    expect: 'AccessDenied',
    send: post({ tamper: (fields) => ({ ...fields, key: 'form/other.jpg' }) }),
  },
  {
    name: 'eq as a list',
    expect: 'accepted',
    send: post({
      fields: { 'Content-Type': 'image/jpeg' },
      loose: ['Content-Type'],
      conditions: [['eq', '$Content-Type', 'image/jpeg']],
    }),
  },
  {
    name: 'eq as a list: another value',
    expect: 'AccessDenied',
    send: post({
      fields: { 'Content-Type': 'image/png' },
      loose: ['Content-Type'],
      conditions: [['eq', '$Content-Type', 'image/jpeg']],
    }),
  },
  {
    name: 'eq: a field left out',
    expect: 'AccessDenied',
    send: post({
      fields: { 'Content-Type': 'image/jpeg' },
      tamper: ({ 'Content-Type': _left, ...rest }) => rest,
    }),
  },
  {
    name: 'eq: another bucket',
    expect: 'AccessDenied',
    send: post({
      tamper: signAnew((policy, { storage }) =>
        base64(decode(policy).replace(`"bucket":"${storage.bucket}"`, '"bucket":"other-bucket"')),
      ),
    }),
  },
  {
    name: 'starts-with',
    expect: 'accepted',
    send: post({ loose: ['key'], conditions: [['starts-with', '$key', 'form/']] }),
  },
  {
    name: 'starts-with: another beginning',
    expect: 'AccessDenied',
    send: post({ loose: ['key'], conditions: [['starts-with', '$key', 'users/']] }),
  },
  {
    name: 'starts-with nothing',
    expect: 'accepted',
    send: post({
      fields: { 'Content-Type': 'x/y' },
      loose: ['Content-Type'],
      conditions: [['starts-with', '$Content-Type', '']],
    }),
  },
  {
    name: 'starts-with on a list of types, one of them another',
    expect: 'AccessDenied',
    referee: false,
    send: post({
      fields: { 'Content-Type': 'image/png,text/html' },
      loose: ['Content-Type'],
      conditions: [['starts-with', '$Content-Type', 'image/']],
    }),
  },
  {
    name: 'a field that no condition covers',
    expect: 'AccessDenied',
    send: post({ tamper: (fields) => ({ ...fields, 'x-amz-meta-note': 'x' }) }),
  },
  {
    name: 'a field to be ignored',
    expect: 'accepted',
    send: post({ tamper: (fields) => ({ ...fields, 'x-ignore-note': 'x' }) }),
  },
  // Length
  {
    name: 'a file of exactly the least size',
    expect: 'accepted',
    send: post({ conditions: [['content-length-range', size, size + 5]] }),
  },
  {
    name: 'a file of exactly the greatest size',
    expect: 'accepted',
    send: post({ conditions: [['content-length-range', 1, size]] }),
  },
  {
    name: 'a file one byte too small',
    expect: 'EntityTooSmall',
    send: post({ conditions: [['content-length-range', size + 1, size + 5]] }),
  },
  {
    name: 'a file one byte too large',
    expect: 'EntityTooLarge',
    send: post({ conditions: [['content-length-range', 1, size - 1]] }),
  },
  {
    name: 'a large file, far over the limit',
    expect: 'EntityTooLarge',
    send: post({ conditions: [['content-length-range', 1, 1024]], file: Buffer.alloc(3_000_000, 7) }),
  },
  // File name
  {
    name: 'the name of the file in the key',
    expect: 'accepted',
    send: post({ key: fileNameKey, loose: ['key'], conditions: [['starts-with', '$key', 'up/']] }),
  },
  {
    name: 'the name of the file in the key, checked after it is filled in',
    expect: 'AccessDenied',
    send: post({ key: fileNameKey, loose: ['key'], conditions: [['starts-with', '$key', 'up/other']] }),
  },
  // Declared checksum
  {
    name: 'the right checksum field',
    expect: 'accepted',
    send: post({ fields: { 'x-amz-checksum-sha256': sha256(picture) } }),
  },
  {
    name: 'the checksum field of other bytes',
    expect: 'BadDigest',
    referee: false,
    send: post({ fields: { 'x-amz-checksum-sha256': sha256('other') } }),
  },
  // Form
  {
    name: 'a form without a file',
    expect: 'InvalidArgument',
    referee: false,
    send: ({ storage, now }) => {
      const { url, fields } = signPost(storage, 'form/none.jpg', { expiresSeconds: 600, now: now() });
      return send(url, { method: 'POST', ...form(toParts(fields)) });
    },
  },
  {
    name: 'a body that is no form',
    expect: 'MalformedPOSTRequest',
    send: ({ storage }) =>
      send(`${storage.endpoint}/${storage.bucket}`, {
        method: 'POST',
        headers: { 'content-type': 'image/jpeg' },
        body: picture,
      }),
  },
];
