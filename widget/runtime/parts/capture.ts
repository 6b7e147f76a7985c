/** The part that takes pictures, with the real camera, judge and encoder. Reached through `load-part.ts` only. */
import { createUploads, uploadCalls } from '../../api/uploads.ts';
import { createCamera } from '../../camera/index.ts';
import imageWorker from '../../image/image.worker.ts?worker&url';
import { createPictures } from '../../image/index.ts';
import { createQuality } from '../../quality/index.ts';
import qualityWorker from '../../quality/quality.worker.ts?worker&url';
import { createBridge } from '../../worker-bridge.ts';
import { fetchChunk } from '../load-part.ts';
import type { Part } from '../part.ts';
import { capturePart } from './capture-part.ts';

export { createBridge, createCamera };

export const part: Part = capturePart(({ settings: { assetsUrl }, clock }) => ({
  camera: createCamera(),
  quality: createQuality(workerAt(assetsUrl, qualityWorker)),
  pictures: createPictures(workerAt(assetsUrl, imageWorker)),
  uploadsTo: (server) => createUploads({ api: uploadCalls(server), clock }),
  codes: async () =>
    (await fetchChunk(() => import('./codes.ts'))).codeSearch(createBridge, { clock, assetsUrl }),
}));

/** The same file at the merchant's own place for it. */
function workerAt(assetsUrl: string | null, file: string): { readonly workerUrl?: string } {
  if (!assetsUrl) return {};
  const folder = new URL(assetsUrl.replace(/\/*$/, '/'), document.baseURI);
  return { workerUrl: new URL(file.slice(file.lastIndexOf('/') + 1), folder).href };
}
