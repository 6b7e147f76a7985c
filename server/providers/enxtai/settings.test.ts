import { expect, it } from 'vitest';
import { fixtures } from './fixtures.ts';

const parse = (changed: Record<string, string>) =>
  fixtures.module.settings.safeParse({ ...fixtures.environment, ...changed });

it.each(['https://api.enxtai.example/api', 'https://api.enxtai.example/api/', 'http://localhost:3001/api'])(
  'takes the base %s',
  (value) => {
    expect(parse({ ENXTAI_BASE_URL: value }).data).toMatchObject({
      ENXTAI_BASE_URL: value.replace(/\/$/, ''),
    });
  },
);

it.each([
  ['ENXTAI_BASE_URL', 'https://api.enxtai.example'],
  ['ENXTAI_BASE_URL', 'https://api.enxtai.example/api/v1'],
  ['ENXTAI_BASE_URL', 'https://user:word@api.enxtai.example/api'],
  ['ENXTAI_BASE_URL', 'https://api.enxtai.example/api?x=1'],
  ['ENXTAI_BASE_URL', 'ftp://api.enxtai.example/api'],
  ['ENXTAI_BASE_URL', 'not a URL'],
  ['ENXTAI_API_KEY', ''],
  ['ENXTAI_API_KEY', 'a\nb'],
  ['ENXTAI_WEBHOOK_SECRET', 'short'],
])('refuses %s=%j, without repeating it', (variable, value) => {
  const { success, error } = parse({ [variable]: value });
  expect(success).toBe(false);
  expect(error?.issues.map(({ path }) => path[0])).toContain(variable);
  if (value.length > 3) expect(error?.message).not.toContain(value);
});
