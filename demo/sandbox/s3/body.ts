import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './errors.ts';

/** How much of an over-long body is read and thrown away before the connection is cut, in bytes. */
const DRAIN_LIMIT = 256 * 1024 * 1024;

export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** The connection is no longer worth an answer: the client left, or a fault cut it. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/**
 * Reads a body to its end, keeping no more than `max` bytes of it.
 *
 * What is too long is drained before it is refused: a client that is still sending would otherwise see a broken
 * connection instead of the answer.
 * @throws S3Error EntityTooLarge or EntityTooSmall, ConnectionLost
 */
export async function collect(chunks: AsyncIterable<Uint8Array>, range: SizeRange): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size <= range.max) kept.push(chunk);
    else kept.length = 0;
    if (size > DRAIN_LIMIT) throw new ConnectionLost();
  }
  checkSize(size, range);
  return Buffer.concat(kept);
}

function checkSize(size: number, { min, max }: SizeRange): void {
  const proposed = String(size);
  if (size > max) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: proposed,
      MaxSizeAllowed: String(max),
    });
  }
  if (size < min) {
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: proposed,
      MinSizeAllowed: String(min),
    });
  }
}

const castagnoli = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** CRC-32C (RFC 3720, polynomial 0x1EDC6F41 reflected); node:zlib has only CRC-32. */
export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (castagnoli[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

const bigEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const hash =
  (algorithm: string) =>
  (bytes: Uint8Array): Buffer =>
    createHash(algorithm).update(bytes).digest();

const checksums: Readonly<Record<string, { length: number; of: (bytes: Uint8Array) => Buffer }>> = {
  crc32: { length: 4, of: (bytes) => bigEndian(crc32(bytes)) },
  crc32c: { length: 4, of: (bytes) => bigEndian(crc32c(bytes)) },
  sha1: { length: 20, of: hash('sha1') },
  sha256: { length: 32, of: hash('sha256') },
};

/** Standard base64 of exactly `length` bytes, or null. */
function decodeDigest(text: string, length: number): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : null;
}

/**
 * Checks the bytes against everything that the request declared of them: Content-MD5, x-amz-checksum-* and
 * x-amz-content-sha256.
 * @throws S3Error InvalidDigest, InvalidRequest, BadDigest or XAmzContentSHA256Mismatch
 */
export function checkDigests(bytes: Buffer, declared: (name: string) => string | undefined): void {
  const md5 = declared('content-md5');
  if (md5 !== undefined) {
    const expected = decodeDigest(md5, 16);
    if (!expected) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
    if (!expected.equals(hash('md5')(bytes))) {
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
  }
  if (declared('x-amz-checksum-crc64nvme') !== undefined) {
    throw new S3Error('NotImplemented', 'x-amz-checksum-crc64nvme is not implemented here.');
  }
  for (const [name, { length, of }] of Object.entries(checksums)) {
    const value = declared(`x-amz-checksum-${name}`);
    if (value === undefined) continue;
    const expected = decodeDigest(value, length);
    if (!expected) {
      throw new S3Error('InvalidRequest', `Value for x-amz-checksum-${name} header is invalid.`);
    }
    if (!expected.equals(of(bytes))) {
      const label = name.toUpperCase();
      throw new S3Error('BadDigest', `The ${label} you specified did not match the calculated checksum.`);
    }
  }
  const sha256 = declared('x-amz-content-sha256');
  if (sha256 === undefined || sha256 === 'UNSIGNED-PAYLOAD') return;
  const computed = hash('sha256')(bytes).toString('hex');
  if (computed !== sha256) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new S3Error('XAmzContentSHA256Mismatch', message, {
      ClientComputedContentSHA256: sha256,
      S3ComputedContentSHA256: computed,
    });
  }
}
