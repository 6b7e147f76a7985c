import { type Checked, refuse, withoutSeparators } from './result.ts';

/** What the fourth letter says of the holder. */
const holders = {
  P: 'person',
  C: 'company',
  H: 'hindu_undivided_family',
  F: 'firm',
  A: 'association_of_persons',
  T: 'trust',
  B: 'body_of_individuals',
  L: 'local_authority',
  J: 'artificial_juridical_person',
  G: 'government',
} as const;

export type PanHolder = (typeof holders)[keyof typeof holders];

export interface PanFacts {
  readonly holder: PanHolder;
}

/**
 * An Indian Permanent Account Number: five letters, of which the fourth is the class of holder, four digits, and a letter.
 * The last letter is a check letter whose rule the Income Tax Department does not publish.
 */
export function checkPan(text: string): Checked<PanFacts> {
  const value = withoutSeparators(text).toUpperCase();
  if (value.length !== 10) return refuse('length');
  if (!/^[A-Z]{5}[0-9]{4}[A-Z]$/.test(value)) return refuse('characters');
  const letter = value.charAt(3);
  if (!Object.hasOwn(holders, letter)) return refuse('holder');
  return { ok: true, value, holder: holders[letter as keyof typeof holders] };
}
