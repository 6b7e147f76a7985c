import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { addressFault, PrivateAddress, publicLookup } from './address.ts';

describe('an address', () => {
  test.each([
    'https://shop.example/webhooks?key=1',
    'https://shop.example:8443/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  ])('on the public internet is fine: %s', (url) => {
    expect(addressFault(url, false)).toBeNull();
  });

  test.each([
    ['http://shop.example/', 'https'],
    ['https://localhost/', 'private'],
    ['https://api.localhost./', 'private'],
    ['https://127.1/', 'private'],
    ['https://0x7f000001/', 'private'],
    ['https://0/', 'private'],
    ['https://10.0.0.1/', 'private'],
    ['https://172.31.255.255/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://100.64.0.1/', 'private'],
    ['https://169.254.10.10/', 'private'],
    ['https://[::1]/', 'private'],
    ['https://[::]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://[::7f00:1]/', 'private'],
    ['https://[64:ff9b::7f00:1]/', 'private'],
    ['https://[2002:7f00:1::]/', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://[fe80::1]/', 'private'],
    ['https://user:word@shop.example/', 'password'],
  ])('is refused: %s', (url, word) => {
    expect(addressFault(url, false)).toContain(word);
  });

  test('of this machine is fine where that is allowed', () => {
    expect(addressFault('http://127.0.0.1:8080/hook', true)).toBeNull();
    expect(addressFault('http://user@127.0.0.1:8080/hook', true)).not.toBeNull();
  });
});

describe('a name', () => {
  type Lookup = NonNullable<Parameters<typeof publicLookup>[0]>;
  const ask = (answer: readonly string[], all = true) => {
    const records: LookupAddress[] = answer.map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    const fake = ((_name: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) =>
      done(null, records)) as unknown as Lookup;
    return new Promise((resolve) => {
      publicLookup(fake)('shop.example', { all }, (error, found) => resolve(error ?? found));
    });
  };

  test('that leads to public addresses only is looked up as ever', async () => {
    expect(await ask(['93.184.215.14', '2606:2800::1'])).toEqual([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:2800::1', family: 6 },
    ]);
    expect(await ask(['93.184.215.14'], false)).toBe('93.184.215.14');
  });

  test.each([
    [['127.0.0.1']],
    [['93.184.215.14', '10.0.0.1']],
    [['::ffff:192.168.0.1']],
    [['fe80::1%eth0']],
    [[]],
  ])('is refused when it leads to %j', async (answer) => {
    expect(await ask(answer)).toBeInstanceOf(PrivateAddress);
  });
});
