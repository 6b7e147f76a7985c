import { KycError, toKycError } from '../errors.ts';
import type { OpenPicture, Pictures, PreparedPicture, SlotLimits } from '../runtime/ports.ts';
import { createBridge } from '../worker-bridge.ts';
import type { Target } from './compress.ts';
import url from './image.worker.ts?worker&url';
import { formatFor, isBelow, type Size } from './limits.ts';
import type { Answer, Question } from './question.ts';

export interface PicturesOptions {
  /** Address of the worker's script, when it does not lie beside this one. */
  readonly workerUrl?: string;
  /** The worker ends after this long without a picture, in milliseconds. */
  readonly idleMs?: number;
}

/** What reads, draws and encodes: the worker has its own, so that a page seldom needs it. */
const inPage = async () => (await import('./page.ts')).answerInPage;

/** Pictures opened so far, by whichever widget of the page. */
let opened = 0;

/** Prepares pictures in a worker, and in the page where no worker can be started or has no canvas. */
export function createPictures(settings: PicturesOptions = {}): Pictures {
  const { warm, ask, close } = createBridge<Question, Answer>({
    url: settings.workerUrl ?? url,
    inPage,
    fallbackCode: 'encode_failed',
    ...(settings.idleMs === undefined ? {} : { idleMs: settings.idleMs }),
  });

  /** Compresses in the worker, or in the page where the library needs one. */
  async function compress(picture: Blob, target: Target, signal: AbortSignal): Promise<Answer> {
    const compressor = await import('./compress.ts').catch((cause: unknown) => {
      throw new KycError('network', { cause });
    });
    const question: Question = { kind: 'compress', picture, ...target, compressor: compressor.url };
    try {
      return await ask(question, signal);
    } catch (thrown) {
      if (!(thrown instanceof KycError) || thrown.code !== 'encode_failed') throw thrown;
      // Safari's workers lack what the library decodes with, older ones cannot import.
      return await inPage()
        .then((answer) => answer(question, signal))
        .catch((cause: unknown) => {
          throw signal.aborted ? new KycError('aborted') : toKycError(cause, 'encode_failed');
        });
    }
  }

  /** A JPEG that weighs too much, made lighter; smaller too, where the slot's least size leaves room for that. */
  async function lighten(
    picture: Blob,
    limits: SlotLimits,
    signal: AbortSignal,
  ): Promise<Size & { readonly blob: Blob }> {
    for (const keepSize of picture.type === 'image/jpeg' ? [false, true] : []) {
      const target = { maxBytes: limits.maxBytes, keepSize };
      const { blob, width, height } = await compress(picture, target, signal);
      if (!blob || blob.size > limits.maxBytes || isBelow({ width, height }, limits)) continue;
      if (blob.size < (limits.minBytes ?? 0)) throw new KycError('file_too_small');
      return { blob, width, height };
    }
    throw new KycError('file_too_large');
  }

  async function open(...[source, limits, signal]: Parameters<Pictures['open']>): Promise<OpenPicture> {
    opened += 1;
    const id = opened;
    const { frame, width, height } = await ask({ kind: 'open', id, source, limits }, signal);
    if (!frame) throw new KycError('encode_failed');
    return { id, source, frame, width, height };
  }

  async function make(
    ...[{ id, source }, limits, cut, signal]: Parameters<Pictures['make']>
  ): Promise<PreparedPicture> {
    const { blob, width, height } = await ask({ kind: 'make', id, source, limits, cut }, signal);
    if (!blob) throw new KycError('encode_failed');
    const made = blob.size <= limits.maxBytes ? { blob, width, height } : await lighten(blob, limits, signal);
    const { name } = formatFor(limits.accept);
    return { ...made, blob: made.blob.slice(0, made.blob.size, name) };
  }

  return { warm, close, open, make };
}
