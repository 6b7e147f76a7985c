/** Nobody who shows a document is older, in years. */
const OLDEST = 120;

const exists = (iso: string): boolean => {
  const date = new Date(`${iso}T00:00:00Z`);
  // The 31st of a short month would roll over into the next one.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
};

const candidates = (yy: string, mm: string, dd: string, today: string): string[] => {
  const oldest = `${String(Number(today.slice(0, 4)) - OLDEST).padStart(4, '0')}${today.slice(4)}`;
  const century = Math.floor(Number(today.slice(0, 4)) / 100);
  return [century, century - 1, century - 2]
    .map((hundreds) => `${hundreds}${yy}-${mm}-${dd}`)
    .filter((iso) => exists(iso) && iso <= today && iso >= oldest);
};

/**
 * The day that two digits of a year can mean: not in the future, and no more than 120 years ago.
 *
 * @param today ISO 8601, `2026-11-26`.
 * @returns `undefined` when there is no such day; null when there are two, as for a child and a person of more than a
 *   hundred; else ISO 8601.
 */
export function readBirthDate(yy: string, mm: string, dd: string, today: string): string | null | undefined {
  const [first, ...others] = candidates(yy, mm, dd, today);
  return others.length > 0 ? null : first;
}
