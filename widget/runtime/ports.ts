import type { Flow } from '../../server/contract/flow.ts';
import type { FlowStatus } from '../../server/contract/status.ts';
import type { Frame, JudgeOptions, Outline, Region, Verdict } from '../quality/types.ts';

/**
 * What the flow needs of the world. The real rooms (camera, quality, image, api) and the fakes in `testing` both
 * satisfy these; nothing else joins them. Every promise rejects with a KycError, `aborted` when its signal fired.
 */

export type Facing = 'environment' | 'user';

export interface Camera {
  /**
   * Opens the camera, or hands out the stream that is open already when it fits. Rejects with `insecure_context`,
   * `camera_unsupported`, `camera_denied`, `camera_missing`, `camera_busy` or `camera_failed`. When the signal fires during the
   * permission prompt, the stream that the browser delivers later is stopped at once.
   *
   * `onVideo` is called at once with the element of the preview, which is empty until the stream comes: what is in the
   * page already shows its first picture sooner.
   */
  open(facing: Facing, signal: AbortSignal, onVideo?: (video: HTMLVideoElement) => void): Promise<CameraView>;
  /** Stops every track now. May be called at any time and more than once. */
  release(): void;
}

export interface CameraFacts {
  /** May name its owner: it is looked at, and neither kept nor sent. */
  readonly label: string;
  readonly id: string | undefined;
  readonly facing: string | undefined;
  /** Pictures per second. */
  readonly frameRate: number | undefined;
}

export interface CameraView {
  /** Playing, muted, playsInline; created by the camera, placed in the page by a screen. */
  readonly video: HTMLVideoElement;
  /** The picture's size in pixels, as the stream delivers it. */
  readonly width: number;
  readonly height: number;
  /** True when a person sees themselves: the preview is mirrored, the picture never is. */
  readonly mirrored: boolean;
  readonly canTorch: boolean;
  /** Rear lenses to choose from; empty or one where there is no choice. */
  readonly lenses: readonly { readonly id: string; readonly label: string }[];
  setTorch(on: boolean): Promise<void>;
  /** The view changes in place: same video element, new stream. */
  chooseLens(id: string, signal: AbortSignal): Promise<void>;
  /**
   * Calls `onFrame` with the newest frame, never while an earlier call is still running, at most `perSecond` times a
   * second, scaled to `longSide` pixels at most. Ends with the signal. Nothing is sampled while the page is hidden.
   *
   * @param options `rest`: how many times as long as a call takes the next one waits, counted from its beginning; 2 without it, so
   * that a slow device is busy for half of its time at the most.
   */
  frames(
    options: {
      readonly longSide: number;
      readonly perSecond: number;
      readonly signal: AbortSignal;
      readonly rest?: number;
    },
    onFrame: (frame: Frame) => Promise<void>,
  ): void;
  /** The best full-resolution picture the device gives: takePhoto where it works, else the video frame. */
  still(signal: AbortSignal): Promise<Blob>;
  /** What the camera says of itself now. */
  facts(): CameraFacts;
  /** Called once when the stream ends by itself: unplugged, taken by another program, permission withdrawn. */
  onLost: (() => void) | null;
  /** Called when the light went out by itself, as it does when the page is hidden. */
  onTorchOff: (() => void) | null;
}

/** Judges pictures; the real one does it in a worker, and in the page where no worker can be started. */
export interface Quality {
  /** Loads and starts what `judge` needs. May be called early and often; never rejects. */
  warm(): void;
  judge(frame: Frame, options: JudgeOptions, signal: AbortSignal): Promise<Verdict>;
  /** Ends the worker. The next call starts a new one. */
  close(): void;
}

/** What a slot takes, from the flow's step. */
export interface SlotLimits {
  readonly accept: readonly string[];
  readonly minBytes?: number;
  readonly maxBytes: number;
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly maxWidth?: number;
  readonly maxHeight?: number;
}

/** A picture that was opened to be judged, and can be made into what a slot takes. */
export interface OpenPicture {
  readonly source: Blob;
  /** Of the whole upright picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** All of it, at most 1600 pixels on the long side, for the judge. */
  readonly frame: Frame;
  /** Names what is held of it, so that it is not decoded twice. */
  readonly id: number;
}

/** What is kept of a picture; fractions 0..1 of it, upright. */
export interface Cut {
  /** The whole picture without it. */
  readonly crop: Region | null;
  /** Looks straight at a card of this ratio of width to height, unless too few pixels would be left; then the crop is made. */
  readonly straighten?: { readonly corners: Outline['corners']; readonly ratio: number };
}

/** A picture ready to be sent: upright, without metadata, within the slot's limits. */
export interface PreparedPicture {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
}

export interface Pictures {
  warm(): void;
  /**
   * Decodes and turns upright. Rejects with `file_type_unsupported`, `file_unreadable`, `image_too_small`, `image_too_large`,
   * `file_too_large` or `encode_failed`.
   */
  open(source: Blob, limits: SlotLimits, signal: AbortSignal): Promise<OpenPicture>;
  /**
   * Cuts, scales (never up, but for a slot that wants more bytes) and encodes to the limits. What `open` holds is given up with
   * it, and with the next `open`. Rejects with `image_too_small`, `file_too_small`, `file_too_large` or `encode_failed`.
   */
  make(picture: OpenPicture, limits: SlotLimits, cut: Cut, signal: AbortSignal): Promise<PreparedPicture>;
  close(): void;
}

/** Reads the QR codes that documents carry; the real one does it in a worker, and in the page where no worker can be started. */
export interface Codes {
  /** Loads and starts what `read` needs first. May be called early and often; never rejects. */
  warm(): void;
  /**
   * The text of the code in a picture, exactly as it is encoded; null when none was read. Rejects with `aborted` only. The text is a
   * person's data: it belongs in no log, event, error or address.
   *
   * @param picture JPEG or whatever else the browser decodes; with the resolution of the camera, codes are small.
   * @param options `outline`: the document's corners as fractions 0..1 of the upright picture, top left, top right, bottom
   * right, bottom left; null where they are not known.
   */
  read(
    picture: Blob,
    options: { readonly outline: readonly (readonly [x: number, y: number])[] | null },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Ends the worker. The next call starts a new one. */
  close(): void;
}

export interface UploadProgress {
  readonly loaded: number;
  readonly total: number;
}

export interface Uploads {
  /**
   * Sends a file to a slot: asks for a target, sends the bytes, tries again with backoff, and with a fresh target when
   * the old one has expired. Rejects with `upload_failed`, `network` or a server code.
   */
  send(
    slot: string,
    file: Blob,
    onProgress: (progress: UploadProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** One request to the KYC server, and the guard of its answer; `path` begins with `/v1/`. */
export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly parse: (answer: unknown) => T;
}

/** The KYC server. Renews the token by itself, before it expires and once after a `token_expired`. */
export interface Server {
  flow(signal: AbortSignal): Promise<Flow>;
  submit(signal: AbortSignal): Promise<FlowStatus>;
  status(signal: AbortSignal): Promise<FlowStatus>;
  /** For the endpoints of a part, which brings the guards of their answers with it. */
  call<T>(call: Call<T>, signal: AbortSignal): Promise<T>;
  /** The token that goes in the header of a request to `url`; null where that is not of this server. */
  authorize(path: string, url: string, signal: AbortSignal): Promise<string | null>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with `aborted` when the signal fires first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
