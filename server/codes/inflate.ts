import { gunzipSync, inflateSync } from 'node:zlib';

/** A Secure QR with a large photograph comes to five thousand bytes. What claims to be longer is not unpacked further. */
const MOST_BYTES = 32 * 1024;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacks gzip (RFC 1952) or zlib (RFC 1950), 32 KiB at the most; null for what is neither, damaged, cut off or a bomb. */
export function inflate(bytes: Buffer): Buffer | null {
  const unpack = isGzip(bytes) ? gunzipSync : inflateSync;
  try {
    return unpack(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    // Node's own message says nothing of use to anybody here.
    return null;
  }
}
