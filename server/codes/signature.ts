import { type KeyObject, verify } from 'node:crypto';
import type { CodeSignature } from '../contract/code.ts';

/**
 * Tries every key. UIDAI changes its certificate every few years and codes outlive it, so that no key is refused for the day
 * that its certificate ended.
 */
export function checkSignature(
  signed: Uint8Array,
  signature: Uint8Array,
  keys: readonly KeyObject[],
): CodeSignature {
  if (keys.length === 0) return 'unverified';
  return keys.some((key) => verify('RSA-SHA256', signed, key, signature)) ? 'valid' : 'invalid';
}
