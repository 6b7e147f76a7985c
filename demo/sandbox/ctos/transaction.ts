import { CtosError } from './errors.ts';
import { address, choice, type Fields, numbersTo, optional, required, type Signed } from './request.ts';

/** What the gateway knows of a transaction besides its state. */
export interface Transaction {
  /** As the client sent it. */
  readonly refId: string;
  /** As the gateway answers it, and wants it from then on. */
  readonly prefixedRefId: string;
  readonly onboardingId: string;
  readonly documentName: string;
  readonly documentNumber: string;
  readonly documentType: string;
  readonly platform: string;
  readonly responseUrl: string;
  readonly backendUrl: string | null;
  readonly callbackMode: '0' | '1' | '2';
  readonly responseMode: '0' | '1';
  /** The signature of the create call. */
  readonly signature: string;
}

/** The documents that a name exists for; Philippine ones (7 to 13) share one. */
const documents: Readonly<Record<string, string>> = {
  1: 'MyKad',
  2: 'MyTentera',
  3: 'Passport',
  4: 'MyKid',
  5: 'MyPR',
  6: 'MyKas',
  14: 'Cambodian identity card',
};

export const documentTitle = (type: string): string => documents[type] ?? 'Philippine identity document';

/** Cards whose number is an NRIC. */
const withNric = ['1', '4', '5', '6'];

/** Documents with one side and no landmarks. */
export const isOneSided = (type: string): boolean => type === '3' || type === '14';

/**
 * Reads the fields of create-transaction.
 * @param ports which ports a backend_url may have; null for any
 * @throws CtosError 100, 103, 400
 */
export function readTransaction(
  fields: Fields,
  signed: Signed,
  ports: readonly number[] | null,
): Omit<Transaction, 'prefixedRefId' | 'onboardingId'> {
  if (signed.refId.length > 32) throw new CtosError('refId', 'longer than 32');
  const documentName = required(fields, 'document_name', 100);
  const documentNumber = required(fields, 'document_number', 14);
  const platform = choice(required(fields, 'platform', 10), 'platform', ['Web', 'iOS', 'Android']);
  const responseUrl = address(required(fields, 'response_url', 200), 'response_url');
  const callbackMode = choice(required(fields, 'callback_mode', 1), 'callback_mode', ['0', '1', '2']);
  const backendUrl = optional(fields, 'backend_url', 200) ?? null;
  if (backendUrl !== null) address(backendUrl, 'backend_url', ports);
  const responseMode = choice(optional(fields, 'response_mode', 1) ?? '0', 'response_mode', ['0', '1']);
  const documentType = choice(
    optional(fields, 'document_type', 2) ?? '1',
    'document_type',
    numbersTo(14).slice(1),
  );
  optional(fields, 'remark', 200);
  if (withNric.includes(documentType) && !/^(\d{12}|\d{6}-\d{2}-\d{4})$/.test(documentNumber)) {
    throw new CtosError('nric');
  }
  return {
    refId: signed.refId,
    signature: signed.signature,
    documentName,
    documentNumber,
    documentType,
    platform,
    responseUrl,
    backendUrl,
    callbackMode,
    responseMode,
  };
}
