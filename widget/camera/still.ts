import { KycError } from '../errors.ts';
import { PHOTO_LIMIT_MS, takePhoto } from './photo.ts';
import { withLimit } from './waiting.ts';

/** 0..1. The picture is cropped and encoded once more later; this keeps the first loss invisible. */
const JPEG_QUALITY = 0.95;

/** The picture that the video shows now, at its full size, as JPEG. Rejects with `camera_failed`. */
export async function grabStill(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  try {
    canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
    );
    if (!blob) throw new KycError('camera_failed');
    return blob;
  } finally {
    // Safari counts the memory of a canvas until it is collected, and stops drawing at its limit.
    canvas.width = 0;
    canvas.height = 0;
  }
}

/** Takes the stills of one track: photos as long as they come in time and agree with the preview. */
export class Stills {
  private _isPhotoGood = true;
  private readonly _track: MediaStreamTrack;
  private readonly _video: HTMLVideoElement;

  constructor(track: MediaStreamTrack, video: HTMLVideoElement) {
    this._track = track;
    this._video = video;
  }

  /** `isLit`: the torch is on; it goes out when some phones take a photo, and the picture would be dark. */
  async take(isLit: boolean): Promise<Blob> {
    if (this._isPhotoGood && !isLit) {
      const size = { width: this._video.videoWidth, height: this._video.videoHeight };
      const photo = await withLimit(takePhoto(this._track, size), PHOTO_LIMIT_MS);
      if (photo) return photo;
      // Asked once in vain is enough: a person should not wait for it at every shot.
      this._isPhotoGood = false;
    }
    return grabStill(this._video);
  }
}
