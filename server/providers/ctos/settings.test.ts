import { describe, expect, it } from 'vitest';
import { environment } from './fixtures.ts';
import { settings } from './settings.ts';

const parse = (changed: Readonly<Record<string, string | undefined>>) =>
  settings.safeParse({ ...environment, ...changed });

describe('settings', () => {
  it('have the documented IV and the time of Malaysia unless told', () => {
    const { CTOS_IV: _iv, CTOS_TIME_ZONE: _zone, CTOS_CALLBACK_MODE: _mode, ...needed } = environment;
    expect(settings.parse(needed)).toMatchObject({
      CTOS_IV: 'MTIzNDU2Nzg5MDEy',
      CTOS_CALLBACK_MODE: '1',
      CTOS_TIME_ZONE: 'Asia/Kuala_Lumpur',
    });
  });

  it('take the base with or without a slash at its end', () => {
    expect(parse({ CTOS_BASE_URL: 'https://g.example/v2/gateway/' }).data).toMatchObject({
      CTOS_BASE_URL: 'https://g.example/v2/gateway',
    });
  });

  it.each([
    ['CTOS_BASE_URL', 'https://g.example'],
    ['CTOS_BASE_URL', 'https://g.example/v1/gateway'],
    ['CTOS_BASE_URL', 'https://user:word@g.example/v2/gateway'],
    ['CTOS_BASE_URL', 'https://g.example/v2/gateway?x=1'],
    ['CTOS_BASE_URL', 'ftp://g.example/v2/gateway'],
    ['CTOS_BASE_URL', 'not a URL'],
    ['CTOS_API_KEY', ''],
    ['CTOS_API_KEY', undefined],
    ['CTOS_SECURITY_KEY', 'a key'],
    ['CTOS_PACKAGE_NAME', 'paket-contoh-é'],
    ['CTOS_IV', '123456789012'],
    ['CTOS_IV', 'MTIzNDU2Nzg5MDEyMTIz'],
    ['CTOS_TIME_ZONE', 'Asia/Jakarta'],
    ['CTOS_CALLBACK_MODE', '3'],
  ])('refuse %s=%j, without repeating it', (variable, value) => {
    const { success, error } = parse({ [variable]: value });
    expect(success).toBe(false);
    expect(error?.issues.map(({ path }) => path[0])).toContain(variable);
    if (value && value.length > 3) expect(error?.message).not.toContain(value);
  });
});
