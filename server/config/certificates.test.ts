import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCode } from '../codes/index.ts';
import { makeKeys, secureQr } from '../codes/testing.ts';
import { uidaiKeys } from './certificates.ts';
import { ValueError } from './values.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-certificates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { privateKey, publicKey } = makeKeys();
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const put = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const works = (value: string): boolean =>
  readCode(secureQr({ key: privateKey }), 'aadhaar', uidaiKeys(value))?.signature === 'valid';

/** A certificate of `CN=sample.example` for an RSA key of 2,048 bits that nobody has. It ended on 2 January 2020. */
const ended = `-----BEGIN CERTIFICATE-----
MIICpjCCAY4CAQEwDQYJKoZIhvcNAQELBQAwGTEXMBUGA1UEAwwOc2FtcGxlLmV4
YW1wbGUwHhcNMjAwMTAxMDAwMDAwWhcNMjAwMTAyMDAwMDAwWjAZMRcwFQYDVQQD
DA5zYW1wbGUuZXhhbXBsZTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEB
AOvY1H4jNm10J7ZMf2YOgn9ML3INEcVL9DDBRyAnvV8zUWD+I0cYfN5GP5+tsNAV
xyPX8dBUEuECP0Xj0laB4nTQTVX88c/325BgkaOc00OM2tKyCM8biOcfO62MRDDJ
0ptpE1z399JPwuwGOLLJ6VRyDO6RFrNSZjK1uqhDqZD+RQEjMwIXRFwKfz+PQQfE
VLZd4EFLB/OWr30gpzVRK8xenvNesf7Av/8zLgcQxHCjVKwiAQO8lT7oqZmKwtCw
RcXjapad5AVS0vOi1cnGSxQfzEegTfuwge24YuhQHqEEvXRQ1orl0BcGOQdiCLfu
ysRQr0CbwC0M8jvTleeIb2MCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEANbetI8PX
0OuCA4LcailfRUqrTLtoPUNBCaetCwg0C5dAFCvVID36wS3roCwoTtMAg0pnL1Pj
Jn/vYhrtnU4l+HxGumyoGxHAjLo2/alFHSatn9Cf6rrqR23qP2NDMZAXEJUx0yOg
95uijTfsqo3iWzox6ma7uNFx/35Vn73YLUHrIYiugKGr2UzW3Ir8wt85IcWt2NJW
EOdj9HQqoim1j7+YR9mrhSyTA/fjp5Y3HDCsgoyLS/w3OFoZvGmmREojlAarADGV
piYwuOjKPqD+CHKhJd9+7c3jA1uQkAyHTvqLeZaKhBsSQUB/dXozCyPdG7/iXaGM
oN9Z3VwGxQXBOg==
-----END CERTIFICATE-----`;

describe('certificates', () => {
  it('are public keys in PEM, in either form, with either end of lines, or in DER', () => {
    expect(works(put('a.pem', pem))).toBe(true);
    expect(works(put('b.pem', pem.replaceAll('\n', '\r\n')))).toBe(true);
    expect(works(put('c.pem', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()))).toBe(true);
    expect(works(put('d.der', publicKey.export({ type: 'spki', format: 'der' })))).toBe(true);
  });

  it('are X.509 certificates in PEM or DER, whenever they end', () => {
    const der = Buffer.from(ended.replace(/-----[A-Z ]+-----/g, ''), 'base64');
    const [fromPem] = uidaiKeys(put('a.cer', ended));
    const [fromDer] = uidaiKeys(put('b.cer', der));
    expect(fromPem?.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(fromPem && fromDer?.equals(fromPem)).toBe(true);
  });

  it('are several: in a file, in a list, in a folder', () => {
    const other = makeKeys().publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(uidaiKeys(put('both.pem', `${other}${pem}`))).toHaveLength(2);
    expect(uidaiKeys(`${put('one.crt', other)} , ${put('two.cer', pem)}`)).toHaveLength(2);
    put('readme.txt', 'nothing of this kind');
    expect(uidaiKeys(folder)).toHaveLength(4);
    expect(works(folder)).toBe(true);
  });

  const small = () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const curve = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  it.each([
    ['a text', () => 'nothing'],
    ['an empty file', () => ''],
    ['half a certificate', () => ended.slice(0, 400)],
    ['a shorter key', () => small().export({ type: 'spki', format: 'pem' })],
    ['a key of another kind', () => curve().export({ type: 'spki', format: 'pem' })],
    ['a private key', () => privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['a good one beside a bad one', () => `${pem}${curve().export({ type: 'spki', format: 'pem' })}`],
    ['a large file', () => `${pem}${' '.repeat(300_000)}`],
  ])('are not %s', (_name, content) => {
    const path = put('a.pem', content() as string);
    expect(() => uidaiKeys(path)).toThrow(ValueError);
    expect(() => uidaiKeys(path)).toThrow(/^must list X\.509 certificates or public keys/);
  });

  it('have to be there', () => {
    expect(() => uidaiKeys(join(folder, 'absent.pem'))).toThrow(
      /^must list files or folders that this server/,
    );
    expect(() => uidaiKeys(folder)).toThrow(/^must list at least one certificate/);
    expect(() => uidaiKeys(' , ')).toThrow(/^must list at least one certificate/);
  });
});
