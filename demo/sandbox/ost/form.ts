import { z } from 'zod';
import { isEthereumAddress } from './ethereum.ts';

export interface FormRules {
  /** What the client agreed on with OST, in any case; every text without it. */
  readonly countries?: readonly string[];
  readonly nationalities?: readonly string[];
}

const DATE = /^(\d{2})\/(\d{2})\/(\d{4})$/;

/** @param text `dd/mm/yyyy`. @returns that day's beginning in UTC, in milliseconds; null for a day that is none */
function parseDay(text: string): number | null {
  const [, day, month, year] = DATE.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // Some engines take 31 June for 1 July.
  return Number.isNaN(time) || new Date(time).getUTCDate() !== Number(day) ? null : time;
}

function yearsBefore(now: number, years: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate());
}

/** 18 to 100 years old. */
function isOfAge(text: string, now: number): boolean {
  const day = parseDay(text);
  return day !== null && day <= yearsBefore(now, 18) && day >= yearsBefore(now, 100);
}

const text = (label: string) => z.string(`${label} is required.`).trim().min(1, `${label} is required.`);

const name = (label: string) => text(label).max(100, `${label} may have 100 characters at most.`);

const listed = (label: string, known: readonly string[] | undefined) => {
  const upper = known?.map((entry) => entry.toUpperCase());
  return text(label).refine((value) => !upper || upper.includes(value.toUpperCase()), `Invalid ${label}.`);
};

const filePath = (label: string) => text(label).regex(/^[\w-]+\/[id]\/[0-9a-f]{32}$/, `Invalid ${label}.`);

/**
 * The 16 parameters of users-kyc. What else is sent is ignored.
 * @param now milliseconds since the epoch
 */
export const formSchema = ({ countries, nationalities }: FormRules, now: number) =>
  z.object({
    first_name: name('First Name'),
    last_name: name('Last Name'),
    birthdate: text('Birthdate').refine((value) => isOfAge(value, now), 'Invalid Birthdate.'),
    country: listed('Country', countries),
    nationality: listed('Nationality', nationalities),
    document_id_number: text('Document Id Number'),
    document_id_file_path: filePath('Document Id File Path'),
    selfie_file_path: filePath('Selfie File Path'),
    residence_proof_file_path: filePath('Residence Proof File Path').optional(),
    investor_proof_files_path: z
      .array(filePath('Investor Proof File Path'), 'Investor Proof Files Path must be an array.')
      .optional(),
    ethereum_address: text('Ethereum Address').refine(isEthereumAddress, 'Invalid Ethereum Address.'),
    estimated_participation_amount: text('Estimated Participation Amount').refine(
      (value) => /^\d{1,15}(\.\d{1,18})?$/.test(value) && Number(value) > 0,
      'Invalid Estimated Participation Amount.',
    ),
    street_address: text('Street Address'),
    city: text('City'),
    state: text('State'),
    postal_code: text('Postal Code'),
  });

/** A form that was taken, word for word. */
export type Form = z.output<ReturnType<typeof formSchema>>;

/** Every file that a form names, with the parameter that names it. */
export const filesOf = (form: Form): readonly { readonly parameter: string; readonly path: string }[] => [
  { parameter: 'document_id_file_path', path: form.document_id_file_path },
  { parameter: 'selfie_file_path', path: form.selfie_file_path },
  ...(form.residence_proof_file_path
    ? [{ parameter: 'residence_proof_file_path', path: form.residence_proof_file_path }]
    : []),
  ...(form.investor_proof_files_path ?? []).map((path) => ({ parameter: 'investor_proof_files_path', path })),
];
