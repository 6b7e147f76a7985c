import { KycError } from '../errors.ts';

/** A plain boolean in Chromium and Safari, a list of the possible values in newer drafts. */
interface TorchCapability {
  readonly torch?: boolean | readonly boolean[];
}

interface TorchSetting extends MediaTrackConstraintSet {
  readonly torch: boolean;
}

type TorchTrack = Pick<MediaStreamTrack, 'applyConstraints'> & {
  // Firefox had no such function before version 132.
  getCapabilities?(): MediaTrackCapabilities;
};

export function hasTorch(track: TorchTrack): boolean {
  const { torch } = (track.getCapabilities?.() ?? {}) as TorchCapability;
  return torch === true || (Array.isArray(torch) && torch.includes(true));
}

/** Rejects with `camera_failed` where the device has no lamp or keeps it. */
export async function switchTorch(track: TorchTrack, on: boolean): Promise<void> {
  const setting: TorchSetting = { torch: on };
  try {
    // Alone: Chromium refuses a set that also has sizes, and leaves those as they are.
    await track.applyConstraints({ advanced: [setting] });
  } catch (cause) {
    // Whatever its name: the camera itself is there and works.
    throw new KycError('camera_failed', { cause });
  }
}
