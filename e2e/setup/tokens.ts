/** A session token whose time is up: what a page holds after a phone call of twenty minutes. */
import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose';

const key: JWK = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

/** Makes the server sign with a key that the tests know. */
export const tokenEnvironment = { KYC_TOKEN_KEYS: JSON.stringify({ keys: [key] }) };

/** The same token, issued and ended `seconds` earlier, and truly signed. */
export async function aged(token: string, seconds: number): Promise<string> {
  const claims = decodeJwt(token);
  const { alg = 'EdDSA', kid = '', typ = '' } = decodeProtectedHeader(token);
  const earlier = (time = 0): number => time - seconds;
  return new SignJWT({
    ...claims,
    iat: earlier(claims.iat),
    nbf: earlier(claims.nbf),
    exp: earlier(claims.exp),
  })
    .setProtectedHeader({ alg, kid, typ })
    .sign(await importJWK(key, 'EdDSA'));
}
