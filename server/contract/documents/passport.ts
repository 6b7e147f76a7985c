import { type Checked, refuse, withoutSeparators } from './result.ts';

export interface PassportFacts {
  /** ISO 3166-1 alpha-2, where the form of the number tells. */
  readonly issuer: 'MY' | null;
}

/**
 * A passport's number: six to nine letters and digits, as the machine-readable zone has room for nine (ICAO 9303, part 4).
 * Those of Malaysia are A, H (Sabah) or K (Sarawak) and eight digits.
 */
export function checkPassport(text: string): Checked<PassportFacts> {
  const value = withoutSeparators(text).toUpperCase();
  if (!/^[A-Z0-9]*$/.test(value)) return refuse('characters');
  if (value.length < 6 || value.length > 9) return refuse('length');
  return { ok: true, value, issuer: /^[AHK]\d{8}$/.test(value) ? 'MY' : null };
}
