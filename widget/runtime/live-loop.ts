import type { AutoMode } from '../flow/capture/types.ts';
import type { Frame, Strictness, Verdict } from '../quality/types.ts';
import { type AutoCapture, beginAutoCapture, nextAutoCapture, PAUSE_MS } from './auto-capture.ts';
import { type Layout, onStage } from './camera-geometry.ts';
import { type Corners, cornersIn } from './cut.ts';
import { type HintState, hintOf, type LiveHint, nextHint, noHint, sayNow } from './hints.ts';
import { judgeOptionsOf } from './judging.ts';
import type { Clock, Quality } from './ports.ts';
import type { Subject } from './subject.ts';

/** What is drawn over the preview, many times a second. */
export interface Track {
  /** Where the document was found, in CSS pixels of the stage; null where it was not. */
  readonly corners: Corners | null;
  readonly isGood: boolean;
  /** 0..1: how much of the holding still is done. */
  readonly progress: number;
}

/** What the screen says of the moment; changes seldom. */
export interface Told {
  readonly hint: LiveHint | null;
  /** The hint for screen readers, which changes less often. */
  readonly voiced: LiveHint | null;
  /** Whether a good picture is taken without a press; null where there is no choice. */
  readonly auto: 'on' | 'off' | null;
}

export interface LiveLoopOptions {
  readonly quality: Quality;
  readonly clock: Clock;
  readonly strictness: () => Strictness;
  /** False where the merchant wants every picture taken by a press. */
  readonly canAuto: () => boolean;
  /** Another hint is shown. */
  readonly onHint: (hint: LiveHint) => void;
  readonly onTrack: (track: Track) => void;
  /** This is the moment to take the picture; told once. */
  readonly onMoment: () => void;
}

const noTrack: Track = { corners: null, isGood: false, progress: 0 };
const anywhere = { subject: null, mode: 'never' } as const;

/** What the live picture is good for: one hint at a time, where the document is, and when to take it. */
export class LiveLoop {
  private _hints: HintState = noHint;
  private _auto: AutoCapture = beginAutoCapture();
  private _watch: { readonly subject: Subject | null; readonly mode: AutoMode } = anywhere;
  /** The person takes the pictures, by their own wish; for the rest of the flow. */
  private _isManual = false;
  /** An outline was seen in this flow, so that pictures may be taken by it. */
  private _hasOutline = false;
  private readonly _options: LiveLoopOptions;
  private readonly _tell: (told: Told) => void;

  /** `tell` is called when something of what the screen says has changed. */
  constructor(options: LiveLoopOptions, tell: (told: Told) => void) {
    this._options = options;
    this._tell = tell;
  }

  /** Begins anew, until the signal fires. */
  begin(subject: Subject, mode: AutoMode, signal: AbortSignal): void {
    this._watch = { subject, mode };
    this._hints = noHint;
    this._auto = beginAutoCapture(mode === 'later' ? this._options.clock.now() + PAUSE_MS : 0);
    this._report();
    signal.addEventListener('abort', () => this._options.onTrack(noTrack), { once: true });
  }

  /** Takes pictures without a press, or no longer. */
  toggleAuto(): void {
    this._isManual = !this._isManual;
    this._auto = beginAutoCapture(this._auto.notBefore);
    this._report();
    this._options.onTrack(noTrack);
  }

  /** The flow is over. */
  reset(): void {
    this._isManual = false;
    this._hasOutline = false;
  }

  /** Somebody who watches has this to say. `isNow`: it waits for nothing. */
  say(hint: LiveHint, isNow = false): void {
    const before = this._hints;
    this._hints = (isNow ? sayNow : nextHint)(before, hint, this._options.clock.now());
    const { shown, voiced } = this._hints;
    if (shown !== before.shown || voiced !== before.voiced) this._report();
    if (shown && shown !== before.shown) this._options.onHint(shown);
  }

  /** Judges one frame. Never rejects: one that could not be judged costs a hint; the shutter works without. */
  async see(frame: Frame, layout: Layout | null, signal: AbortSignal): Promise<void> {
    const { quality, clock, strictness } = this._options;
    const { subject } = this._watch;
    if (!subject) return;
    const seenAt = clock.now();
    const sight = { frame, quality: strictness(), subject, guide: layout?.region ?? null };
    const verdict = await quality.judge(frame, judgeOptionsOf(sight), signal).catch(() => null);
    if (!verdict || signal.aborted) return;
    this._take({ ...verdict, outline: subject.isCard ? verdict.outline : null }, frame, layout, seenAt);
  }

  private _take(verdict: Verdict, frame: Frame, layout: Layout | null, seenAt: number): void {
    const { onTrack, onMoment } = this._options;
    const { outline } = verdict;
    const choice = this._choice;
    this._hasOutline ||= outline !== null;
    const { phase } = this._auto;
    this._auto = nextAutoCapture(this._auto, verdict, seenAt, this._choice === 'on');
    this.say(hintOf(verdict, this._auto));
    if (choice !== this._choice) this._report();
    onTrack({
      corners: outline && layout && onStageOf(cornersIn(outline, frame), layout),
      isGood: verdict.ok && !this._auto.isMoving,
      progress: this._auto.progress,
    });
    if (this._auto.phase === 'take' && phase !== 'take') onMoment();
  }

  private get _choice(): Told['auto'] {
    const { subject, mode } = this._watch;
    if (!subject?.isCard || !this._hasOutline || mode === 'never' || !this._options.canAuto()) return null;
    return this._isManual ? 'off' : 'on';
  }

  private _report(): void {
    const { shown, voiced } = this._hints;
    this._tell({ hint: shown, voiced, auto: this._choice });
  }
}

const onStageOf = ([a, b, c, d]: Corners, layout: Layout): Corners => [
  onStage(a, layout),
  onStage(b, layout),
  onStage(c, layout),
  onStage(d, layout),
];
