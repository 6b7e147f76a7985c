import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { holds, type PinnedFile } from './models.ts';

/** Why there is no model: one sentence for whoever asked for it. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/**
 * Puts a file into a folder, unless the right one is there already. It gets its name when all of it is there and its hash is
 * the pinned one; until then, and when anything fails, what was there stays as it was, and nothing else is left.
 *
 * @throws DownloadError
 */
export async function download(
  pinned: PinnedFile,
  folder: string,
  signal?: AbortSignal,
): Promise<'fetched' | 'present'> {
  if (await holds(folder, pinned)) return 'present';
  const part = join(folder, `.${pinned.name}.${randomBytes(6).toString('hex')}.part`);
  try {
    // Before the network is asked: a folder that cannot be written wastes nobody's line.
    const handle = await onDisk(folder, async () => {
      await mkdir(folder, { recursive: true });
      return open(part, 'wx');
    });
    try {
      await receive(pinned, handle, folder, signal).catch((error: unknown) => {
        throw signal?.aborted ? new DownloadError('Stopped; nothing was kept.') : error;
      });
      await onDisk(folder, () => handle.sync());
    } finally {
      await handle.close();
    }
    await onDisk(folder, () => rename(part, join(folder, pinned.name)));
    return 'fetched';
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

async function receive(
  { name, source, bytes, sha256 }: PinnedFile,
  handle: FileHandle,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const { host } = new URL(source);
  const answer = await fetch(source, { signal: signal ?? null }).catch((error: unknown) => {
    throw new DownloadError(`${host} cannot be reached${reasonOf(error)}; is there a way to the network?`);
  });
  if (!answer.ok || answer.body === null) {
    await answer.body?.cancel();
    throw new DownloadError(`${host} answered with ${answer.status}; ${name} is not there now.`);
  }
  const hash = createHash('sha256');
  let size = 0;
  const chunks = answer.body[Symbol.asyncIterator]();
  const next = () =>
    chunks.next().catch((error: unknown) => {
      throw new DownloadError(
        `${name} broke off after ${size} of ${bytes} bytes${reasonOf(error)}; try again.`,
      );
    });
  for (let one = await next(); !one.done; one = await next()) {
    size += one.value.byteLength;
    if (size > bytes) {
      await chunks.return?.();
      throw new DownloadError(
        `${name} is longer than the ${bytes} bytes that it has to have; nothing was kept.`,
      );
    }
    hash.update(one.value);
    const { value } = one;
    await onDisk(folder, () => handle.writeFile(value));
  }
  if (size < bytes) {
    throw new DownloadError(`${name} ended after ${size} of ${bytes} bytes; try again.`);
  }
  if (hash.digest('hex') !== sha256) {
    throw new DownloadError(`${name} is not the expected file (by its SHA-256); nothing was kept.`);
  }
}

async function onDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new DownloadError(`The folder "${folder}" cannot be written${reasonOf(error)}.`);
  }
}

/** The system's code of an error, or of what caused it, in brackets. */
function reasonOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('code' in one && typeof one.code === 'string') return ` (${one.code})`;
  }
  return '';
}
