import { corsXml } from '../cors.ts';
import { type Storage, signedFetch } from '../presign.ts';

/**
 * An S3 server that was written by others, so that our endpoint is not its own judge. Made for Ceph's radosgw with one
 * user; KYC_TEST_S3_REGION, KYC_TEST_S3_ACCESS_KEY and KYC_TEST_S3_SECRET_KEY name another.
 */
const endpoint = process.env['KYC_TEST_S3_ENDPOINT']?.replace(/\/$/, '');

export const refereeMissing = endpoint
  ? null
  : 'skipped: set KYC_TEST_S3_ENDPOINT to an S3 server on this machine, e.g. http://127.0.0.1:7480';

export const refereeStorage: Storage = {
  endpoint: endpoint ?? '',
  region: process.env['KYC_TEST_S3_REGION'] ?? 'default',
  bucket: 'kyc-sandbox-referee',
  accessKey: process.env['KYC_TEST_S3_ACCESS_KEY'] ?? 'AKIAKYCDEMO',
  secretKey: process.env['KYC_TEST_S3_SECRET_KEY'] ?? 'kycsecret',
};

/** Makes the bucket and its CORS rule, for one page, by signed requests. Does no harm a second time. */
export async function prepareReferee(page: string, storage = refereeStorage): Promise<void> {
  const { bucket } = storage;
  const now = Date.now();
  const body = corsXml([{ origins: [page], methods: ['PUT', 'POST'], headers: ['*'] }]);
  for (const answer of [
    await signedFetch(storage, bucket, { method: 'PUT', now, body: '' }),
    await signedFetch(storage, `${bucket}?cors`, { method: 'PUT', now, body }),
  ]) {
    if (!answer.ok) throw new Error(`the bucket could not be prepared: HTTP ${answer.status}`);
  }
}
