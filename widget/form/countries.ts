/** ISO 3166-1 alpha-2, every code that is assigned to a country or territory; two letters each. */
const codes =
  'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ' +
  'DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISIT' +
  'JEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZ' +
  'NANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZ' +
  'TCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW';

export const countryCodes: readonly string[] = codes.match(/../g) ?? [];

export interface Country {
  readonly code: string;
  /** In the person's language; the code where the browser has no name for it. */
  readonly name: string;
}

/** Old browsers have no names of regions; a code can still be chosen. */
function namesIn(locale: string): (code: string) => string {
  try {
    const names = new Intl.DisplayNames([locale], { type: 'region' });
    return (code) => names.of(code) ?? code;
  } catch {
    return (code) => code;
  }
}

/** The first region that the device's languages name: `en-GB` gives GB. */
export function regionOf(languages: readonly string[]): string | null {
  for (const language of languages) {
    const region = /^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})(?:-|$)/i.exec(language)?.[1]?.toUpperCase();
    if (region && countryCodes.includes(region)) return region;
  }
  return null;
}

function list(locale: string, languages: readonly string[], only: readonly string[]): readonly Country[] {
  const nameOf = namesIn(locale);
  const { compare } = new Intl.Collator(locale);
  const here = regionOf(languages);
  return only
    .map((code) => ({ code, name: countryCodes.includes(code) ? nameOf(code) : code }))
    .sort((a, b) => Number(b.code === here) - Number(a.code === here) || compare(a.name, b.name));
}

const lists = new Map<string, readonly Country[]>();

/**
 * Countries by name in the order of the language, that of the device first. The same list for the same question, as a form
 * asks at every letter that is typed.
 *
 * @param only The codes to choose from, where not all of them are.
 */
export function countriesIn(
  locale: string,
  languages: readonly string[],
  only: readonly string[] = countryCodes,
): readonly Country[] {
  const question = [locale, ...languages, '', ...only].join();
  const known = lists.get(question) ?? list(locale, languages, only);
  lists.set(question, known);
  return known;
}
