import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, type Hash, parse } from './query.ts';
import { sign } from './signature.ts';

/** Published with OST's clients, and in OST's documentation. */
const clientVector = {
  secret: '35f346e5ef825ed4499da98a6ac6b401',
  path: '/api/v2/users',
  parameters: {
    k1: 'Rachin',
    k2: 'tejas',
    list2: [
      { a: 'L21A', b: 'L21B' },
      { a: 'L22A', b: 'L22B' },
      { a: 'L23A', b: 'L23B' },
    ],
    make_mistakes: null,
    nice_param: [],
    empty_obj: {},
    empty_str: '',
    garbage_str: "~^[]%$#@!&*~,./?~()-_'this is garbage",
    id: 11003,
    email: 'mayur+67@ost.com',
  },
  canonical:
    'email=mayur%2B67%40ost.com&empty_str=&garbage_str=%7E%5E%5B%5D%25%24%23%40%21%26%2A%7E%2C.%2F%3F%7E%28%29-_%27this+is+garbage&id=11003&k1=Rachin&k2=tejas&list2%5B%5D%5Ba%5D=L21A&list2%5B%5D%5Bb%5D=L21B&list2%5B%5D%5Ba%5D=L22A&list2%5B%5D%5Bb%5D=L22B&list2%5B%5D%5Ba%5D=L23A&list2%5B%5D%5Bb%5D=L23B&make_mistakes=',
  signature: 'c42188c53bfdf84e542a0a9c0a78d19c9f497c61e816f169e1907bc98477eb82',
};
const webhookVector = {
  secret: 'WEBHOOK_SECRET_KEY',
  url: 'https://webhook.ost.com/test/',
  parameters: {
    created_at: '1541144915',
    data: {
      result_type: 'user',
      user: {
        created_at: '1541144915',
        email: 'yogesh+13233@ost.com',
        id: '11493',
        properties: ['doptin_mail_sent'],
      },
    },
    description: 'User has signed up',
    id: '236',
    name: 'user_register',
    request_timestamp: '1542185198',
    source: 'web',
    type: 'user',
    version: 'v1',
  },
  signature: '34e852b1bb2b73357483ce7d35a837611f098f9e7df580edb0bb735993868c0a',
};

describe('the canonical form', () => {
  it('is that of the published vectors', () => {
    expect(canonical(clientVector.parameters)).toBe(clientVector.canonical);
    const { path, secret, signature } = clientVector;
    expect(sign(secret, `${path}?${clientVector.canonical}`)).toBe(signature);
    expect(sign(webhookVector.secret, `${webhookVector.url}?${canonical(webhookVector.parameters)}`)).toBe(
      webhookVector.signature,
    );
    const files = { document_id: 'image/jpeg', selfie: 'image/jpeg' };
    const asked = canonical({ files, request_timestamp: 1542185198, api_key: 'API_KEY' });
    expect(sign('API_SECRET', `/api/v2/users-kyc/pre-signed-urls/for-put?${asked}`)).toBe(
      '0c62c0dccc73ca5723bf836f5fc271ecc2b5ba71cc7a6c2346d8fa87109f2bec',
    );
  });

  it.each<[string, Hash, string]>([
    ['pairs are sorted, not names', { a: '1', a1: '2' }, 'a1=2&a=1'],
    ['brackets sort before digits', { a1: '1', a: { b: '2' } }, 'a%5Bb%5D=2&a1=1'],
    ['lists keep their order', { a: ['z', 'b'] }, 'a%5B%5D=z&a%5B%5D=b'],
    ['what is empty is left out, however deep', { a: { b: {}, c: [] }, d: [[]], e: '1' }, 'e=1'],
    ['null is empty text', { a: null, b: [null] }, 'a=&b%5B%5D='],
    ['numbers and booleans are texts', { a: 1.5, b: true }, 'a=1.5&b=true'],
    ['letters beyond ASCII', { a: 'é文' }, 'a=%C3%A9%E6%96%87'],
  ])('%s', (_name, hash, text) => {
    expect(canonical(hash)).toBe(text);
  });
});

describe('reading', () => {
  it('takes apart what was put together', () => {
    expect(canonical(parse(clientVector.canonical) ?? {})).toBe(clientVector.canonical);
    const name = fc.stringMatching(/^[a-z_]{1,6}[0-9]?$/);
    const text = fc.string({ unit: 'grapheme' });
    const { tree } = fc.letrec<{ tree: Hash[string] }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, text, fc.array(text), fc.dictionary(name, tie('tree'), { maxKeys: 4 })),
    }));
    fc.assert(
      fc.property(fc.dictionary(name, tree), (hash) => {
        const written = canonical(hash);
        expect(canonical(parse(written) ?? { unreadable: true })).toBe(written);
      }),
    );
  });

  it.each<[string, string, unknown]>([
    ['the last of two', 'a=1&a=2', { a: '2' }],
    ['a name alone is null', 'a&b=', { a: null, b: '' }],
    [
      'a hash begins where a name comes again',
      'a[][b]=1&a[][c]=2&a[][b]=3',
      { a: [{ b: '1', c: '2' }, { b: '3' }] },
    ],
    [
      'deep hashes in lists',
      'a[][b][c]=1&a[][b][d]=2&a[][b][c]=3',
      { a: [{ b: { c: '1', d: '2' } }, { b: { c: '3' } }] },
    ],
    ['plus and percent', 'a=1+2%2B3', { a: '1 2+3' }],
  ])('%s', (_name, text, hash) => {
    expect(JSON.parse(JSON.stringify(parse(text)))).toEqual(hash);
  });

  it('takes no name for more than a name', () => {
    expect(Object.keys(parse('__proto__[polluted]=1') ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    'a=%zz',
    'a=%ff',
    '%e0=1',
    'a[=1',
    'a]=1',
    '[b]=1',
    'a=1&a[b]=1',
    'a[b]=1&a=1',
    'a[]=1&a[b]=2',
    'a[b]=1&a[]=2',
    'a[][]=1',
    `a${'[b]'.repeat(33)}=1`,
  ])('refuses %s', (text) => {
    expect(parse(text)).toBeNull();
  });
});
