import { KycError } from '../errors.ts';

/** A signal that fires with the first of two. (`AbortSignal.any` is younger than the browsers that we support.) */
export function either(a: AbortSignal, b: AbortSignal): AbortSignal {
  const both = new AbortController();
  const stop = (): void => both.abort();
  if (a.aborted || b.aborted) stop();
  for (const signal of [a, b]) signal.addEventListener('abort', stop, { once: true, signal: both.signal });
  return both.signal;
}

/** The promise's outcome, or a rejection with `aborted` the moment the signal fires. The work itself goes on. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new KycError('aborted'));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** What the promise gives within `ms` milliseconds; null when it takes longer or rejects. Never rejects. */
export function withLimit<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    promise.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer));
  });
}
