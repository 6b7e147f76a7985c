import type { LivenessSignals } from '../../server/contract/liveness.ts';
import type { Reading } from './types.ts';

/**
 * Names of programs that play other pictures than a sensor's, as browsers show them. Apps that only carry the picture of a phone's real camera
 * (DroidCam, EpocCam, Iriun, Camo, Continuity Camera) are left out: people without a webcam use them honestly.
 */
const PLAYERS =
  /\b(obs|manycam|snap camera|xsplit|mmhmm|splitcam|sparkocam|youcam|webcamoid|altercam|fakewebcam|chromacam|vcam|akvcam|unity capture|ndi (video|webcam|virtual)|nvidia broadcast|prezi|e2esoft|webcammax|magic camera|cyberlink|logi(tech)? capture|v4l2 ?loopback|dummy video|fake_device|snapcam|avatarify|deepfacelive|xpression|animaze|facerig|vmix|wirecast)\b|virtual|loopback|screen capture/i;

/** Whether a camera calls itself by the name of such a program; null where it has no name, as before permission. */
export const isVirtualCamera = (label: string): boolean | null =>
  label.trim() === '' ? null : PLAYERS.test(label);

/** Values that are kept for the medians: the newest of them. */
const KEPT = 120;
/** Longer between two pictures, and the page was hidden or the step left: no gap of the camera's. */
const PAUSE_MS = 5_000;

/** What was noticed while pictures were looked at. Times in milliseconds. Bounded, whatever the number of pictures. */
export interface Notes {
  readonly analysed: number;
  readonly repeated: number;
  readonly lastAt: number | null;
  readonly lastPrint: number | null;
  /** Sum of the gaps that count, and how many they are. */
  readonly watchedMs: number;
  readonly gapCount: number;
  readonly longestGapMs: number;
  readonly gaps: readonly number[];
  readonly took: readonly number[];
}

export const noNotes: Notes = {
  analysed: 0,
  repeated: 0,
  lastAt: null,
  lastPrint: null,
  watchedMs: 0,
  gapCount: 0,
  longestGapMs: 0,
  gaps: [],
  took: [],
};

const keep = (values: readonly number[], value: number): readonly number[] => [
  ...values.slice(values.length >= KEPT ? 1 : 0),
  value,
];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * The notes with one more picture.
 *
 * @param tookMs How long the engine looked at it.
 */
export function noteReading(
  notes: Notes,
  { at, light }: Pick<Reading, 'at' | 'light'>,
  tookMs: number,
): Notes {
  const gap = notes.lastAt === null ? null : at - notes.lastAt;
  const counts = gap !== null && gap >= 0 && gap < PAUSE_MS;
  return {
    analysed: notes.analysed + 1,
    repeated: notes.repeated + (light.print === notes.lastPrint ? 1 : 0),
    lastAt: at,
    lastPrint: light.print,
    watchedMs: notes.watchedMs + (counts ? gap : 0),
    gapCount: notes.gapCount + (counts ? 1 : 0),
    longestGapMs: counts ? Math.max(notes.longestGapMs, gap) : notes.longestGapMs,
    gaps: counts ? keep(notes.gaps, gap) : notes.gaps,
    took: keep(notes.took, tookMs),
  };
}

/** What the report says of the pictures; and how long the engine took for one, the median of the newest, in milliseconds. */
export const framesOf = (notes: Notes): LivenessSignals['frames'] & { readonly medianMs: number } => ({
  analysed: notes.analysed,
  perSecond: notes.watchedMs > 0 ? (notes.gapCount * 1000) / notes.watchedMs : 0,
  medianGapMs: median(notes.gaps),
  longestGapMs: notes.longestGapMs,
  repeated: notes.repeated,
  medianMs: median(notes.took),
});
