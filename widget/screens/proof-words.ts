import type { Problem } from '../flow/capture/types.ts';
import type { Step } from '../flow/types.ts';
import type { MessageKey, ProofKey } from '../i18n/messages.ts';
import type { Text } from '../i18n/text.ts';
import type { CaptureScene } from './scene.ts';

const PDF = 'application/pdf';
const MEGABYTE = 1024 * 1024;

const names: ReadonlyMap<string, ProofKey> = new Map([
  ['residence_proof', 'document_residence_proof'],
  ['investor_proof', 'document_investor_proof'],
]);

/** `investor_proof_2` is the second of its kind. */
function nameOf({ kind, slot = '' }: Step, text: Text): string {
  if (kind === 'selfie') return text('document_selfie');
  const [, base = '', number = '1'] = /^(.*?)(?:_(\d+))?$/.exec(slot) ?? [];
  const name = text(names.get(base) ?? 'document_file');
  return number === '1' ? name : `${name} ${number}`;
}

/** The longer word of what would do, where there is one for this kind of proof. */
export function adviceOf({ slot = '' }: Step, text: Text): string {
  if (slot.startsWith('residence_proof')) return text('file_prepare_residence');
  return text(slot.startsWith('investor_proof') ? 'file_prepare_investor' : 'file_prepare_text');
}

/** `20 MB`. Limits are told so that whoever keeps to the words keeps to the limit. */
export function sizeIn(locale: string, bytes: number, round: (value: number) => number = Math.round): string {
  const isLarge = bytes >= MEGABYTE;
  const value = isLarge ? round((bytes / MEGABYTE) * 10) / 10 : round(bytes / 1024);
  try {
    const unit = isLarge ? 'megabyte' : 'kilobyte';
    return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
  } catch {
    // Older browsers know no units.
    return `${value} ${isLarge ? 'MB' : 'kB'}`;
  }
}

export const takesPdf = ({ accept }: Step): boolean => accept.includes(PDF);
export const takesPictures = ({ accept }: Step): boolean => accept.some((type) => type.startsWith('image/'));

/** Files are refused for more reasons than pictures. */
function keyFor(key: MessageKey, step: Step, problem: Problem | null): MessageKey {
  if (step.kind !== 'file') return key;
  if (key === 'no_too_small' && problem === 'file_too_small') return 'file_no_file_too_small';
  if (key === 'no_type' && takesPdf(step)) return 'file_no_type_pdf';
  return key;
}

/** The words of the capture step, those for a face or a file in their place where there are any. */
export function wordsFor(step: Step, { text, locale }: CaptureScene, problem: Problem | null): Text {
  return (key, places) => {
    if (key === 'document_other') return nameOf(step, text);
    const wanted = keyFor(key, step, problem);
    const limit = wanted === 'file_no_file_too_small' ? sizeIn(locale, step.minBytes ?? 0, Math.ceil) : '';
    const all = { size: limit || sizeIn(locale, step.maxBytes, Math.floor), ...places };
    return text(`${step.kind}_${wanted}` as MessageKey, all) || text(wanted, all);
  };
}
