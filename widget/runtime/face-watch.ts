import type { ChallengeRecord, LivenessRound } from '../../server/contract/liveness.ts';
import { scoreOf } from '../liveness/best.ts';
import { beginGuide, type Guide, nextGuide } from '../liveness/guide.ts';
import type { FaceEngine } from '../liveness/index.ts';
import type { Reading } from '../liveness/types.ts';
import type { Frame } from '../quality/types.ts';
import { BestFrame } from './face-still.ts';
import type { Scenery } from './room.ts';

/**
 * Every picture of the camera for which there is time: at just its own rate, every second one would come a moment too soon. The worker's
 * pace is what holds them back.
 */
const FRAMES = { longSide: 640, perSecond: 60, rest: 0 } as const;

/** A round that was gone through, and the picture that belongs to it. */
export interface Passed {
  readonly nonce: string;
  readonly records: readonly ChallengeRecord[];
  readonly best: BestFrame;
}

export interface GuideHooks {
  readonly onChange: (guide: Guide) => void;
  readonly onReading: (reading: Reading, tookMs: number, guide: Guide) => void;
  readonly onPassed: (passed: Passed) => void;
  readonly onFailed: (records: readonly ChallengeRecord[]) => void;
  /** The engine has broken. */
  readonly onBroken: () => void;
}

/** Until the guide's oval has a place: the middle of the picture. */
const middle = { x: 0.3, y: 0.15, width: 0.4, height: 0.7 } as const;

/** Follows a face through one round of challenges, until the signal fires or the round is over. */
export function guideFace(
  { view, layout, say, fill }: Scenery,
  engine: FaceEngine,
  { nonce, challenges }: LivenessRound,
  hooks: GuideHooks,
  signal: AbortSignal,
): void {
  const over = new AbortController();
  const best = new BestFrame();
  const end = (): void => over.abort();
  signal.addEventListener('abort', end, { once: true });
  const begun = beginGuide(challenges, performance.now());
  let guide = begun;

  const settle = (): void => {
    const { records } = guide;
    if (guide.phase === 'done') {
      end();
      hooks.onPassed({ nonce, records, best });
    } else if (guide.phase === 'failed') {
      end();
      best.drop();
      hooks.onFailed(records);
    }
  };

  const see = (reading: Reading, tookMs: number, copy: ImageBitmap | null): void => {
    const former = guide;
    guide = nextGuide(guide, reading, { oval: layout()?.region ?? middle });
    hooks.onReading(reading, tookMs, guide);
    // What was begun anew needs another picture too.
    if (guide.phase === 'frame' && former.phase !== 'frame') best.drop();
    const score =
      guide.phase === 'settle' || guide.phase === 'done' ? scoreOf(reading, guide.baseline) : null;
    best.offer(copy, score);
    // The first word, and what to do next, are what the person waits for.
    say(guide.saying ?? 'look_here', former === begun || guide.challenge !== former.challenge);
    fill(guide.progress, guide.saying === null);
    if (guide !== former) hooks.onChange(guide);
    settle();
  };

  /** The one before the newest: two are on their way, so that the worker has the next one when it is through. */
  let underWay: Promise<void> = Promise.resolve();
  const look = (frame: Frame): Promise<void> => {
    const at = performance.now();
    const copying = guide.phase === 'settle' ? createImageBitmap(view.video).catch(() => null) : null;
    const looked = (async () => {
      try {
        const { reading, tookMs } = await engine.read(frame, at, over.signal);
        const copy = await copying;
        if (over.signal.aborted) copy?.close();
        else see(reading, tookMs, copy);
      } catch {
        (await copying)?.close();
        if (over.signal.aborted) return;
        end();
        best.drop();
        hooks.onBroken();
      }
    })();
    const former = underWay;
    underWay = looked;
    return former;
  };
  view.frames({ ...FRAMES, signal: over.signal }, look);
}
