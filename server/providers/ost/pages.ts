import type { Params } from './canonical.ts';
import type { PageMeta } from './wire.ts';

/** Which part of a list. Pages count from 1; newest first unless told. */
export interface PageQuery<Filters> {
  readonly page?: number;
  /** 1 to 100; OST gives 10 unless told. */
  readonly limit?: number;
  readonly order?: 'asc' | 'desc';
  readonly filters?: Filters;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number | null;
  /** Null on the last page. */
  readonly nextPage: number | null;
}

export interface UserFilters {
  /** Found wherever an address holds it. */
  readonly email?: string;
  readonly is_kyc_submitted?: boolean;
  readonly is_doptin_mail_sent?: boolean;
  readonly is_doptin_done?: boolean;
}

export interface KycFilters {
  readonly admin_status?: 'unprocessed' | 'qualified' | 'denied';
  readonly aml_status?:
    | 'cleared:approved'
    | 'unprocessed'
    | 'pending'
    | 'cleared'
    | 'approved'
    | 'rejected'
    | 'failed';
  readonly whitelist_status?: 'unprocessed' | 'started' | 'done' | 'failed';
  readonly admin_action_types?: 'no_admin_action' | 'data_mismatch' | 'document_issue' | 'other_issue';
}

export const pageParams = ({ page, limit, order, filters }: PageQuery<UserFilters | KycFilters>): Params => ({
  ...(page !== undefined && { page_number: page }),
  ...(limit !== undefined && { limit }),
  ...(order !== undefined && { order }),
  ...(filters !== undefined && { filters: { ...filters } }),
});

/** A next page that does not lead on would never end. */
export function pageOf<Item>(items: readonly Item[], meta: PageMeta, page: number): Page<Item> {
  const next = meta?.next_page_payload?.page_number ?? null;
  return { items, total: meta?.total ?? null, nextPage: next !== null && next > page ? next : null };
}
