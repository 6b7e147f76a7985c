/** A browser mutes a camera for a moment when the device is turned or another page takes a look. Milliseconds. */
export const MUTED_FOR_MS = 3000;

type Track = Pick<MediaStreamTrack, 'muted' | 'readyState' | 'addEventListener' | 'removeEventListener'>;
export type Visibility = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/**
 * Calls `onLost` once when the track ends by itself, or gives no picture for `MUTED_FOR_MS` while the page is seen:
 * phones mute the camera of a page in the background and give it back. Returns what ends the watch.
 */
export function watchTrack(track: Track, page: Visibility, onLost: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (track.muted && !page.hidden) timer = setTimeout(lose, MUTED_FOR_MS);
  };
  const stop = (): void => {
    clearTimeout(timer);
    track.removeEventListener('ended', lose);
    track.removeEventListener('mute', look);
    track.removeEventListener('unmute', look);
    page.removeEventListener('visibilitychange', look);
  };
  const lose = (): void => {
    stop();
    onLost();
  };
  track.addEventListener('ended', lose);
  track.addEventListener('mute', look);
  track.addEventListener('unmute', look);
  page.addEventListener('visibilitychange', look);
  look();
  return stop;
}
