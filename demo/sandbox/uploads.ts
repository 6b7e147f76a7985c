import { type Storage, signedFetch } from './s3/presign.ts';

/** What the storage says of an upload. */
export interface UploadHead {
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
}

/** The storage answers neither yes nor no. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** A signed request for one object. @throws StorageUnavailable */
export const askStorage = (
  storage: Storage,
  key: string,
  method: 'HEAD' | 'GET',
  now: number,
): Promise<Response> =>
  signedFetch(storage, `${storage.bucket}/${key}`, { method, now }).catch(() => {
    throw new StorageUnavailable();
  });

/** Looks whether something was uploaded, by HEAD. @returns null when it was not. @throws StorageUnavailable */
export async function headUpload(storage: Storage, key: string, now: number): Promise<UploadHead | null> {
  const head = await askStorage(storage, key, 'HEAD', now);
  if (head.status === 404) return null;
  if (!head.ok) throw new StorageUnavailable();
  return {
    size: Number(head.headers.get('content-length')),
    contentType: head.headers.get('content-type') ?? '',
  };
}
