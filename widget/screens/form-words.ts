import type { FieldProblem } from '../../server/contract/documents/field.ts';
import type { Field, FieldFormat } from '../../server/contract/flow.ts';
import { countriesIn } from '../form/countries.ts';
import { readable } from '../form/fields.ts';
import type { Shown } from '../form/form.ts';
import { isFormKey } from '../i18n/form-keys.ts';
import type { FormKey } from '../i18n/messages.ts';
import type { FormScene, Scene } from './scene.ts';

/** The locale's word for a field, or one that is made of its name. */
export function labelOf({ text }: Scene, { name }: Field): string {
  const key = `label_${name}`;
  return isFormKey(key) ? text(key) : readable(name);
}

/** A line below the label, where a field needs one; empty otherwise. */
export function helpOf({ text }: Scene, { name, format }: Field): string {
  const key = `help_${name}`;
  if (isFormKey(key)) return text(key);
  return format ? text(`shape_${format}`) : '';
}

/** Which sentence a problem gets; the form of a number has one of its own for each kind. */
const sentences: Readonly<Record<Exclude<Shown, 'length' | 'characters'>, FormKey>> = {
  required: 'wrong_required',
  text: 'wrong_pattern',
  too_long: 'wrong_too_long',
  pattern: 'wrong_pattern',
  option: 'wrong_choice',
  country: 'wrong_choice',
  number: 'wrong_number',
  least: 'wrong_least',
  most: 'wrong_most',
  day: 'wrong_day',
  earliest: 'wrong_earliest',
  latest: 'wrong_latest',
  check_digit: 'wrong_typing',
  checksum: 'wrong_typing',
  date: 'wrong_fact',
  place: 'wrong_fact',
  region: 'wrong_fact',
  serial: 'wrong_fact',
  holder: 'wrong_fact',
  refused: 'wrong_refused',
};

const isShape = (problem: Shown): problem is Extract<FieldProblem, 'length' | 'characters'> =>
  problem === 'length' || problem === 'characters';

/** A limit as the person writes such things. */
function limitOf(limit: number | string | undefined, { type }: Field, locale: string): string {
  if (limit === undefined) return '';
  if (type === 'number') return new Intl.NumberFormat(locale).format(Number(limit));
  return dayOf(String(limit), locale);
}

function dayOf(iso: string, locale: string): string {
  const day = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}

/** What a card says, as the person reads such things. */
export function saidOf({ locale, languages }: FormScene, field: Field, value: string): string {
  if (field.type === 'date') return dayOf(value, locale);
  if (field.type !== 'country') return value;
  const country = countriesIn(locale, languages, field.options).find(({ code }) => code === value);
  return country?.name ?? value;
}

/** What is wrong with a field, and what would be right. */
export function sentenceOf({ text, locale }: Scene, field: Field, problem: Shown): string {
  if (isShape(problem)) return text(`shape_${field.format ?? ('passport' satisfies FieldFormat)}`);
  if (problem === 'required' && (field.type === 'country' || field.type === 'select')) {
    return text('wrong_choice');
  }
  const { min, max, maxLength } = field;
  return text(sentences[problem], {
    min: limitOf(min, field, locale),
    max: problem === 'too_long' ? (maxLength ?? '') : limitOf(max, field, locale),
  });
}
