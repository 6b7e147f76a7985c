import { KycError } from '../errors.ts';
import type { Frame } from '../quality/types.ts';
import type { CameraFacts, CameraView, Facing } from '../runtime/ports.ts';
import { stopStream } from './constraints.ts';
import { cameraError } from './failures.ts';
import { type FrameOptions, sampleFrames } from './frames.ts';
import { isMirrored, type Lens } from './lenses.ts';
import { watchTrack } from './lost.ts';
import { Stills } from './still.ts';
import { hasTorch, switchTorch } from './torch.ts';
import { firstPicture, keepPlaying, play } from './video.ts';
import { abortable, either } from './waiting.ts';

export interface ViewOptions {
  readonly video: HTMLVideoElement;
  readonly stream: MediaStream;
  readonly facing: Facing;
  /** A stream of another lens. Rejects with the camera's codes. */
  readonly openLens: (id: string, signal: AbortSignal) => Promise<MediaStream>;
  /** The view is over: released or lost. Called once, before `onLost`. */
  readonly onClosed: () => void;
}

/** What the stream and its track are to the view, replaced as one when the lens changes. */
interface Feed {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly stills: Stills;
  readonly unwatch: () => void;
}

/** One open camera and the element that shows it. */
export class LiveView implements CameraView {
  readonly video: HTMLVideoElement;
  lenses: readonly Lens[] = [];
  onLost: (() => void) | null = null;
  onTorchOff: (() => void) | null = null;
  isLost = false;
  private _feed: Feed | null = null;
  private _isTorchOn = false;
  private _switching: Promise<unknown> = Promise.resolve();
  private readonly _closed = new AbortController();
  private readonly _options: ViewOptions;
  private readonly _unkeep: () => void;

  /** A lamp that burns in the pocket is warm and empties the battery. */
  private readonly _darken = (): void => {
    if (!document.hidden || !this._isTorchOn) return;
    this.setTorch(false).then(
      () => this.onTorchOff?.(),
      () => undefined,
    );
  };

  /** Shows the stream at once, in the task in which it came: iOS lets only that count as the person's wish. */
  constructor(options: ViewOptions) {
    this._options = options;
    this.video = options.video;
    this._unkeep = keepPlaying(this.video, document);
    document.addEventListener('visibilitychange', this._darken);
    this._show(options.stream);
  }

  get width(): number {
    return this.video.videoWidth || this._settings.width || 0;
  }

  get height(): number {
    return this.video.videoHeight || this._settings.height || 0;
  }

  get mirrored(): boolean {
    return isMirrored(this._options.facing, this._settings.facingMode);
  }

  get canTorch(): boolean {
    return this._feed !== null && hasTorch(this._feed.track);
  }

  get deviceId(): string | undefined {
    return this._settings.deviceId;
  }

  /** Resolves when there is a picture. Rejects with `camera_failed`, or `aborted` when the view is closed. */
  ready(): Promise<void> {
    return firstPicture(this.video, document, this._closed.signal);
  }

  /** Plays again after a pause, or after the element was taken out of the page. */
  resume(): void {
    if (this._feed) play(this.video);
  }

  async setTorch(on: boolean): Promise<void> {
    await switchTorch(this._live().track, on);
    this._isTorchOn = on;
  }

  /** One change at a time. After a failed one the former lens is opened again. */
  chooseLens(id: string, signal: AbortSignal): Promise<void> {
    const change = this._switching.then(() => this._change(id, signal));
    this._switching = change.catch(() => undefined);
    return change;
  }

  facts(): CameraFacts {
    const { deviceId: id, facingMode: facing, frameRate } = this._settings;
    return { label: this._feed?.track.label ?? '', id, facing, frameRate };
  }

  frames(options: FrameOptions, onFrame: (frame: Frame) => Promise<void>): void {
    sampleFrames(this.video, { ...options, signal: either(options.signal, this._closed.signal) }, onFrame);
  }

  async still(signal: AbortSignal): Promise<Blob> {
    if (signal.aborted) throw new KycError('aborted');
    const over = either(signal, this._closed.signal);
    try {
      // A shot while the lens changes is taken with the new one.
      await abortable(this._switching, over);
      return await abortable(this._live().stills.take(this._isTorchOn), over);
    } catch (thrown) {
      if (this.isLost && !signal.aborted) throw new KycError('camera_lost', { cause: thrown });
      throw cameraError(thrown);
    }
  }

  /** Stops every track now. May be called more than once. */
  close(): void {
    if (this._closed.signal.aborted) return;
    this._drop();
    this._unkeep();
    document.removeEventListener('visibilitychange', this._darken);
    this._closed.abort();
    this._options.onClosed();
  }

  private get _settings(): MediaTrackSettings {
    return this._feed?.track.getSettings() ?? {};
  }

  private _live(): Feed {
    if (this._feed?.track.readyState !== 'live') throw new KycError('camera_lost');
    return this._feed;
  }

  private _show(stream: MediaStream): void {
    const [track] = stream.getVideoTracks();
    if (!track) {
      stopStream(stream);
      throw new KycError('camera_failed');
    }
    const unwatch = watchTrack(track, document, () => this._lose());
    this._feed = { stream, track, stills: new Stills(track, this.video), unwatch };
    this.video.srcObject = stream;
    play(this.video);
  }

  private _drop(): void {
    const feed = this._feed;
    if (!feed) return;
    this._feed = null;
    this._isTorchOn = false;
    feed.unwatch();
    stopStream(feed.stream);
    this.video.srcObject = null;
  }

  private _lose(): void {
    const { onLost } = this;
    this.onLost = null;
    this.isLost = true;
    this.close();
    onLost?.();
  }

  private async _change(id: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new KycError('aborted');
    this._live();
    const former = this.deviceId;
    if (id === former) return;
    try {
      await this._replace(id, either(signal, this._closed.signal));
    } catch (thrown) {
      await this._restore(former);
      throw cameraError(thrown);
    }
  }

  private async _replace(id: string, signal: AbortSignal): Promise<void> {
    // Before the other is opened: many phones have one camera open at a time.
    this._drop();
    const stream = await this._options.openLens(id, signal);
    if (signal.aborted) {
      stopStream(stream);
      throw new KycError('aborted');
    }
    this._show(stream);
    await firstPicture(this.video, document, signal);
  }

  private async _restore(id: string | undefined): Promise<void> {
    const { signal } = this._closed;
    if (signal.aborted) return;
    try {
      if (!id) throw new KycError('camera_lost');
      await this._replace(id, signal);
    } catch {
      if (!signal.aborted) this._lose();
    }
  }
}
