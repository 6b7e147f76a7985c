import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3Sandbox, startS3 } from './server.ts';
import { picture, type Target } from './testing/case.ts';
import { postCases } from './testing/post-cases.ts';
import { putCases } from './testing/put-cases.ts';

const now = Date.UTC(2030, 4, 17, 12, 30, 0);
const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
let s3: S3Sandbox;
let target: Target;

beforeAll(async () => {
  s3 = await startS3({ region: 'ap-southeast-3', credentials: [key], buckets: ['sample'], now: () => now });
  const storage = { endpoint: s3.url, region: 'ap-southeast-3', bucket: 'sample', ...key };
  target = { storage, now: () => now };
});
afterAll(() => s3.close());
beforeEach(() => s3.erase());

describe.each([
  { kind: 'presigned PUT', cases: putCases, ok: 200 },
  { kind: 'POST policy', cases: postCases, ok: 204 },
])('$kind', ({ cases, ok }) => {
  it.each(cases)('$name: $expect', async ({ expect: expected, send }) => {
    const reply = await send(target);
    const stored = s3.objects('sample').map(({ bytes }) => bytes.toString('hex'));
    if (expected === 'accepted') {
      expect({ status: reply.status, code: reply.code, stored }).toEqual({
        status: ok,
        code: null,
        stored: [picture.toString('hex')],
      });
    } else {
      expect({ code: reply.code, stored }).toEqual({ code: expected, stored: [] });
      expect(reply.status).toBeGreaterThanOrEqual(400);
    }
  });
});
