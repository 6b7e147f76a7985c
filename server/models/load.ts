import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { faceLandmarker, type PinnedFile } from './face-landmarker.ts';

const DEFAULT_FOLDER = 'models';

/** The face model as it lies on disk, known to be the right one. */
export interface FaceModel {
  /** Absolute. */
  readonly file: string;
  /** Path under which it is served. It names the content, so that browsers may keep it for good. */
  readonly address: string;
  readonly sha256: string;
  readonly bytes: number;
  /** When the file was last written, in milliseconds since the epoch: later, it is another one. */
  readonly mtimeMs: number;
}

/** `absent`: why there is none, in words that begin with the file's name. */
export type LoadedModel =
  | { readonly model: FaceModel; readonly absent: null }
  | { readonly model: null; readonly absent: string };

/** Looks for the model in a folder, `models` in the working directory for null, and hashes it. Never rejects for its sake. */
export async function loadModel(
  folder: string | null,
  pinned: PinnedFile = faceLandmarker,
): Promise<LoadedModel> {
  const where = folder ?? DEFAULT_FOLDER;
  const absent = (why: string): LoadedModel => ({
    model: null,
    absent: `${pinned.name} in the folder ${JSON.stringify(where)} ${why}`,
  });
  const file = resolve(join(where, pinned.name));
  try {
    const handle = await open(file);
    try {
      const { size, mtimeMs } = await handle.stat();
      if (size !== pinned.bytes) return absent(`has ${size} bytes in place of ${pinned.bytes}`);
      const hash = createHash('sha256');
      await pipeline(handle.createReadStream({ start: 0, autoClose: false }), hash);
      if (hash.digest('hex') !== pinned.sha256) return absent('is another file (by its SHA-256)');
      const { sha256, bytes } = pinned;
      return { model: { file, address: addressOf(pinned), sha256, bytes, mtimeMs }, absent: null };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return absent(/^(ENOENT|ENOTDIR)$/.test(code) ? 'is missing' : `cannot be read (${code})`);
  }
}

function addressOf({ name, sha256 }: PinnedFile): string {
  const extension = extname(name);
  return `/v1/models/${name.slice(0, -extension.length)}-${sha256.slice(0, 8)}${extension}`;
}
