import { KycError, type KycErrorCode } from '../errors.ts';
import type { Frame, Hint, JudgeOptions, Region, Verdict } from '../quality/types.ts';
import type {
  Camera,
  CameraFacts,
  CameraView,
  Cut,
  Facing,
  OpenPicture,
  Pictures,
  PreparedPicture,
  Quality,
  SlotLimits,
} from '../runtime/ports.ts';

export const verdictOf = (hint: Hint | null): Verdict => ({
  ok: hint === null,
  hint,
  outline: null,
  scores: { sharpness: 0.8, glare: 0, exposure: 0.5, fill: 0.7, tilt: 1 },
});

export const smallFrame = (width = 64, height = 48): Frame => ({
  data: new Uint8ClampedArray(width * height * 4),
  width,
  height,
});

type OnFrame = (frame: Frame) => Promise<void>;

export class FakeView implements CameraView {
  readonly video: HTMLVideoElement;
  readonly width = 1280;
  readonly height = 720;
  readonly mirrored: boolean;
  readonly canTorch = true;
  readonly lenses = [
    { id: 'wide', label: 'Wide' },
    { id: 'tele', label: 'Tele' },
  ];
  onLost: (() => void) | null = null;
  onTorchOff: (() => void) | null = null;
  readonly log: string[] = [];
  #onFrame: OnFrame | null = null;

  constructor(video: HTMLVideoElement, mirrored = false) {
    this.video = video;
    this.mirrored = mirrored;
  }

  async setTorch(on: boolean): Promise<void> {
    this.log.push(on ? 'torch on' : 'torch off');
  }
  async chooseLens(id: string): Promise<void> {
    this.log.push(`lens ${id}`);
  }
  frames({ signal }: { readonly signal: AbortSignal }, onFrame: OnFrame): void {
    this.#onFrame = onFrame;
    signal.addEventListener('abort', () => {
      this.#onFrame = null;
    });
  }
  /** True while somebody watches. */
  get isWatched(): boolean {
    return this.#onFrame !== null;
  }
  /** Delivers one frame and waits until it was judged. */
  async deliver(): Promise<void> {
    await this.#onFrame?.(smallFrame());
  }
  facts(): CameraFacts {
    return { label: 'A camera', id: 'wide', facing: undefined, frameRate: 30 };
  }
  async still(): Promise<Blob> {
    this.log.push('still');
    return new Blob(['a picture'], { type: 'image/jpeg' });
  }
}

/** A stand-in where there is no DOM. */
const plainVideo = (): HTMLVideoElement =>
  ({
    paused: false,
    videoWidth: 1280,
    videoHeight: 720,
    pause: () => undefined,
    play: () => Promise.resolve(),
  }) as unknown as HTMLVideoElement;

export class FakeCamera implements Camera {
  opened = 0;
  /** Streams that are live now. */
  live = 0;
  view: FakeView | null = null;
  /** Codes to refuse with, one after the other; then it opens. */
  readonly refusals: KycErrorCode[] = [];
  /** While true, `open` waits as if the person looked at the permission prompt. */
  hold = false;
  grant: () => void = () => undefined;
  readonly #makeVideo: () => HTMLVideoElement;

  constructor(makeVideo: () => HTMLVideoElement = plainVideo) {
    this.#makeVideo = makeVideo;
  }

  /** Which sides were asked for. */
  readonly facings: Facing[] = [];

  async open(facing: Facing, signal: AbortSignal): Promise<CameraView> {
    this.facings.push(facing);
    const refusal = this.refusals.shift();
    if (refusal) throw new KycError(refusal);
    if (this.hold) {
      await new Promise<void>((resolve) => {
        this.grant = resolve;
      });
    }
    if (signal.aborted) throw new KycError('aborted');
    // Phones have one side open at a time.
    if (this.view && this.view.mirrored !== (facing === 'user')) this.release();
    if (!this.view) {
      this.opened += 1;
      this.live += 1;
      this.view = new FakeView(this.#makeVideo(), facing === 'user');
    }
    return this.view;
  }

  release(): void {
    if (this.view) this.live -= 1;
    this.view = null;
  }

  /** As when the camera is unplugged or taken away. */
  lose(): void {
    const view = this.view;
    this.release();
    view?.onLost?.();
  }
}

export class FakeQuality implements Quality {
  readonly asked: JudgeOptions[] = [];
  /** Verdicts in order; when there are none left, pictures are good. */
  readonly verdicts: Verdict[] = [];
  isWarm = false;

  warm(): void {
    this.isWarm = true;
  }
  async judge(_frame: Frame, options: JudgeOptions): Promise<Verdict> {
    this.asked.push(options);
    return this.verdicts.shift() ?? verdictOf(null);
  }
  close(): void {
    this.isWarm = false;
  }
}

export class FakePictures implements Pictures {
  readonly prepared: { readonly limits: SlotLimits; readonly crop: Region | null; readonly cut: Cut }[] = [];
  readonly refusals: KycErrorCode[] = [];

  warm(): void {}
  async open(source: Blob): Promise<OpenPicture> {
    const refusal = this.refusals.shift();
    if (refusal) throw new KycError(refusal);
    return { source, width: 1280, height: 960, frame: smallFrame(), id: 1 };
  }
  async make({ source }: OpenPicture, limits: SlotLimits, cut: Cut): Promise<PreparedPicture> {
    this.prepared.push({ limits, crop: cut.crop, cut });
    return { blob: source, width: 1280, height: 960 };
  }
  close(): void {}
}
