import { KycError } from '../errors.ts';
import type { Facing } from '../runtime/ports.ts';
import { cameraError, nameOf } from './failures.ts';

export type UserMedia = Pick<MediaDevices, 'getUserMedia'>;

/** Full HD is enough to read a document, and any phone delivers it without dropping frames. Never more than a wish. */
const size = { width: { ideal: 1920 }, height: { ideal: 1080 } } as const;

/** Asks for a side of the device. Wishes only: `exact` fails on laptops and on phones that keep the side to themselves. */
export const towards = (facing: Facing): MediaTrackConstraints => ({
  facingMode: { ideal: facing },
  ...size,
});

/** Asks for one camera of the device list. */
export const byId = (deviceId: string): MediaTrackConstraints => ({ deviceId: { exact: deviceId }, ...size });

const isOverconstrained = (thrown: unknown): boolean =>
  ['OverconstrainedError', 'ConstraintNotSatisfiedError'].includes(nameOf(thrown));

/**
 * One stream with one video track. Where the browser cannot fulfil what should only be wishes, it is asked for any
 * camera, as long as `isWanted` says so. Rejects with the camera's codes.
 */
export async function requestAny(
  media: UserMedia,
  wishes: MediaTrackConstraints,
  isWanted: () => boolean,
): Promise<MediaStream> {
  try {
    return await request(media, wishes);
  } catch (thrown) {
    if (!isOverconstrained(thrown)) throw cameraError(thrown);
    if (!isWanted()) throw new KycError('aborted');
  }
  try {
    return await request(media, true);
  } catch (thrown) {
    throw cameraError(thrown);
  }
}

/** One stream of exactly this camera. Rejects with the camera's codes. */
export async function requestDevice(media: UserMedia, deviceId: string): Promise<MediaStream> {
  try {
    return await request(media, byId(deviceId));
  } catch (thrown) {
    throw cameraError(thrown);
  }
}

const request = (media: UserMedia, video: MediaTrackConstraints | true): Promise<MediaStream> =>
  media.getUserMedia({ audio: false, video });

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
