import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalPairs,
  cgiEscape,
  type Param,
  type Params,
  parsePairs,
  sign,
  signedQuery,
  toQuery,
} from './canonical.ts';

/** The vector that OST's own libraries are tested with. */
const library = {
  secret: '35f346e5ef825ed4499da98a6ac6b401',
  params: {
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
  text: '/api/v2/users?email=mayur%2B67%40ost.com&empty_str=&garbage_str=%7E%5E%5B%5D%25%24%23%40%21%26%2A%7E%2C.%2F%3F%7E%28%29-_%27this+is+garbage&id=11003&k1=Rachin&k2=tejas&list2%5B%5D%5Ba%5D=L21A&list2%5B%5D%5Bb%5D=L21B&list2%5B%5D%5Ba%5D=L22A&list2%5B%5D%5Bb%5D=L22B&list2%5B%5D%5Ba%5D=L23A&list2%5B%5D%5Bb%5D=L23B&make_mistakes=',
  signature: 'c42188c53bfdf84e542a0a9c0a78d19c9f497c61e816f169e1907bc98477eb82',
};

describe('the canonical form', () => {
  it('is that of OST’s own libraries', () => {
    expect(`/api/v2/users?${toQuery(library.params)}`).toBe(library.text);
    expect(sign(library.secret, library.text)).toBe(library.signature);
  });

  it('signs a request with its key and time', () => {
    const query = signedQuery(
      '/api/v2/users-kyc/pre-signed-urls/for-put',
      { files: { selfie: 'image/jpeg', document_id: 'image/jpeg' } },
      { apiKey: 'API_KEY', secret: 'API_SECRET', now: 1_542_185_198_999 },
    );
    expect(query).toBe(
      'api_key=API_KEY&files%5Bdocument_id%5D=image%2Fjpeg&files%5Bselfie%5D=image%2Fjpeg&request_timestamp=1542185198' +
        '&signature=0c62c0dccc73ca5723bf836f5fc271ecc2b5ba71cc7a6c2346d8fa87109f2bec',
    );
  });

  it('sorts the encoded pairs, as the server does, where a key begins another', () => {
    expect(toQuery({ a1: 1, a: 2 })).toBe('a1=1&a=2');
    expect(toQuery({ 'a.b': 1, a: { z: 2, b: 3 }, A: 4 })).toBe('A=4&a%5Bb%5D=3&a%5Bz%5D=2&a.b=1');
  });

  it('keeps lists in their order, and leaves out what is empty at any depth', () => {
    expect(toQuery({ list: ['b', 'a'], no: true, none: { at: { all: [] } } })).toBe(
      'list%5B%5D=b&list%5B%5D=a&no=true',
    );
    expect(toQuery({})).toBe('');
  });

  it.each([
    ['aZ09-_.', 'aZ09-_.'],
    [" ~!*'()", '+%7E%21%2A%27%28%29'],
    ['é漢😀', '%C3%A9%E6%BC%A2%F0%9F%98%80'],
    ['\ud800', '%EF%BF%BD'],
  ])('encodes %j as %s', (text, expected) => {
    expect(cgiEscape(text)).toBe(expected);
  });

  it('is read back to what it was made of', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), (flat) => {
        const pairs = parsePairs(toQuery(flat)) ?? [];
        expect(new Map(pairs)).toEqual(new Map(Object.entries(flat)));
      }),
    );
  });

  it('is found again after its encoding and order were changed', () => {
    const { value } = fc.letrec<{ value: Param; object: Params }>((tie) => ({
      object: fc.dictionary(fc.stringMatching(/^[a-z_.~ 1]{1,4}$/), tie('value'), { maxKeys: 4 }),
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(fc.string(), { maxLength: 3 }),
        tie('object'),
      ),
    }));
    const form = fc.dictionary(fc.stringMatching(/^[a-z_1]{1,4}$/), value, { maxKeys: 6 });
    fc.assert(
      fc.property(form, fc.infiniteStream(fc.nat()), (params, chances) => {
        const canonical = toQuery(params);
        const pairs = parsePairs(canonical) ?? [];
        // Groups are mixed; within a list the order is kept, as nobody could know it otherwise.
        const groups = new Map<string, (readonly [string, string])[]>();
        for (const pair of pairs) {
          const group = pair[0].split('[]', 1)[0] ?? '';
          groups.set(group, [...(groups.get(group) ?? []), pair]);
        }
        const mixed = [...groups.values()]
          .map((group) => ({ group, at: chances.next().value ?? 0 }))
          .sort((one, other) => one.at - other.at)
          .flatMap(({ group }) => group);
        const loosely = mixed.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
        expect(canonicalPairs(parsePairs(loosely) ?? [])).toBe(canonical);
      }),
    );
  });

  it('cannot be had of a broken encoding', () => {
    expect(parsePairs('a=%ZZ')).toBeNull();
    expect(parsePairs('a=%FF')).toBeNull();
    expect(parsePairs('')).toEqual([]);
    expect(parsePairs('a=b=c&d')).toEqual([
      ['a', 'b=c'],
      ['d', ''],
    ]);
  });
});
