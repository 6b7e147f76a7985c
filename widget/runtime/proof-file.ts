import { KycError } from '../errors.ts';
import type { Step } from '../flow/types.ts';
import type { Verdict } from '../quality/types.ts';
import type { Judged } from './room.ts';

export const PDF = 'application/pdf';

/** ISO 32000-2, 7.5.2: the first five bytes of every PDF. */
const MAGIC = '%PDF-';

/** A PDF is sent as it is: there are no pixels to judge, and nothing to object to. */
const accepted: Verdict = {
  ok: true,
  hint: null,
  outline: null,
  scores: { sharpness: 1, glare: 0, exposure: 0.5, fill: 1, tilt: 0 },
};

/**
 * Looks at a chosen file. Null when it is no PDF, or the slot takes none: then it is for the encoder. What comes back has
 * its type and no name. Rejects with `file_unreadable`, `file_too_large` or `file_too_small`.
 */
export async function checkProof(
  file: Blob,
  limits: Pick<Step, 'accept' | 'minBytes' | 'maxBytes'>,
): Promise<Judged | null> {
  if (!limits.accept.includes(PDF)) return null;
  const begin = await file
    .slice(0, MAGIC.length)
    .text()
    .catch((cause: unknown) => {
      throw new KycError('file_unreadable', { cause });
    });
  if (begin !== MAGIC) return null;
  if (file.size > limits.maxBytes) throw new KycError('file_too_large');
  if (file.size < (limits.minBytes ?? 0)) throw new KycError('file_too_small');
  return { blob: file.slice(0, file.size, PDF), verdict: accepted };
}
