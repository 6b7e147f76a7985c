import { en } from './en.ts';
import type { MessageKey, Messages } from './messages.ts';

export type Locale = 'en' | 'id' | 'ms';

/** `in` is what old Androids call Indonesian. */
const locales: ReadonlyMap<string, Locale> = new Map([
  ['en', 'en'],
  ['id', 'id'],
  ['in', 'id'],
  ['ms', 'ms'],
]);

/** The first wish that there are words for: `id-ID` gives `id`. English when there are none. */
export function chooseLocale(wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const known = locales.get(wish?.toLowerCase().split(/[-_]/)[0] ?? '');
    if (known) return known;
  }
  return 'en';
}

/** Fetches a locale's words; null where they cannot be had, and English stays. */
export async function loadMessages(locale: Locale): Promise<Messages | null> {
  try {
    if (locale === 'id') return (await import('./id.ts')).messages;
    if (locale === 'ms') return (await import('./ms.ts')).messages;
  } catch {
    // Words in English are better than none.
  }
  return null;
}

export type Places = Readonly<Record<string, string | number>>;
export type Text = (key: MessageKey, places?: Places) => string;

export const fill = (text: string, places: Places = {}): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(places[name] ?? whole));

/** Words by key. `more` brings what came later: another locale whole, or English of the parts that are there. */
export function textOf(more: Partial<Messages> | null): Text {
  const words: Partial<Messages> = { ...en, ...more };
  return (key, places) => fill(words[key] ?? '', places);
}
