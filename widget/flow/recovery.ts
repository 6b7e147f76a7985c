import type { KycErrorCode } from '../errors.ts';

/** What a person can do about an error. */
export type Offer = 'retry' | 'restart';

/** Which sentences an error gets; many codes share one. */
export type Trouble = 'offline' | 'busy' | 'expired' | 'token' | 'setup' | 'other';

export interface Recovery {
  readonly trouble: Trouble;
  readonly offer: Offer | null;
  /** False when nothing that the person does here can help; the merchant has to make a new session. */
  readonly recoverable: boolean;
}

const recovery = (trouble: Trouble, offer: Offer | null): Recovery => ({
  trouble,
  offer,
  recoverable: offer !== null,
});

const offline = recovery('offline', 'retry');
const busy = recovery('busy', 'retry');
const again = recovery('other', 'retry');
const restart = recovery('other', 'restart');
const setup = recovery('setup', null);
const token = recovery('token', null);
const expired = recovery('expired', null);

/** Codes of a part (`capture/recovery.ts`) are not here: what helps is shown by it. */
const table: ReadonlyMap<KycErrorCode, Recovery> = new Map([
  ['config_missing', setup],
  ['contract_unsupported', setup],
  ['browser_unsupported', setup],
  ['network', offline],
  ['timeout', offline],
  ['upload_failed', offline],
  ['upload_expired', offline],
  ['aborted', again],
  ['upload_missing', again],
  ['token_missing', token],
  ['token_invalid', token],
  // A fresh `token`, or a `tokenProvider` that works again, goes on where it stopped.
  ['token_expired', recovery('token', 'retry')],
  ['origin_not_allowed', setup],
  ['session_expired', expired],
  ['session_not_found', expired],
  ['session_closed', restart],
  ['details_invalid', restart],
  // What is to be done now stands in the flow, read anew.
  ['liveness_round_over', restart],
]);

/** Codes that come from a newer server than this widget are treated as a passing fault of it. */
export const recoveryOf = (code: KycErrorCode): Recovery => table.get(code) ?? busy;

const passing: readonly KycErrorCode[] = [
  'network',
  'timeout',
  'rate_limited',
  'provider_error',
  'provider_unavailable',
  'provider_timeout',
  'server_error',
];

/** True when the same request may succeed a little later without anybody doing anything. */
export const isPassing = (code: KycErrorCode): boolean => passing.includes(code);
