/** The face model: what it is, and where it lies. The server knows it by the same digest (`models.test.ts` compares). */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file that is what it has to be, or is not used. */
export interface PinnedFile {
  readonly name: string;
  /** Lowercase hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where its makers publish it. */
  readonly source: string;
}

/** Google's Face Landmarker, float16, version 1 (Apache 2.0). */
export const faceLandmarker: PinnedFile = {
  name: 'face_landmarker.task',
  sha256: '64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff',
  bytes: 3_758_596,
  source:
    'https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/face_landmarker.task',
};

/** Where models are put, and looked for: the folder that the environment names, or this one. */
export const modelsFolder = (named: string | undefined): string => named?.trim() || 'models';

/** True when the folder has the file, whole and unchanged. */
export async function holds(folder: string, pinned: PinnedFile): Promise<boolean> {
  const file = join(folder, pinned.name);
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size !== pinned.bytes) return false;
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    return hash.digest('hex') === pinned.sha256;
  } catch {
    return false;
  }
}

/**
 * The absolute path of the first folder that holds the face model: the one that `KYC_MODELS_DIR` names, `models`, and
 * `../shared/models`; null when none does.
 */
export async function findModels(
  named: string | undefined = process.env['KYC_MODELS_DIR'],
  pinned: PinnedFile = faceLandmarker,
): Promise<string | null> {
  for (const folder of new Set([modelsFolder(named), 'models', join('..', 'shared', 'models')])) {
    if (await holds(folder, pinned)) return resolve(folder);
  }
  return null;
}
