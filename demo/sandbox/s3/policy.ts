import { z } from 'zod';
import type { Served } from './authenticate.ts';
import type { SizeRange } from './body.ts';
import { checkSignature } from './canonical.ts';
import { checkAlgorithm, checkCredential, checkNotAhead, parseAmzDate } from './credential.ts';
import { S3Error } from './errors.ts';

/** The form's fields by lower-case name, without the file. */
export type FormFields = ReadonlyMap<string, string>;

const byteCount = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
const range = z.tuple([z.literal('content-length-range'), byteCount, byteCount]);
const match = z.tuple([z.enum(['eq', 'starts-with']), z.string().regex(/^\$./), z.string()]);
const exact = z
  .record(z.string(), z.string())
  .refine((value) => Object.keys(value).length === 1, 'must have exactly one property');
const policySchema = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(z.union([range, match, exact])),
});

interface Match {
  readonly operator: 'eq' | 'starts-with';
  readonly field: string;
  readonly value: string;
}

export interface Policy {
  /** Milliseconds since the epoch. */
  readonly expiration: number;
  readonly matches: readonly Match[];
  /** Both ends belong to the range, in bytes. */
  readonly range: SizeRange;
}

/** Fields that no condition has to cover. */
const exempt = (name: string): boolean =>
  ['x-amz-signature', 'policy', 'file'].includes(name) || name.startsWith('x-ignore-');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param encoded base64 of the policy document. @throws S3Error InvalidPolicyDocument */
export function parsePolicy(encoded: string): Policy {
  const bytes = Buffer.from(encoded, 'base64');
  const document = bytes.toString('base64') === encoded ? parseJson(bytes.toString('utf8')) : undefined;
  if (document === undefined) {
    throw new S3Error('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
  const { success, data } = policySchema.safeParse(document);
  if (!success) {
    throw new S3Error(
      'InvalidPolicyDocument',
      'Invalid Policy: it needs an expiration and a list of valid conditions.',
    );
  }
  const matches: Match[] = [];
  let [min, max] = [0, Number.POSITIVE_INFINITY];
  for (const condition of data.conditions) {
    if (!Array.isArray(condition)) {
      for (const [field, value] of Object.entries(condition)) {
        matches.push({ operator: 'eq', field: field.toLowerCase(), value });
      }
    } else if (condition[0] === 'content-length-range') {
      [min, max] = [Math.max(min, condition[1]), Math.min(max, condition[2])];
    } else {
      const [operator, field, value] = condition;
      matches.push({ operator, field: field.slice(1).toLowerCase(), value });
    }
  }
  return { expiration: Date.parse(data.expiration), matches, range: { min, max } };
}

function holds({ operator, field, value }: Match, actual: string): boolean {
  if (operator === 'eq') return actual === value;
  // A Content-Type may be a list, and then each of its members must match.
  const members = field === 'content-type' ? actual.split(',').map((member) => member.trim()) : [actual];
  return members.every((member) => member.startsWith(value));
}

const denied = (why: string): S3Error => new S3Error('AccessDenied', `Invalid according to Policy: ${why}`);

/** @throws S3Error AccessDenied when a condition fails, or a field is there that no condition speaks of */
export function checkConditions(policy: Policy, fields: FormFields, bucket: string): void {
  for (const condition of policy.matches) {
    const { operator, field, value } = condition;
    const actual = field === 'bucket' ? bucket : (fields.get(field) ?? '');
    if (!holds(condition, actual)) {
      throw denied(`Policy Condition failed: ${JSON.stringify([operator, `$${field}`, value])}`);
    }
  }
  const covered = new Set(policy.matches.map(({ field }) => field));
  const extra = [...fields.keys()].filter((name) => !exempt(name) && !covered.has(name));
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`);
}

/**
 * Verifies an upload by form, all but its file.
 * @param fields with `${filename}` already replaced: conditions apply to what the form finally says
 * @returns how many bytes the file may have
 * @throws S3Error
 */
export function authorizePost(fields: FormFields, bucket: string, served: Served): SizeRange {
  const encoded = fields.get('policy');
  if (encoded === undefined) throw new S3Error('AccessDenied', 'Access Denied');
  const get = (name: string): string => {
    const value = fields.get(name);
    if (value) return value;
    throw new S3Error('InvalidArgument', `Bucket POST must contain a field named '${name}'.`);
  };
  checkAlgorithm(get('x-amz-algorithm'), 'InvalidArgument');
  const date = get('x-amz-date');
  const credential = checkCredential(get('x-amz-credential'), date, served, 'InvalidArgument');
  checkNotAhead(parseAmzDate(date, 'InvalidArgument'), served.now);
  // The text that arrived is what was signed: decoding first would let two texts pass for one.
  checkSignature(credential, get('x-amz-signature'), encoded);
  const policy = parsePolicy(encoded);
  if (served.now > policy.expiration) throw denied('Policy expired.');
  checkConditions(policy, fields, bucket);
  return policy.range;
}
