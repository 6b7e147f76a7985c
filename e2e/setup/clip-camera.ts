import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { BrowserContext } from 'playwright';
import { browserArguments } from './browser.ts';

/** A clip in place of the camera: Chromium's own fake device plays MJPEG and Y4M; what is a video plays in the page. */
export interface ClipCamera {
  readonly args: readonly string[];
  /** Before the first page is opened. */
  prepare(context: BrowserContext): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.webm': 'video/webm',
  '.mp4': 'video/mp4',
};

const PATH = '/clip-in-place-of-the-camera';

/** Runs in the page: the camera is a video that plays again and again. */
function playInstead(path: string): void {
  if (!('MediaDevices' in window)) return;
  MediaDevices.prototype.getUserMedia = async () => {
    const video = document.createElement('video') as HTMLVideoElement & { captureStream(): MediaStream };
    Object.assign(video, { src: path, muted: true, loop: true, playsInline: true });
    await video.play();
    return video.captureStream();
  };
}

/** @throws Error for a kind of file that neither plays. */
export function clipCamera(file: string): ClipCamera {
  const extension = extname(file).toLowerCase();
  if (extension === '.mjpeg' || extension === '.y4m')
    return { args: browserArguments(file), prepare: async () => undefined };
  const contentType = types[extension];
  if (!contentType) throw new Error(`A clip is a file in MJPEG, Y4M, WebM or MP4, not "${extension}".`);
  return {
    args: browserArguments(),
    async prepare(context) {
      const body = readFileSync(file);
      await context.route(`**${PATH}`, (route) => route.fulfill({ contentType, body }));
      await context.addInitScript(playInstead, PATH);
    },
  };
}
