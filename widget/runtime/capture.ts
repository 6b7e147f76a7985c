/** The second chunk: everything that the first screen does not need. Reached through `load-capture.ts` only. */
import { createUploads } from '../api/uploads.ts';
import { createCamera } from '../camera/index.ts';
import imageWorker from '../image/image.worker.ts?worker&url';
import { createPictures } from '../image/index.ts';
import { createQuality } from '../quality/index.ts';
import qualityWorker from '../quality/quality.worker.ts?worker&url';
import { CaptureRoom, type RoomOptions } from './room.ts';
import type { Capture } from './runtime.ts';

export { enCapture as messages } from '../i18n/en-capture.ts';
export { captureScreens as screens } from '../screens/capture.ts';
export { captureStyles as styles } from '../screens/capture-styles.ts';

export type CaptureOptions = Omit<RoomOptions, 'camera' | 'quality' | 'pictures'> & {
  /** Where the workers lie, when not beside the script. */
  readonly assetsUrl: string | null;
};

export const createCapture = ({ assetsUrl, ...options }: CaptureOptions): Capture => ({
  room: new CaptureRoom({
    ...options,
    camera: createCamera(),
    quality: createQuality(workerAt(assetsUrl, qualityWorker)),
    pictures: createPictures(workerAt(assetsUrl, imageWorker)),
  }),
  uploadsTo: (api) => createUploads({ api, clock: options.clock }),
});

/** The same file at the merchant's own place for it. */
function workerAt(assetsUrl: string | null, file: string): { readonly workerUrl?: string } {
  if (!assetsUrl) return {};
  const folder = new URL(assetsUrl.replace(/\/*$/, '/'), document.baseURI);
  return { workerUrl: new URL(file.slice(file.lastIndexOf('/') + 1), folder).href };
}
