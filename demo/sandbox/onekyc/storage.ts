import { type Storage, signedFetch } from '../s3/presign.ts';
import { OneKycError } from './errors.ts';
import { type ImageInfo, inspectImage } from './image.ts';

/** Largest picture that is looked at, in bytes. */
const MAX_IMAGE = 20 * 1024 * 1024;

/**
 * Fetches an upload from the storage, over its HTTP API, and looks at what it really is.
 * @throws OneKycError badArtifact when it is not there or no picture, unavailable when the storage does not answer
 */
export async function inspectUpload(storage: Storage, key: string, now: number): Promise<ImageInfo> {
  const path = `${storage.bucket}/${key}`;
  const ask = (method: 'HEAD' | 'GET'): Promise<Response> =>
    signedFetch(storage, path, { method, now }).catch(() => {
      throw new OneKycError('unavailable');
    });
  const head = await ask('HEAD');
  if (head.status === 404) throw new OneKycError('badArtifact');
  if (!head.ok) throw new OneKycError('unavailable');
  const size = Number(head.headers.get('content-length'));
  if (!(size > 0 && size <= MAX_IMAGE)) throw new OneKycError('badArtifact');
  const object = await ask('GET');
  if (!object.ok) throw new OneKycError('unavailable');
  const image = inspectImage(Buffer.from(await object.arrayBuffer()));
  if (!image) throw new OneKycError('badArtifact');
  return image;
}
