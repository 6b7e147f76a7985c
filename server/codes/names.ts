/** Written before or behind a name, and no part of it. */
const honorifics: ReadonlySet<string> = new Set(
  'MR MRS MS MISS MX MASTER MSTR DR PROF ER ADV SHRI SHREE SRI SMT SHRIMATI SUSHRI KUM LATE JI'.split(' '),
);

/** More words than a name has; what is longer is not compared word by word. */
const MOST_WORDS = 16;

/** Capitals without diacritics; whatever is no Latin letter divides words. */
function wordsOf(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}|['’`]/gu, '')
    .toUpperCase();
  const words = plain.split(/[^A-Z]+/).filter((word) => word !== '');
  const own = words.filter((word) => !honorifics.has(word));
  return (own.length > 0 ? own : words).slice(0, MOST_WORDS);
}

const hasOtherScript = (name: string): boolean => /(?!\p{Script=Latin})\p{L}/u.test(name.normalize('NFKD'));

/** What is left of both when each word has found its like. */
function withoutPairs(some: readonly string[], others: readonly string[]): [string[], string[]] {
  const left = [...others];
  const alone = some.filter((word) => {
    const at = left.indexOf(word);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return [alone, left];
}

/** True when the words of one side are the initials of the other's, each of one. */
function areInitials(some: readonly string[], others: readonly string[]): boolean {
  const left = [...others];
  return some.every((word) => {
    const at = left.findIndex(
      (other) => (word.length === 1) !== (other.length === 1) && other.charAt(0) === word.charAt(0),
    );
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

/**
 * Whether two names are those of one person, as far as they differ in case, order of words, diacritics, honorifics, division
 * into words, and initials in place of words, of which one has to be there in full. Another word, or one more, is another name.
 *
 * @returns null where that cannot be told: one of them is empty, or in another script.
 */
export function sameName(one: string, other: string): boolean | null {
  if (hasOtherScript(one) || hasOtherScript(other)) return null;
  const [a, b] = [wordsOf(one), wordsOf(other)];
  if (a.length === 0 || b.length === 0) return null;
  if (a.join('') === b.join('')) return true;
  const [lonely, left] = withoutPairs(a, b);
  if (lonely.length === 0 && left.length === 0) return true;
  const isKnownInFull = a.some((word) => word.length > 1 && b.includes(word));
  return lonely.length === left.length && isKnownInFull && areInitials(lonely, left);
}
