import { expect, test } from 'vitest';
import { hostedPage } from '../../server/contract/flow.ts';
import { KycError } from '../errors.ts';
import { parseHosted } from './parse-hosted.ts';

const page = { url: 'https://provider.example/a?b=c', expiresAt: null, opened: true };

test.each([
  'https://provider.example/a?b=c',
  'http://localhost:9104/start',
  'http://shop.localhost/start',
  'http://127.0.0.1:9104/start',
  'http://[::1]:9104/start',
])('%s is a page to send people to', (url) => {
  const given = { ...page, url };
  expect(hostedPage.safeParse(given).success).toBe(true);
  expect(parseHosted(given)).toBe(given);
});

test.each([
  'http://provider.example/',
  'http://localhost.evil.example/',
  'http://127.0.0.1.evil.example/',
  'javascript:alert(1)',
  'data:text/html,hello',
  'file:///etc/passwd',
  '/relative',
  '',
  null,
  { toString: () => 'https://provider.example' },
])('%s is not', (url) => {
  expect(() => parseHosted({ ...page, url })).toThrow(new KycError('server_error'));
});

test.each([
  [null],
  [[]],
  ['https://provider.example'],
  [{ ...page, opened: 1 }],
  [{ ...page, expiresAt: 'soon' }],
  [{ ...page, expiresAt: undefined }],
])('%j is no answer', (value) => {
  expect(() => parseHosted(value)).toThrow(KycError);
});
