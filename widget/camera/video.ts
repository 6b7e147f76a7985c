import { KycError } from '../errors.ts';
import type { Visibility } from './lost.ts';

/** A camera that is open and gives no picture for so long, while the page is seen, is dead. Milliseconds. */
export const FIRST_PICTURE_MS = 8000;

/**
 * The element of the preview. Made here and not by a template, because a video that is rendered anew goes black, and
 * because iOS opens its own player unless all of this is set before the stream is.
 */
export function createVideo(document: Document): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.defaultMuted = true;
  video.autoplay = true;
  video.controls = false;
  video.playsInline = true;
  // The attributes too: web views of apps read nothing else.
  video.setAttribute('playsinline', '');
  video.setAttribute('webkit-playsinline', '');
  video.disablePictureInPicture = true;
  video.disableRemotePlayback = true;
  return video;
}

/** Plays if it does not. A browser that refuses for the moment is asked again by `autoplay` and by the next call. */
export function play(video: HTMLVideoElement): void {
  if (video.paused) video.play().catch(() => undefined);
}

/**
 * Resolves when the size of the picture is known. Rejects with `camera_failed` when there is no picture after
 * `FIRST_PICTURE_MS`, and with `aborted`.
 */
export function firstPicture(video: HTMLVideoElement, page: Visibility, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      clearTimeout(timer);
      video.removeEventListener('loadedmetadata', look);
      video.removeEventListener('resize', look);
      page.removeEventListener('visibilitychange', wait);
      signal.removeEventListener('abort', leave);
    };
    const look = (): void => {
      if (video.readyState < video.HAVE_METADATA || video.videoWidth === 0) return;
      stop();
      resolve();
    };
    const leave = (): void => {
      stop();
      reject(new KycError('aborted'));
    };
    const giveUp = (): void => {
      stop();
      reject(new KycError('camera_failed'));
    };
    // Browsers hold back the pictures of a page in the background.
    const wait = (): void => {
      clearTimeout(timer);
      if (!page.hidden) timer = setTimeout(giveUp, FIRST_PICTURE_MS);
    };
    video.addEventListener('loadedmetadata', look);
    video.addEventListener('resize', look);
    page.addEventListener('visibilitychange', wait);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    else {
      wait();
      look();
    }
  });
}

/** Phones pause the preview of a page in the background, and some leave it so. What played before plays again. */
export function keepPlaying(video: HTMLVideoElement, page: Visibility): () => void {
  let wasPlaying = false;
  const look = (): void => {
    if (page.hidden) wasPlaying = !video.paused;
    else if (wasPlaying) play(video);
  };
  page.addEventListener('visibilitychange', look);
  return () => page.removeEventListener('visibilitychange', look);
}
