import { describe, expect, it } from 'vitest';
import { isSafeUrl } from './safe-url.ts';

describe('an address that a picture may go to', () => {
  const home = 'https://g.example/coe';
  const local = 'http://127.0.0.1:9101/coe';
  it.each([
    ['https://u.example/a?b=c%2F', home, true],
    ['https://u.example/a', local, true],
    ['http://127.0.0.1:9102/a', local, true],
    ['http://localhost:9102/a', local, true],
    ['http://[::1]:9102/a', local, true],
    ['http://127.0.0.1:9102/a', home, false],
    ['http://u.example/a', home, false],
    ['http://u.example/a', local, false],
    ['http://127.0.0.1.u.example/a', local, false],
    ['http://127.0.0.1/a', 'https://127.0.0.1/coe', false],
    ['http://127.0.0.1/a', 'http://g.example/coe', false],
    ['https://user:word@u.example/a', home, false],
    [' https://u.example/a', home, false],
    ['https://u.example/a b', home, false],
    ['https:u.example', home, false],
    ['javascript:alert(1)', home, false],
    ['//u.example/a', home, false],
    ['', home, false],
  ])('takes %j beside %j: %j', (url, base, expected) => {
    expect(isSafeUrl(url, base)).toBe(expected);
  });
});
