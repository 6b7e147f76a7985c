import type { Storage } from '../s3/presign.ts';
import { askStorage, headUpload, StorageUnavailable } from '../uploads.ts';
import { OneKycError } from './errors.ts';
import { type ImageInfo, inspectImage } from './image.ts';

/** Largest picture that is looked at, in bytes. */
const MAX_IMAGE = 20 * 1024 * 1024;

async function fetchUpload(storage: Storage, key: string, now: number): Promise<ImageInfo | null> {
  const head = await headUpload(storage, key, now);
  if (!head || !(head.size > 0 && head.size <= MAX_IMAGE)) return null;
  const object = await askStorage(storage, key, 'GET', now);
  if (!object.ok) throw new StorageUnavailable();
  return inspectImage(Buffer.from(await object.arrayBuffer()));
}

/**
 * Fetches an upload from the storage, over its HTTP API, and looks at what it really is.
 * @throws OneKycError badArtifact when it is not there or no picture, unavailable when the storage does not answer
 */
export async function inspectUpload(storage: Storage, key: string, now: number): Promise<ImageInfo> {
  const image = await fetchUpload(storage, key, now).catch((error: unknown) => {
    throw error instanceof StorageUnavailable ? new OneKycError('unavailable') : error;
  });
  if (!image) throw new OneKycError('badArtifact');
  return image;
}
