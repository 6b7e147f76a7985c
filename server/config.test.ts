import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLoopbackHost, isPrivateHost } from './config/hosts.ts';
import { nearest } from './config/nearest.ts';
import { ConfigError, loadConfig } from './config.ts';
import { databaseFile, loadKeys } from './keys.ts';
import { providerModules } from './providers/registry.ts';

const sample = 'sample-key-0123456789abcdef';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const tokenKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

const complete = {
  KYC_PUBLIC_URL: 'https://kyc.example',
  KYC_API_KEYS: sample,
  KYC_ALLOWED_ORIGINS: 'https://shop.example',
  ONEKYC_TOKEN_URL: 'https://token.example',
  ONEKYC_BASE_URL: 'https://api.example/coe',
  ONEKYC_CLIENT_ID: 'sample-client',
  ONEKYC_PASS_KEY: 'sample-pass-key',
  ONEKYC_ONBOARDING_PARTNER: 'sample-partner',
  ONEKYC_CALLBACK_AUTHORIZATION: 'Basic sample-callback',
};

function problemsOf(changes: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig({ ...complete, ...changes });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a complete environment', () => {
  it('is read, with its defaults', () => {
    const config = loadConfig({ ...complete, PATH: '/bin', KYC_MODELS_DIR: ' ' });
    expect(config).toMatchObject({
      port: 8787,
      publicUrl: 'https://kyc.example',
      allowedOrigins: ['https://shop.example'],
      dataDir: '.data',
      tokenKeys: null,
      dataKey: null,
      merchantWebhookSecret: null,
      modelsDir: null,
      livenessChallenges: null,
      uidaiKeys: [],
      allowPrivateHosts: false,
      tokenTtlSeconds: 900,
      sessionTtlSeconds: 86_400,
      logLevel: 'info',
    });
    expect(config.apiKeys).toEqual([
      { id: sha256(sample).slice(0, 12), sha256: Buffer.from(sha256(sample), 'hex') },
    ]);
    expect(config.providers.map(({ module }) => module.name)).toEqual(['onekyc']);
    expect(config.providers[0]?.settings).toMatchObject({ ONEKYC_BASE_URL: 'https://api.example/coe' });
  });

  it('names every secret, and nothing that is not one', () => {
    const { d, x } = tokenKey();
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const dataKey = randomBytes(32).toString('base64');
    const { secrets } = loadConfig({
      ...complete,
      KYC_API_KEYS: `${sample}, sha256:${sha256('another')}`,
      KYC_TOKEN_KEYS: JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x, d }] }),
      KYC_MERCHANT_WEBHOOK_SECRET: secret,
      KYC_DATA_KEY: dataKey,
    });
    const expected = [
      sample,
      d,
      secret,
      dataKey,
      'sample-client',
      'sample-pass-key',
      'Basic sample-callback',
    ];
    expect([...secrets].sort()).toEqual(expected.sort());
  });

  it('takes a key and its digest for the same key', () => {
    const [plain] = loadConfig(complete).apiKeys;
    for (const digest of [sha256(sample), `sha256:${sha256(sample)}`, sha256(sample).toUpperCase()]) {
      expect(loadConfig({ ...complete, KYC_API_KEYS: digest }).apiKeys).toEqual([plain]);
    }
    expect(problemsOf({ KYC_API_KEYS: `${sample},${sha256(sample)}` })[0]).toMatch(/same key twice/);
  });

  it('may be on loopback where that is allowed', () => {
    const config = loadConfig({
      ...complete,
      KYC_ALLOW_PRIVATE_HOSTS: 'true',
      KYC_PUBLIC_URL: 'http://127.0.0.1:8787',
      KYC_ALLOWED_ORIGINS: 'http://localhost:5173, http://[::1]:5173',
      ONEKYC_TOKEN_URL: 'http://127.0.0.1:9101',
      ONEKYC_BASE_URL: 'http://127.0.0.1:9101/coe',
    });
    expect(config.allowedOrigins).toEqual(['http://localhost:5173', 'http://[::1]:5173']);
    expect(config.publicUrl).toBe('http://127.0.0.1:8787');
  });
});

describe('an unsafe value is refused in one sentence', () => {
  const otherPair = { ...tokenKey(), x: tokenKey().x };
  it.each([
    ['KYC_PUBLIC_URL', 'http://kyc.example', /must be an https origin/],
    ['KYC_PUBLIC_URL', 'http://localhost:8787', /must be an https origin/],
    ['KYC_PUBLIC_URL', 'https://kyc.example/', /must be an https origin/],
    ['KYC_PUBLIC_URL', 'https://user:pass@kyc.example', /must be an https origin/],
    ['KYC_PUBLIC_URL', undefined, /^Set KYC_PUBLIC_URL to/],
    ['KYC_API_KEYS', undefined, /^Set KYC_API_KEYS to/],
    ['KYC_API_KEYS', ' , ', /at least one key/],
    ['KYC_API_KEYS', 'short', /at least 24/],
    ['KYC_API_KEYS', `sha256:${'a'.repeat(63)}`, /64 hex digits/],
    ['KYC_API_KEYS', `${sample},${sample}`, /same key twice/],
    ['KYC_ALLOWED_ORIGINS', '', /^Set KYC_ALLOWED_ORIGINS to/],
    ['KYC_ALLOWED_ORIGINS', '*', /exact https origins/],
    ['KYC_ALLOWED_ORIGINS', 'https://*.shop.example', /exact https origins/],
    ['KYC_ALLOWED_ORIGINS', 'https://shop.example/', /exact https origins/],
    ['KYC_ALLOWED_ORIGINS', 'https://shop.example/pay', /exact https origins/],
    ['KYC_ALLOWED_ORIGINS', 'http://shop.example', /exact https origins/],
    ['KYC_ALLOWED_ORIGINS', 'null', /exact https origins/],
    ['KYC_ALLOWED_ORIGINS', 'https://shop.example:443', /exact https origins/],
    ['PORT', '65536', /0 to 65535/],
    ['PORT', '8787.5', /0 to 65535/],
    ['PORT', '-1', /0 to 65535/],
    ['KYC_TOKEN_KEYS', '{', /JWK set/],
    ['KYC_TOKEN_KEYS', '{"keys":[]}', /JWK set/],
    ['KYC_TOKEN_KEYS', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}', /JWK set/],
    ['KYC_TOKEN_KEYS', JSON.stringify({ keys: [{ ...tokenKey(), d: undefined }] }), /JWK set/],
    ['KYC_TOKEN_KEYS', JSON.stringify({ keys: [otherPair] }), /JWK set/],
    ['KYC_TOKEN_KEYS', JSON.stringify({ keys: [tokenKey()].flatMap((key) => [key, key]) }), /twice/],
    ['KYC_DATA_KEY', randomBytes(31).toString('base64'), /32 random bytes/],
    ['KYC_DATA_KEY', 'not base64 at all, by no means, really', /32 random bytes/],
    ['KYC_MERCHANT_WEBHOOK_SECRET', randomBytes(32).toString('base64'), /whsec_/],
    ['KYC_MERCHANT_WEBHOOK_SECRET', `whsec_${randomBytes(23).toString('base64')}`, /24 to 64/],
    [
      'KYC_UIDAI_CERTIFICATES',
      'absent/certificate.cer',
      /^KYC_UIDAI_CERTIFICATES must list files or folders/,
    ],
    ['KYC_UIDAI_CERTIFICATES', 'package.json', /^KYC_UIDAI_CERTIFICATES must list X\.509/],
    ['KYC_LIVENESS_CHALLENGES', 'off', /^KYC_LIVENESS_CHALLENGES must list challenges out of turn_left, /],
    ['KYC_LIVENESS_CHALLENGES', 'blink,move_closer,blink', /^KYC_LIVENESS_CHALLENGES lists .* twice/],
    ['KYC_LIVENESS_CHALLENGES', 'move_closer', /^KYC_LIVENESS_CHALLENGES must hold one of .*moved closer/],
    ['KYC_ALLOW_PRIVATE_HOSTS', 'yes', /one of true, false/],
    ['KYC_TOKEN_TTL_SECONDS', '59', /60 to 3600/],
    ['KYC_SESSION_TTL_SECONDS', '604801', /300 to 604800/],
    ['KYC_LOG_LEVEL', 'trace', /one of fatal/],
    ['DATABASE_URL', 'postgres://user:secret@db.example', /Remove DATABASE_URL/],
    ['KYC_ALOWED_ORIGINS', 'x', /did you mean KYC_ALLOWED_ORIGINS\?/],
    ['ONEKYC_PASS_KEY', undefined, /Set ONEKYC_PASS_KEY too: onekyc/],
    ['ONEKYC_CALLBACK_AUTHORIZATION', 'short', /ONEKYC_CALLBACK_AUTHORIZATION/],
    ['ONEKYC_BASE_URL', 'https://api.example/other', /ONEKYC_BASE_URL must be/],
    ['ONEKYC_BASE_URL', 'http://api.example/coe', /ONEKYC_BASE_URL must be an https/],
    ['ONEKYC_BASE_URL', 'https://127.1/coe', /private or loopback/],
    ['ONEKYC_BASE_URL', 'https://192.168.1.10/coe', /private or loopback/],
    ['ONEKYC_TOKEN_URL', 'https://169.254.169.254', /private or loopback/],
    ['ONEKYC_TOKEN_URL', 'https://[::ffff:10.0.0.1]', /private or loopback/],
    ['ONEKYC_TOKEN_URL', 'https://localhost', /private or loopback/],
  ])('%s=%s', (name, value, sentence) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
    expect(problems[0]).toMatch(/^[^\n]+[.?]$/);
  });

  it('and all of them at once', () => {
    expect(() => loadConfig({})).toThrow(ConfigError);
    const nothing = Object.fromEntries(Object.keys(complete).map((name) => [name, undefined]));
    expect(problemsOf(nothing)).toEqual([
      expect.stringContaining('KYC_PUBLIC_URL'),
      expect.stringContaining('KYC_API_KEYS'),
      expect.stringContaining('KYC_ALLOWED_ORIGINS'),
      `Set the variables of at least one provider (${providerModules.map(({ name }) => name).join(', ')}).`,
    ]);
  });

  it('and never quoted', () => {
    const names = [
      ...Object.keys(complete),
      'KYC_TOKEN_KEYS',
      'KYC_DATA_KEY',
      'KYC_MERCHANT_WEBHOOK_SECRET',
      'KYC_UIDAI_CERTIFICATES',
      'KYC_LIVENESS_CHALLENGES',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.stringMatching(/^[\x21-\x7e]{12,60}$/), (name, value) => {
        for (const problem of problemsOf({ [name]: value })) expect(problem).not.toContain(value);
      }),
      { numRuns: 300 },
    );
  });
});

describe('hosts', () => {
  it.each(['localhost', 'a.localhost', 'localhost.', '127.0.0.1', '127.9.9.9', '[::1]'])(
    '%s is loopback',
    (host) => {
      expect([isLoopbackHost(host), isPrivateHost(host)]).toEqual([true, true]);
    },
  );
  it.each(['10.1.2.3', '172.31.0.1', '100.64.0.1', '0.0.0.0', '[fe80::1]', '[fd00::1]', '[::ffff:c0a8:101]'])(
    '%s is private only',
    (host) => {
      expect([isLoopbackHost(host), isPrivateHost(host)]).toEqual([false, true]);
    },
  );
  it.each(['example.com', 'localhost.example.com', '8.8.8.8', '172.32.0.1', '[2001:4860:4860::8888]'])(
    '%s is public',
    (host) => {
      expect([isLoopbackHost(host), isPrivateHost(host)]).toEqual([false, false]);
    },
  );
});

it('the nearest name takes the fewest edits', () => {
  expect(nearest('KYC_DATADIR', ['KYC_DATA_KEY', 'KYC_DATA_DIR', 'KYC_API_KEYS'])).toBe('KYC_DATA_DIR');
  expect(nearest('x', [])).toBeUndefined();
});

describe('kept keys', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'kyc-keys-')), 'data');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  const load = () => loadKeys({ dataDir: folder, tokenKeys: null, dataKey: null });

  it('are made once, for the owner only', async () => {
    const first = await load();
    expect(first.dataKey).toHaveLength(32);
    expect(await load()).toEqual(first);
    expect(readdirSync(folder).sort()).toEqual(['data.key', 'token-keys.json']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it('are the same for two that start together', async () => {
    const [one, two, three] = await Promise.all([load(), load(), load()]);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it('are not made where the configuration brings its own', async () => {
    const { x = '', d = '' } = tokenKey();
    const own = { tokenKeys: [{ kty: 'OKP', crv: 'Ed25519', x, d }], dataKey: randomBytes(32) } as const;
    expect(await loadKeys({ dataDir: folder, ...own })).toEqual(own);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['data.key', 'token-keys.json'])('%s is refused when others can read it', async (file) => {
    await load();
    chmodSync(join(folder, file), 0o640);
    await expect(load()).rejects.toThrow(/chmod 600/);
  });

  it.each(['data.key', 'token-keys.json'])(
    '%s is refused, and left alone, when it is damaged',
    async (file) => {
      await load();
      writeFileSync(join(folder, file), 'damaged');
      await expect(load()).rejects.toThrow(new RegExp(`${file} in KYC_DATA_DIR is not`));
      expect(readFileSync(join(folder, file), 'utf8')).toBe('damaged');
    },
  );

  it('are not replaced when a database was made with a lost one', async () => {
    await load();
    rmSync(join(folder, 'data.key'));
    writeFileSync(databaseFile(folder), '');
    await expect(load()).rejects.toThrow(/put the file back or set KYC_DATA_KEY/);
    expect(readdirSync(folder)).not.toContain('data.key');
  });

  it('need a folder', async () => {
    writeFileSync(folder, 'a file');
    await expect(load()).rejects.toThrow(ConfigError);
  });
});
