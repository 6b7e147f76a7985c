/**
 * What two parts need seldom, in one file: SHA-256 where the browser has none (insecure pages), and Keccak-256 for the
 * checksum of Ethereum addresses. Reached through `import()` only.
 */
export { sha256 } from '@noble/hashes/sha2.js';
export { keccak_256 } from '@noble/hashes/sha3.js';
