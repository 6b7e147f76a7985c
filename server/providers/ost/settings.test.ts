import { describe, expect, it } from 'vitest';
import { fixtures } from './fixtures.ts';
import { settings } from './settings.ts';

const parse = (changed: Record<string, string | undefined>) =>
  settings.safeParse({ ...fixtures.environment, ...changed });

describe('settings', () => {
  it('upload by PUT unless told', () => {
    expect(parse({ OST_UPLOAD: undefined }).data).toMatchObject({ OST_UPLOAD: 'put' });
    expect(parse({ OST_UPLOAD: 'post' }).data).toMatchObject({ OST_UPLOAD: 'post' });
  });

  it('take the origin with or without a slash at its end', () => {
    expect(parse({ OST_BASE_URL: 'https://o.example/' }).data).toMatchObject({
      OST_BASE_URL: 'https://o.example',
    });
  });

  it.each([
    ['OST_BASE_URL', 'https://o.example/api/v2'],
    ['OST_BASE_URL', 'https://user:word@o.example'],
    ['OST_BASE_URL', 'https://o.example?x=1'],
    ['OST_BASE_URL', 'ftp://o.example'],
    ['OST_BASE_URL', 'not a URL'],
    ['OST_API_KEY', ''],
    ['OST_API_KEY', 'a key'],
    ['OST_API_SECRET', 'short'],
    ['OST_WEBHOOK_SECRET', 'short'],
    ['OST_WEBHOOK_SECRET', undefined],
    ['OST_UPLOAD', 'PUT'],
    ['OST_UPLOAD', 'patch'],
  ])('refuse %s=%j, without repeating it', (variable, value) => {
    const { success, error } = parse({ [variable]: value });
    expect(success).toBe(false);
    expect(error?.issues.map(({ path }) => path[0])).toEqual([variable]);
    if (value && value.length > 3 && variable !== 'OST_UPLOAD') expect(error?.message).not.toContain(value);
  });
});
