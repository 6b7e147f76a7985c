import { describe, expect, it } from 'vitest';
import { openAdapter } from '../conformance.harness.ts';
import { isSafeUrl } from '../safe-url.ts';
import { backendUrl } from './addresses.ts';
import { fixtures } from './fixtures.ts';
import { readPerson } from './person.ts';

const missing = (document: (typeof fixtures.session)['document'], returnUrl = fixtures.session.returnUrl) => {
  const { adapter } = openAdapter(fixtures);
  return adapter.missing?.({ ...fixtures.session, document, returnUrl }) ?? [];
};

describe('the person', () => {
  it('is complete with a name and a number', () => {
    expect(missing(fixtures.session.document)).toEqual([]);
  });

  it.each([
    ['nothing', null, ['document.type', 'document.name', 'document.number']],
    ['no name', { type: 'mykad', number: '900101-00-0001' }, ['document.name']],
    ['no number', { type: 'passport', name: 'SITI SAMPLE' }, ['document.number']],
    ['blanks', { type: 'mykad', name: ' ', number: ' ' }, ['document.name', 'document.number']],
    ['too long a name', { type: 'mykad', name: 'S'.repeat(101), number: '900101000001' }, ['document.name']],
    ['another document', { type: 'ktp', name: 'SITI SAMPLE', number: '1' }, ['document.type']],
  ] as const)('lacks something with %s', (_, document, paths) => {
    expect(missing(document).map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    ['mykad', '900101-00-0001', '900101000001'],
    ['mykad', '900101 00 0001', '900101000001'],
    ['mykad', '900101000001', '900101000001'],
    ['mykad', '90010100000', null],
    ['mykad', '9001010000011', null],
    ['mykad', '9001-0100-0001', null],
    ['mykad', 'A00000000001', null],
    ['passport', 'a0000001', 'A0000001'],
    ['passport', 'K00000001234567', null],
    ['passport', 'K0-1', null],
    ['passport', 'K000 0001', null],
  ] as const)('has a %s %s sent as %s', (type, number, expected) => {
    const document = { type, name: 'SITI SAMPLE', number };
    const read = readPerson({ ...fixtures.session, document });
    const sent = 'person' in read ? read.person.document_number : null;
    expect(sent).toBe(expected);
    // Said by path, and without the value.
    const messages = missing(document);
    expect(messages.map(({ path }) => path)).toEqual(expected === null ? ['document.number'] : []);
    expect(JSON.stringify(messages)).not.toContain(number);
  });

  it('cannot come back to an address that is too long', () => {
    const returnUrl = (length: number) => `https://shop.example/${'r'.repeat(length - 21)}`;
    expect(missing(fixtures.session.document, returnUrl(200))).toEqual([]);
    expect(missing(fixtures.session.document, returnUrl(201)).map(({ path }) => path)).toEqual([
      'redirectUrl',
    ]);
  });
});

describe('addresses', () => {
  it.each([
    ['https://kyc.example/v1/webhooks/ctos', true],
    ['http://kyc.example/v1/webhooks/ctos', true],
    ['http://kyc.example:443/v1', true],
    ['https://kyc.example:8787/v1', false],
    ['http://localhost:8787/v1', true],
    ['http://127.0.0.1:8787/v1', true],
    [`https://kyc.example/${'v'.repeat(200)}`, false],
    ['no address', false],
  ])('takes postbacks at %s: %s', (url, expected) => {
    expect(backendUrl(url)).toBe(expected ? url : null);
  });

  it.each([
    ['https://onboarding.ctos.example/a', true],
    ['HTTPS://onboarding.ctos.example/a', true],
    ['http://127.0.0.1:9104/a', false],
    ['//onboarding.ctos.example/a', false],
    ['https://onboarding.ctos.example/a b', false],
    ['https://user@onboarding.ctos.example/a', false],
    ['https://:word@onboarding.ctos.example/a', false],
    ['data:text/html,x', false],
  ])('sends a person to %s: %s', (url, expected) => {
    expect(isSafeUrl(url, 'https://gateway.ctos.example/v2/gateway')).toBe(expected);
    expect(isSafeUrl(url, 'http://localhost:9104/v2/gateway')).toBe(expected || url.startsWith('http:'));
  });
});
