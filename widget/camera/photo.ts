export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A photo that takes longer than this is not waited for. Milliseconds. */
export const PHOTO_LIMIT_MS = 3000;
/** Pixels of the long side: 12 megapixels, beyond which weak phones run out of memory when the picture is decoded. */
const MAX_LONG_SIDE = 4032;
/** Ratios of width to height that differ by no more than this share are the same. */
const RATIO_TOLERANCE = 0.02;

/**
 * True when the photo shows what the preview showed: the same ratio of width to height, and no fewer pixels. A sensor's full
 * 4:3 picture is more than the 16:9 of the preview, so the guide would lie elsewhere in it.
 */
export function agrees(photo: Size, video: Size): boolean {
  if (!(photo.width > 0 && photo.height > 0 && video.width > 0 && video.height > 0)) return false;
  const ratio = photo.width / photo.height / (video.width / video.height);
  return Math.abs(ratio - 1) <= RATIO_TOLERANCE && photo.width * photo.height >= video.width * video.height;
}

/**
 * The settings that ask for the largest photo in the video's ratio; empty where the device does not say what it can.
 * Phones give their ranges as the sensor lies, so an upright video asks for a lying photo.
 */
export function photoSize(video: Size, can: PhotoCapabilities): PhotoSettings {
  const maxWidth = can.imageWidth?.max ?? 0;
  const maxHeight = can.imageHeight?.max ?? 0;
  if (!(maxWidth > 0 && maxHeight > 0 && video.width > 0 && video.height > 0)) return {};
  const isTurned = maxWidth > maxHeight !== video.width > video.height;
  const width = isTurned ? video.height : video.width;
  const height = isTurned ? video.width : video.height;
  const scale = Math.min(maxWidth / width, maxHeight / height, MAX_LONG_SIDE / Math.max(width, height));
  if (scale < 1) return {};
  return { imageWidth: Math.floor(width * scale), imageHeight: Math.floor(height * scale) };
}

async function sizeOf(photo: Blob): Promise<Size> {
  const bitmap = await createImageBitmap(photo);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

/** The camera's own photo, in full resolution. Null where there is none that agrees with the video. May reject. */
export async function takePhoto(track: MediaStreamTrack, video: Size): Promise<Blob | null> {
  if (typeof ImageCapture === 'undefined') return null;
  const capture = new ImageCapture(track);
  if (typeof capture.takePhoto !== 'function') return null;
  const photo = await capture.takePhoto(photoSize(video, await capture.getPhotoCapabilities()));
  return agrees(await sizeOf(photo), video) ? photo : null;
}
