import type { Frame } from '../quality/types.ts';
import { pump } from './pump.ts';

export interface FrameOptions {
  /** Pixels. */
  readonly longSide: number;
  readonly perSecond: number;
  readonly signal: AbortSignal;
  readonly rest?: number;
}

/** The size in whole pixels with no side longer than `longSide`, in the same ratio. Never larger than it was. */
export function scaledSize(
  width: number,
  height: number,
  longSide: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** `willReadFrequently` keeps the pixels where the program can read them; fetching them from a GPU costs 5 to 20 ms. */
function createSurface(): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null {
  const options: CanvasRenderingContext2DSettings = { willReadFrequently: true, alpha: false };
  // Safari 16.0 to 16.3 has the class and no such context.
  const offscreen =
    typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d', options);
  return offscreen ?? document.createElement('canvas').getContext('2d', options);
}

/** Calls back with the next picture of the video. Without the callback made for it, with the next repaint. */
function nextPicture(video: HTMLVideoElement, callback: () => void): () => void {
  if ('requestVideoFrameCallback' in video) {
    const handle = video.requestVideoFrameCallback(callback);
    return () => video.cancelVideoFrameCallback(handle);
  }
  const handle = requestAnimationFrame(callback);
  return () => cancelAnimationFrame(handle);
}

/** Samples a playing video until the signal fires; see `CameraView.frames`. */
export function sampleFrames(
  video: HTMLVideoElement,
  { longSide, perSecond, signal, rest }: FrameOptions,
  onFrame: (frame: Frame) => Promise<void>,
): void {
  // One canvas for all frames: phones keep the memory of thrown-away ones for long.
  let surface: ReturnType<typeof createSurface> = null;
  const grab = (): Frame | null => {
    const { videoWidth, videoHeight } = video;
    const isReady = video.readyState >= video.HAVE_CURRENT_DATA && videoWidth > 0 && videoHeight > 0;
    if (!isReady || video.paused || document.hidden) return null;
    surface ??= createSurface();
    if (!surface) return null;
    const { width, height } = scaledSize(videoWidth, videoHeight, longSide);
    const { canvas } = surface;
    // Setting a size clears the canvas, also when it is the same.
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    surface.drawImage(video, 0, 0, width, height);
    return surface.getImageData(0, 0, width, height);
  };
  pump(
    {
      perSecond,
      signal,
      ...(rest === undefined ? {} : { rest }),
      next: (callback) => nextPicture(video, callback),
      now: () => performance.now(),
      grab,
    },
    onFrame,
  );
}
