import { z } from 'zod';
import { badRequest } from './errors.ts';
import type { Hash } from './query.ts';

/** `filters[email]` of `['filters', 'email']`, and `files_path` of `['files_path', 0]`: places in a list have no name. */
const nameOf = (path: readonly PropertyKey[]): string =>
  path
    .filter((step) => typeof step !== 'number')
    .map((step, at) => (at === 0 ? String(step) : `[${String(step)}]`))
    .join('');

/** @throws OstError 400 with one entry of error_data for each parameter that is wrong */
export function readParameters<Schema extends z.ZodType>(
  schema: Schema,
  parameters: Hash,
  internalId: string,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(parameters);
  if (success) return data;
  const problems = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = nameOf(path);
    if (!problems.has(name)) problems.set(name, message);
  }
  throw badRequest(internalId, ...[...problems].map(([parameter, msg]) => ({ parameter, msg })));
}

const filters = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, 'Invalid filters.').prefault({} as z.input<z.ZodObject<Shape, z.core.$strict>>);

const page = {
  page_number: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'Page number must be a positive integer.')
    .transform(Number)
    .default(1),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'Limit must be from 1 to 100.')
    .transform(Number)
    .default(10),
  order: z.enum(['asc', 'desc'], 'Order must be asc or desc.').default('desc'),
};

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `Must be one of: ${values.join(', ')}.`).optional();
const flag = oneOf(['true', 'false']);

export const userList = z.object({
  ...page,
  filters: filters({
    is_kyc_submitted: flag,
    is_doptin_done: flag,
    is_doptin_mail_sent: flag,
    email: z.string('Must be a text.').optional(),
  }),
});

export const caseList = z.object({
  ...page,
  filters: filters({
    admin_status: oneOf(['unprocessed', 'qualified', 'denied']),
    aml_status: oneOf([
      'cleared:approved',
      'unprocessed',
      'pending',
      'cleared',
      'approved',
      'rejected',
      'failed',
    ]),
    whitelist_status: oneOf(['unprocessed', 'started', 'done', 'failed']),
    admin_action_types: oneOf(['no_admin_action', 'data_mismatch', 'document_issue', 'other_issue']),
  }),
});

/** Which page of a list, and how to ask for the next one. */
export interface Page {
  readonly page_number: number;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  readonly filters: object;
}

/**
 * @param newestFirst the whole list
 * @param lastPage what the last page has for `next_page_payload`: nothing at all, or an empty object
 */
export function paged<Item>(
  newestFirst: readonly Item[],
  wanted: Page,
  lastPage: 'absent' | 'empty',
): { readonly items: readonly Item[]; readonly meta: object } {
  const { page_number: number, limit, order } = wanted;
  const all = order === 'desc' ? newestFirst : [...newestFirst].reverse();
  const next =
    number * limit < all.length
      ? { next_page_payload: { page_number: number + 1, filters: wanted.filters, order, limit } }
      : lastPage === 'empty'
        ? { next_page_payload: {} }
        : {};
  return { items: all.slice((number - 1) * limit, number * limit), meta: { total: all.length, ...next } };
}
