import { KycError } from '../errors.ts';
import type { Step } from '../flow/types.ts';
import type { Frame, JudgeOptions, Region, Strictness, Verdict } from '../quality/types.ts';
import { type Box, type Layout, layOut, type Size } from './camera-geometry.ts';
import { type HintState, type LiveHint, nextHint, noHint } from './hints.ts';
import type { Camera, CameraView, Clock, Pictures, PreparedPicture, Quality, SlotLimits } from './ports.ts';
import { documentOf, type Subject } from './subject.ts';

/** What the camera screen shows of the moment. A new object whenever something of it changed. */
export interface Live {
  readonly video: HTMLVideoElement | null;
  readonly isMirrored: boolean;
  readonly canTorch: boolean;
  readonly isTorchOn: boolean;
  readonly canSwitchLens: boolean;
  readonly layout: Layout | null;
  readonly hint: LiveHint | null;
  /** The hint for screen readers, which changes less often. */
  readonly voiced: LiveHint | null;
}

export interface Judged {
  readonly blob: Blob;
  readonly verdict: Verdict;
}

export interface RoomOptions {
  readonly camera: Camera;
  readonly quality: Quality;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly strictness: () => Strictness;
  /** How the picture of a step is taken; the way of documents without it. */
  readonly subjectOf?: (step: Step) => Subject | undefined;
  readonly onHint: (hint: LiveHint) => void;
  readonly onLost: () => void;
  /** `live` changed. */
  readonly onChange: () => void;
}

const LIVE_FRAMES = { longSide: 640, perSecond: 7 } as const;

const nothing: Live = {
  video: null,
  isMirrored: false,
  canTorch: false,
  isTorchOn: false,
  canSwitchLens: false,
  layout: null,
  hint: null,
  voiced: null,
};

/** Fractions of a frame as whole pixels of it. */
const pixels = (box: Box, { width, height }: Size): Region => ({
  x: Math.round(box.x * width),
  y: Math.round(box.y * height),
  width: Math.round(box.width * width),
  height: Math.round(box.height * height),
});

/** Where `inner` lies within `outer`, as fractions of it. */
const within = (inner: Box, outer: Box): Box => ({
  x: (inner.x - outer.x) / outer.width,
  y: (inner.y - outer.y) / outer.height,
  width: inner.width / outer.width,
  height: inner.height / outer.height,
});

/** Something that happens once, for others to wait for. */
class Signal {
  fire: () => void = () => undefined;
  readonly fired = new Promise<void>((resolve) => {
    this.fire = resolve;
  });
}

/** The room where pictures are taken: it joins the camera, the judge and the encoder. One to a flow. */
export class CaptureRoom {
  live: Live = nothing;
  private _view: CameraView | null = null;
  private _step: Step | null = null;
  private _hints: HintState = noHint;
  private _stage: { readonly stage: Size; readonly free: Box } | null = null;
  private _lens = 0;
  private _streaming = new Signal();
  /** Fires when the camera is let go, for what is under way then. */
  private _open = new AbortController();
  private readonly _options: RoomOptions;

  constructor(options: RoomOptions) {
    this._options = options;
  }

  /** Starts what later steps need. Harmless when it is there. */
  warm(): void {
    this._options.quality.warm();
    this._options.pictures.warm();
  }

  /** Opens the camera for a step, or hands on the stream that is open. Rejects with the camera's codes. */
  async open(step: Step, signal: AbortSignal): Promise<void> {
    const show = (video: HTMLVideoElement): void => {
      // The first sign of a stream, before its size is known.
      video.addEventListener('loadstart', () => this._streaming.fire(), { once: true });
      this._change({ video });
    };
    const view = await this._options.camera
      .open(this._subject(step).facing, signal, show)
      .catch((thrown: unknown) => {
        if (!this._view) this._change({ video: null });
        throw thrown;
      })
      .finally(() => this._streaming.fire());
    if (signal.aborted) return;
    this._view = view;
    this._step = step;
    view.onLost = () => {
      this._forget();
      this._options.onLost();
    };
    // Turned by a quarter, a phone delivers pictures of another shape.
    view.video.onresize = () => this._layOut();
    this._show(view, false);
  }

  /** Resolves when the camera has answered, or after `ms`: until then it is quicker left alone. */
  answered(ms: number): Promise<void> {
    const timer = new Signal();
    const late = setTimeout(() => timer.fire(), ms);
    return Promise.race([this._streaming.fired, timer.fired]).finally(() => clearTimeout(late));
  }

  /** Judges the live picture until the signal fires; a changed hint is told, not every frame. */
  watch(signal: AbortSignal): void {
    const view = this._view;
    if (!view) return;
    this._hints = noHint;
    this._change({ hint: null, voiced: null });
    if (view.video.paused) view.video.play().catch(() => undefined);
    view.frames({ ...LIVE_FRAMES, signal }, (frame) => this._judgeLive(frame, signal));
  }

  /** Takes, prepares and judges one picture. Rejects with the codes of the camera and of `Pictures`. */
  async take(step: Step, signal: AbortSignal): Promise<Judged> {
    const view = this._view;
    const layout = this.live.layout;
    if (!view) throw new KycError('camera_lost');
    const still = await view.still(signal);
    // The person sees the moment that was taken while it is looked at.
    view.video.pause();
    const crop = this._subject(step).isWhole ? null : layout?.crop;
    const picture = await this._options.pictures.prepare(still, limitsOf(step), crop ?? null, signal);
    const guide = layout && (crop ? within(layout.region, crop) : layout.region);
    return this._judge(picture, step, guide, signal);
  }

  /** Prepares and judges a chosen file. Rejects with the codes of `Pictures`. */
  async check(file: Blob, step: Step, signal: AbortSignal): Promise<Judged> {
    const picture = await this._options.pictures.prepare(file, limitsOf(step), null, signal);
    return this._judge(picture, step, null, signal);
  }

  /** The stage has this size, and words and buttons leave this part of it free. */
  setStage(stage: Size, free: Box): void {
    this._stage = { stage, free };
    this._layOut();
  }

  async toggleTorch(): Promise<void> {
    const on = !this.live.isTorchOn;
    try {
      await this._view?.setTorch(on);
      this._change({ isTorchOn: on });
    } catch {
      this._change({ canTorch: false, isTorchOn: false });
    }
  }

  /** The next lens, in the camera's order; stays with the present one where that fails. */
  async nextLens(): Promise<void> {
    const view = this._view;
    if (!view || view.lenses.length < 2) return;
    this._lens = (this._lens + 1) % view.lenses.length;
    try {
      await view.chooseLens(view.lenses[this._lens]?.id ?? '', this._open.signal);
    } catch {
      return;
    }
    if (this._view === view) this._show(view, false);
  }

  /** Stops the camera now. */
  release(): void {
    this._forget();
    this._options.camera.release();
  }

  /** Stops the camera and ends the workers; either starts again when it is needed. */
  close(): void {
    this.release();
    this._options.quality.close();
    this._options.pictures.close();
  }

  private _subject(step: Step): Subject {
    return this._options.subjectOf?.(step) ?? documentOf(step);
  }

  private _forget(): void {
    if (this._view) {
      this._view.onLost = null;
      this._view.video.onresize = null;
    }
    this._view = null;
    this._lens = 0;
    this._streaming.fire();
    this._streaming = new Signal();
    this._open.abort();
    this._open = new AbortController();
    this.live = nothing;
    this._options.onChange();
  }

  private _show(view: CameraView, isTorchOn: boolean): void {
    const { video, mirrored, canTorch, lenses } = view;
    this._change({ video, isMirrored: mirrored, canTorch, isTorchOn, canSwitchLens: lenses.length > 1 });
    this._layOut();
  }

  private _change(change: Partial<Live>): void {
    this.live = { ...this.live, ...change };
    this._options.onChange();
  }

  private _layOut(): void {
    const view = this._view;
    if (!view || !this._stage) return;
    const { videoWidth, videoHeight } = view.video;
    const layout = layOut({
      ...this._stage,
      video: { width: videoWidth || view.width, height: videoHeight || view.height },
      shape: this._step ? this._subject(this._step).shape : 'id1',
      isMirrored: view.mirrored,
    });
    this._change({ layout });
  }

  private async _judgeLive(frame: Frame, signal: AbortSignal): Promise<void> {
    const { quality, clock, strictness } = this._options;
    const { layout } = this.live;
    const region = layout ? { region: pixels(layout.region, frame) } : {};
    let verdict: Verdict;
    try {
      const { shape, thresholds } = this._step ? this._subject(this._step) : {};
      verdict = await quality.judge(
        frame,
        { quality: strictness(), ...region, ...(shape && { shape }), ...(thresholds && { thresholds }) },
        signal,
      );
    } catch {
      // A frame that could not be judged costs a hint; the shutter works without.
      return;
    }
    if (signal.aborted) return;
    const before = this._hints;
    this._hints = nextHint(before, verdict, clock.now());
    const { shown, voiced } = this._hints;
    if (shown !== before.shown || voiced !== before.voiced) this._change({ hint: shown, voiced });
    if (shown && shown !== before.shown) this._options.onHint(shown);
  }

  private async _judge(
    { blob, frame, width, height }: PreparedPicture,
    step: Step,
    guide: Box | null,
    signal: AbortSignal,
  ): Promise<Judged> {
    const area = guide ? pixels(guide, frame) : { ...frame };
    // The judge sees a smaller copy, and of it the guide only: what is asked of the picture is asked of that part.
    const least = {
      ...(step.minWidth ? { minWidth: Math.floor((step.minWidth * area.width) / width) } : {}),
      ...(step.minHeight ? { minHeight: Math.floor((step.minHeight * area.height) / height) } : {}),
    };
    const region = guide ? { region: pixels(guide, frame) } : {};
    const { quality, strictness } = this._options;
    const { shape, thresholds } = this._subject(step);
    const options: JudgeOptions = {
      quality: strictness(),
      shape,
      // A picture that was taken or chosen is not refused for lying on its own colour, or for filling its file.
      outline: 'wanted',
      ...least,
      ...region,
      ...(thresholds && { thresholds }),
    };
    const verdict = await quality.judge(frame, options, signal);
    return { blob, verdict };
  }
}

const limitsOf = ({
  accept,
  minBytes,
  maxBytes,
  minWidth,
  minHeight,
  maxWidth,
  maxHeight,
}: Step): SlotLimits => ({
  accept,
  maxBytes,
  ...(minBytes ? { minBytes } : {}),
  ...(minWidth ? { minWidth } : {}),
  ...(minHeight ? { minHeight } : {}),
  ...(maxWidth ? { maxWidth } : {}),
  ...(maxHeight ? { maxHeight } : {}),
});
