import type { KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readKeys } from '../codes/certificates.ts';
import { list, ValueError } from './values.ts';

/** A certificate has two thousand bytes; a file is read whole. */
const MOST_BYTES = 256 * 1024;

const isCertificate = (name: string): boolean => /\.(cer|crt|der|pem)$/i.test(name);

function filesAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter(isCertificate)
    .sort()
    .map((name) => join(path, name));
}

function keysIn(file: string): readonly KeyObject[] {
  const keys = statSync(file).size <= MOST_BYTES ? readKeys(readFileSync(file)) : null;
  if (keys) return keys;
  throw new ValueError(
    'must list X.509 certificates or public keys of RSA with 2048 bits, in PEM or DER, and nothing else',
  );
}

/**
 * The public keys in these files and folders, separated by commas. Of a folder every `.cer`, `.crt`, `.der` and `.pem` is
 * read. Those that have ended are taken too: codes are older than the certificates of today.
 */
export function uidaiKeys(value: string): readonly KeyObject[] {
  try {
    const keys = list(value).flatMap(filesAt).flatMap(keysIn);
    if (keys.length > 0) return keys;
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw new ValueError('must list files or folders that this server can read, separated by commas');
  }
  throw new ValueError(
    'must list at least one certificate, or a folder that holds one (.cer, .crt, .der, .pem)',
  );
}
