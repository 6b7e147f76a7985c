import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { access, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { dataKey, parseKeySet, type TokenKey } from './config/values.ts';
import { ConfigError } from './config.ts';

export interface Keys {
  /** The first one signs, all of them verify. */
  readonly tokenKeys: readonly TokenKey[];
  /** 32 bytes: encrypts what the database holds of a person. */
  readonly dataKey: Buffer;
}

/** Where the embedded database is. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'kyc.db');

const TOKEN_KEYS_FILE = 'token-keys.json';
const DATA_KEY_FILE = 'data.key';

/**
 * The keys of the configuration; one that is absent there is made once and kept in the data folder (mode 0700, files
 * 0600). A data key that was lost beside an existing database is not replaced: nothing in there could be read with it.
 * @throws ConfigError with a sentence, when a key file is not usable or is open to others
 */
export async function loadKeys(config: {
  dataDir: string;
  tokenKeys: readonly TokenKey[] | null;
  dataKey: Buffer | null;
}): Promise<Keys> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw refused(`The data folder (KYC_DATA_DIR) cannot be made: ${error.code}.`);
  });
  return {
    tokenKeys: config.tokenKeys ?? (await ownTokenKeys(config.dataDir)),
    dataKey: config.dataKey ?? (await ownDataKey(config.dataDir)),
  };
}

async function ownTokenKeys(folder: string): Promise<readonly TokenKey[]> {
  const text = await keep(join(folder, TOKEN_KEYS_FILE), async () => {
    const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    return JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x, d }] });
  });
  const keys = parseKeySet(text);
  if (keys === null) {
    throw refused(
      `${TOKEN_KEYS_FILE} in KYC_DATA_DIR is not a set of Ed25519 keys: restore it, or remove it to get a new one.`,
    );
  }
  return keys;
}

async function ownDataKey(folder: string): Promise<Buffer> {
  const text = await keep(join(folder, DATA_KEY_FILE), async () => {
    if (await exists(databaseFile(folder))) {
      throw refused(
        `${DATA_KEY_FILE} is missing from KYC_DATA_DIR although a database is there: put the file back or set KYC_DATA_KEY.`,
      );
    }
    return randomBytes(32).toString('base64');
  });
  try {
    return dataKey(text.trim());
  } catch {
    throw refused(
      `${DATA_KEY_FILE} in KYC_DATA_DIR is not 32 bytes in base64: restore it or set KYC_DATA_KEY.`,
    );
  }
}

/** Reads a file, after making it where it is not there. Two processes that start together end with the same one. */
async function keep(file: string, make: () => Promise<string>): Promise<string> {
  try {
    if (!(await exists(file))) await place(file, await make());
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw refused(`${file} can be read by other users of this machine: run chmod 600 on it.`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw refused(
      `${file} cannot be read or written: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`,
    );
  }
}

/** All of it or nothing. A link, unlike a rename, never replaces a key that another process was faster to make. */
async function place(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await handle.close();
    await unlink(draft);
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const refused = (problem: string) => new ConfigError([problem]);
