/**
 * Whether the graphics processor is worth it: it is tried only where the other one is slow, and kept only where it is faster by a
 * margin. Pure. On weak devices it is the slower of the two by far (180 ms a picture with drawing in software, where the
 * processor needs 25), and its first pictures cost seconds.
 */
export interface Trial {
  readonly phase: 'cpu' | 'gpu' | 'done';
  /** Milliseconds for each of the last pictures with a face. */
  readonly taken: readonly number[];
  readonly cpuMs: number;
  /** Set for one step: the delegate to change to. */
  readonly wants: 'cpu' | 'gpu' | null;
}

/** Pictures that are compared. */
export const SAMPLES = 15;
/** The first ones with a graphics processor compile its programs. */
export const WARM_UP = 4;
/** Below this nothing has to be faster: about twenty pictures a second. */
export const SLOW_MS = 50;
/** Of the processor's time that the graphics one may take. */
export const FASTER = 0.7;

export const trialOf = (): Trial => ({ phase: 'cpu', taken: [], cpuMs: 0, wants: null });

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The trial after one more picture with a face, which took `tookMs`. */
export function chooseDelegate(trial: Trial, tookMs: number): Trial {
  if (trial.phase === 'done') return trial.wants ? { ...trial, wants: null } : trial;
  const taken = [...trial.taken, tookMs];
  const wanted = trial.phase === 'cpu' ? SAMPLES : SAMPLES + WARM_UP;
  if (taken.length < wanted) return { ...trial, taken, wants: null };
  if (trial.phase === 'cpu') {
    const cpuMs = median(taken);
    return cpuMs > SLOW_MS
      ? { phase: 'gpu', taken: [], cpuMs, wants: 'gpu' }
      : { phase: 'done', taken: [], cpuMs, wants: null };
  }
  const isFaster = median(taken.slice(WARM_UP)) < trial.cpuMs * FASTER;
  return { ...trial, phase: 'done', taken: [], wants: isFaster ? null : 'cpu' };
}
