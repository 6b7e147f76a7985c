/** Who may sign the codes of Aadhaar cards in the demo: nobody's real card is verified here. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Of a test key that is published together with a sample code; not a part of this project. */
const published = resolve('..', 'shared', 'fixtures', 'qr', 'testCertificate.pem');

export interface CodeKeys {
  /** For `KYC_UIDAI_CERTIFICATES`. */
  readonly files: string;
  /** Signs codes (RSA with SHA-256) that the demo's server takes for genuine. */
  readonly privateKey: KeyObject;
}

/** A key that is made anew, its public half in `folder`; and the published test certificate, where it lies beside the project. */
export async function makeCodeKeys(folder: string): Promise<CodeKeys> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const own = join(folder, 'code-key.pem');
  writeFileSync(own, publicKey.export({ type: 'spki', format: 'pem' }));
  return { files: [own, ...(existsSync(published) ? [published] : [])].join(','), privateKey };
}
