import { KycError } from '../errors.ts';
import type { AutoMode } from '../flow/capture/types.ts';
import type { Step } from '../flow/types.ts';
import type { Verdict } from '../quality/types.ts';
import { type Box, type Layout, layOut, type Size, shapes } from './camera-geometry.ts';
import { type Corners, cutOf, trustedCorners } from './cut.ts';
import type { LiveHint } from './hints.ts';
import { judgeOptionsOf, limitsOf } from './judging.ts';
import { LiveLoop, type LiveLoopOptions, type Told } from './live-loop.ts';
import type { Camera, CameraView, Pictures } from './ports.ts';
import { documentOf, type Subject } from './subject.ts';

/** What the camera screen shows of the moment. A new object whenever something of it changed. */
export interface Live extends Told {
  readonly video: HTMLVideoElement | null;
  readonly isMirrored: boolean;
  readonly canTorch: boolean;
  readonly isTorchOn: boolean;
  readonly canSwitchLens: boolean;
  readonly layout: Layout | null;
}

/** The picture as it was taken or chosen: for whoever reads more of it than what is sent. */
export interface Original {
  readonly blob: Blob;
  /** The document's corners as fractions 0..1 of the upright picture, top left first, clockwise; null when not surely found. */
  readonly corners: Corners | null;
}

export interface Judged {
  readonly blob: Blob;
  readonly verdict: Verdict;
}

/** What somebody who watches in place of the judge has to do with. */
export interface Scenery {
  readonly view: CameraView;
  /** Null until the screen has a size. */
  layout(): Layout | null;
  /** Shown, voiced and told, with hysteresis; at once where the person waits for it. */
  say(hint: LiveHint, isNow?: boolean): void;
  /** How full the guide's line is, 0..1. */
  fill(progress: number, isGood: boolean): void;
  /** The judge watches from now on. */
  judge(): void;
}

/** Watches the live picture in place of the judge. */
export interface Watcher {
  /** Until the signal fires. */
  watch(scenery: Scenery, signal: AbortSignal): void;
  /** The picture, where there is a better one than that of the moment of the shutter; null where there is not. */
  still(view: CameraView, signal: AbortSignal): Promise<Blob | null>;
}

export interface RoomOptions extends LiveLoopOptions {
  readonly camera: Camera;
  readonly pictures: Pictures;
  /** True where the merchant wants cards to be looked at straight. */
  readonly isStraightened: () => boolean;
  /** How the picture of a step is taken; the way of documents without it. */
  readonly subjectOf?: (step: Step) => Subject | undefined;
  /** Who watches it; the judge without it. */
  readonly watcherOf?: (step: Step) => Watcher | undefined;
  readonly onLost: () => void;
  /** `live` changed. */
  readonly onChange: () => void;
}

/** The camera takes fewer where the device does not keep up. */
const LIVE_FRAMES = { longSide: 640, perSecond: 12 } as const;

const nothing: Live = {
  video: null,
  isMirrored: false,
  canTorch: false,
  isTorchOn: false,
  canSwitchLens: false,
  layout: null,
  hint: null,
  voiced: null,
  auto: null,
};

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
  /** Of the picture that was looked at last; kept until it is given up. */
  original: Original | null = null;
  private _view: CameraView | null = null;
  private _step: Step | null = null;
  private _stage: { readonly stage: Size; readonly free: Box } | null = null;
  private _lens = 0;
  private _streaming = new Signal();
  /** Fires when the camera is let go, for what is under way then. */
  private _open = new AbortController();
  private readonly _options: RoomOptions;
  private readonly _loop: LiveLoop;

  constructor(options: RoomOptions) {
    this._options = options;
    this._loop = new LiveLoop(options, (told) => this._change(told));
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
    view.onTorchOff = () => this._change({ isTorchOn: false });
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
  watch(mode: AutoMode, signal: AbortSignal): void {
    const { _view: view, _step: step, _loop: loop } = this;
    if (!view || !step) return;
    loop.begin(this._subject(step), mode, signal);
    if (view.video.paused) view.video.play().catch(() => undefined);
    const layout = (): Layout | null => this.live.layout;
    const judge = (): void =>
      view.frames({ ...LIVE_FRAMES, signal }, (frame) => loop.see(frame, layout(), signal));
    const watcher = this._options.watcherOf?.(step);
    if (!watcher) {
      judge();
      return;
    }
    const fill = (progress: number, isGood: boolean): void =>
      this._options.onTrack({ corners: null, isGood, progress });
    watcher.watch({ view, layout, judge, fill, say: (hint, isNow) => loop.say(hint, isNow) }, signal);
  }

  /** Takes, prepares and judges one picture. Rejects with the codes of the camera and of `Pictures`. */
  async take(step: Step, signal: AbortSignal): Promise<Judged> {
    const view = this._view;
    const layout = this.live.layout;
    if (!view) throw new KycError('camera_lost');
    const better = await this._options.watcherOf?.(step)?.still(view, signal);
    const still = better ?? (await view.still(signal));
    // The person sees the moment that was taken while it is looked at.
    view.video.pause();
    const crop = this._subject(step).isWhole ? null : (layout?.crop ?? null);
    return this._look(still, step, { guide: layout?.region ?? null, crop }, signal);
  }

  /** Prepares and judges a chosen file. Rejects with the codes of `Pictures`. */
  check(file: Blob, step: Step, signal: AbortSignal): Promise<Judged> {
    return this._look(file, step, { guide: null, crop: null }, signal);
  }

  /** Takes pictures without a press, or no longer. */
  toggleAuto(): void {
    this._loop.toggleAuto();
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
    this.original = null;
    this._loop.reset();
    this._options.quality.close();
    this._options.pictures.close();
  }

  private _subject(step: Step): Subject {
    return this._options.subjectOf?.(step) ?? documentOf(step);
  }

  private _forget(): void {
    if (this._view) {
      this._view.onLost = null;
      this._view.onTorchOff = null;
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

  /** Judges a whole picture at its full size, and makes of it what the slot takes. */
  private async _look(
    source: Blob,
    step: Step,
    { guide, crop }: { readonly guide: Box | null; readonly crop: Box | null },
    signal: AbortSignal,
  ): Promise<Judged> {
    const { quality, pictures, strictness, isStraightened } = this._options;
    const subject = this._subject(step);
    const limits = limitsOf(step);
    this.original = null;
    const picture = await pictures.open(source, limits, signal);
    const { frame, width, height } = picture;
    const size = { width, height };
    const sight = { frame, quality: strictness(), subject, guide };
    const verdict = await quality.judge(frame, judgeOptionsOf(sight, { limits, size, crop }), signal);
    const { width: across, height: down } = shapes[subject.shape === 'id3' ? 'id3' : 'id1'];
    const ratio = across / down;
    const corners = subject.isCard ? trustedCorners(verdict.outline, frame, ratio) : null;
    // A refused picture is shown as it was taken: what is wrong with it may be what was left out.
    const cut = cutOf({
      corners: verdict.ok ? corners : null,
      size,
      limits,
      crop,
      ratio: isStraightened() ? ratio : null,
    });
    const { blob } = await pictures.make(picture, limits, cut, signal);
    if (!signal.aborted) this.original = { blob: source, corners };
    return { blob, verdict };
  }
}
