/** Test code: a real browser's camera with every request and every stream on record. */
import type { Camera } from '../runtime/ports.ts';
import { type CameraEnvironment, createCamera } from './index.ts';

export type Answer = (constraints: MediaStreamConstraints | undefined) => Promise<MediaStream>;

export const realMedia: Answer = (constraints) => navigator.mediaDevices.getUserMedia(constraints);

/** The browser's own camera, with every request and every stream on record. */
export function bench({
  answer = realMedia,
  devices,
  isGranted = true,
}: {
  answer?: Answer;
  devices?: MediaDeviceInfo[];
  isGranted?: boolean;
} = {}) {
  const requests: (MediaStreamConstraints | undefined)[] = [];
  const streams: MediaStream[] = [];
  const environment: CameraEnvironment = {
    isSecureContext: true,
    isGranted: async () => isGranted,
    mediaDevices: {
      async getUserMedia(constraints) {
        requests.push(constraints);
        const stream = await answer(constraints);
        streams.push(stream);
        return stream;
      },
      enumerateDevices: async () => devices ?? (await navigator.mediaDevices.enumerateDevices()),
    },
  };
  const camera = createCamera(environment);
  opened.push(camera);
  const live = (): number =>
    streams.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === 'live').length;
  return { camera, requests, streams, live };
}

const opened: Camera[] = [];
export const never = new AbortController().signal;

/** Stops whatever a test left open. */
export function releaseAll(): void {
  for (const camera of opened.splice(0)) camera.release();
}

/** A prompt that the test answers. */
export function gate(): { answer: Answer; grant: () => void } {
  let grant = (): void => undefined;
  const granted = new Promise<void>((resolve) => {
    grant = resolve;
  });
  return {
    grant,
    answer: async (constraints) => {
      await granted;
      return realMedia(constraints);
    },
  };
}

/** Waits for so many pictures of the camera. */
export const pictures = async (video: HTMLVideoElement, count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  }
};
