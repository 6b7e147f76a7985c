/// <reference types="vite/client" />
/** Runs in a page: the widget's own face engine, driven by the bench and by whoever records what it sees. */
import { sampleFrames } from '../../../widget/camera/frames.ts';
import { createFaceEngine, type EngineInfo, type FaceEngine } from '../../../widget/liveness/index.ts';
import type { Reading } from '../../../widget/liveness/types.ts';
import { createBridge } from '../../../widget/worker-bridge.ts';

export interface Faces {
  /** Rejects with the engine's code. */
  open(modelUrl: string, assetsUrl?: string | null): Promise<EngineInfo>;
  /** What is seen in a picture, with plain numbers. */
  read(picture: string, at: number, longSide: number): Promise<PlainReading>;
  /** What is seen by the camera for so many milliseconds, looked at as the widget does. */
  watch(ms: number): Promise<PlainReading[]>;
  close(): void;
}

export interface PlainReading extends Omit<Reading, 'face'> {
  readonly face: (Omit<NonNullable<Reading['face']>, 'points'> & { readonly points: number[] }) | null;
  readonly tookMs: number;
}

const never = new AbortController().signal;
let engine: FaceEngine | null = null;
const surface = new OffscreenCanvas(1, 1);

async function frameOf(picture: string, longSide: number): Promise<ImageData> {
  const bitmap = await createImageBitmap(await (await fetch(picture)).blob());
  const scale = Math.min(1, longSide / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  Object.assign(surface, { width, height });
  const context = surface.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

const plain = ({ reading, tookMs }: { reading: Reading; tookMs: number }): PlainReading => {
  const { face } = reading;
  return { ...reading, face: face && { ...face, points: [...face.points] }, tookMs };
};

const faces: Faces = {
  async open(modelUrl, assetsUrl) {
    engine ??= createFaceEngine({ createBridge, modelUrl, assetsUrl: assetsUrl ?? null });
    return engine.open(never);
  },
  async read(picture, at, longSide) {
    if (!engine) throw new Error('not open');
    return plain(await engine.read(await frameOf(picture, longSide), at, never));
  },
  async watch(ms) {
    const open = engine;
    if (!open) throw new Error('not open');
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true });
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
    video.srcObject = stream;
    await video.play();
    const readings: PlainReading[] = [];
    const control = new AbortController();
    let underWay: Promise<unknown> = Promise.resolve();
    const options = { longSide: 640, perSecond: 60, rest: 0, signal: control.signal };
    sampleFrames(video, options, async (frame) => {
      const former = underWay;
      underWay = open
        .read(frame, performance.now(), never)
        .then((read) => readings.push(plain(read)))
        .catch(() => undefined);
      await former;
    });
    await new Promise((resolve) => setTimeout(resolve, ms));
    control.abort();
    await underWay;
    for (const track of stream.getTracks()) track.stop();
    return readings;
  },
  close() {
    engine?.close();
    engine = null;
  },
};

Object.assign(window, { faces });
