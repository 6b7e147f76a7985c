import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';

/** A signature has 256 bytes, so that no other key can have made it. */
const BITS = 2048;

const pem = /-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g;

/**
 * The RSA keys in a file: X.509 certificates or bare public keys, in PEM (as many as there are) or DER. Null when something
 * in it is neither, or no RSA key of 2,048 bits; also for a private key, which has no business here. Whether a certificate has
 * ended is not looked at.
 */
export function readKeys(file: Buffer): readonly KeyObject[] | null {
  const blocks = [...file.toString('latin1').matchAll(pem)];
  const keys =
    blocks.length > 0
      ? blocks.map(([block, label]) => keyOfPem(block, label ?? ''))
      : [attempt(() => new X509Certificate(file).publicKey) ?? attempt(() => ofDer(file))];
  const good = keys.filter((key) => key !== null && isFit(key)) as KeyObject[];
  return good.length > 0 && good.length === keys.length ? good : null;
}

function keyOfPem(block: string, label: string): KeyObject | null {
  if (label === 'CERTIFICATE') return attempt(() => new X509Certificate(block).publicKey);
  return /^(RSA )?PUBLIC KEY$/.test(label) ? attempt(() => createPublicKey(block)) : null;
}

const ofDer = (key: Buffer): KeyObject => createPublicKey({ key, format: 'der', type: 'spki' });

const isFit = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === BITS;

function attempt(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}
