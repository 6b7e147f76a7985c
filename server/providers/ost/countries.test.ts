import { describe, expect, it } from 'vitest';
import { countryCodes, countryName, nationalityName } from './countries.ts';

/** Every code that this Node knows a country by, deprecated ones and groups of countries apart. */
const known = () => {
  const region = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => region.of(code) !== undefined)
    .filter((code) => new Intl.Locale('und', { region: code }).maximize().region === code)
    .filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`);
};

/** Codes that are reserved, or a user's own, and belong to no country of ISO 3166-1. */
const reserved = ['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ'];

describe('the names of countries', () => {
  it('are there for all of ISO 3166-1, and for nothing else', () => {
    expect(countryCodes).toHaveLength(249);
    expect(countryCodes).toEqual([...countryCodes].sort());
    expect(known().filter((code) => !reserved.includes(code))).toEqual(countryCodes);
  });

  it('are unique, in upper-case ASCII', () => {
    const countries = countryCodes.map(countryName);
    expect(new Set(countries).size).toBe(249);
    for (const code of countryCodes) {
      expect(countryName(code)).toMatch(/^[A-Z][A-Z ,()'-]*[A-Z)]$/);
      expect(nationalityName(code)).toMatch(/^[A-Z][A-Z ()-]*[A-Z)]$/);
    }
  });

  it.each([
    ['IN', 'INDIA', 'INDIAN'],
    ['ID', 'INDONESIA', 'INDONESIAN'],
    ['MY', 'MALAYSIA', 'MALAYSIAN'],
    ['NE', 'NIGER', 'NIGERIEN'],
    ['NG', 'NIGERIA', 'NIGERIAN'],
  ])('of %s are %s and %s', (code, country, nationality) => {
    expect(countryName(code)).toBe(country);
    expect(nationalityName(code)).toBe(nationality);
  });

  it.each(['', 'XX', 'in', 'IND', '__proto__', 'constructor'])('are null for %j', (code) => {
    expect(countryName(code)).toBeNull();
    expect(nationalityName(code)).toBeNull();
  });
});
