import { describe, expect, it } from 'vitest';
import { decodePanQr } from './pan-qr.ts';
import { samplePan, sampleXml } from './testing.ts';
import { decodeXmlQr } from './xml-qr.ts';

const element = (attributes: string) => `<PrintLetterBarcodeData ${attributes}/>`;

describe('the older XML code', () => {
  it('is read, with the last four digits of its number', () => {
    const found = decodeXmlQr(sampleXml);
    expect(found).toEqual({
      lastFour: '2346',
      name: 'Asha Contoh',
      dateOfBirth: '1990-12-31',
      address: {
        house: '12-B',
        street: 'Sample Road',
        landmark: 'Near Sample Park',
        location: 'Sample Nagar',
        town: 'New Delhi',
        postOffice: 'Sample PO',
        subDistrict: 'Sample Tehsil',
        district: 'Sample District',
        state: 'Delhi',
        postalCode: '110001',
      },
    });
    expect(JSON.stringify(found)).not.toContain('23412341');
  });

  it.each([
    ['a year only', `name="A" yob="1990"`, { dateOfBirth: '1990' }],
    [
      'a day that does not exist, and its year',
      `name="A" dob="31/02/1990" yob="1990"`,
      { dateOfBirth: '1990' },
    ],
    ['single quotes', `name='A "B"' uid='234123412346'`, { name: 'A "B"', lastFour: '2346' }],
    ['a masked number', `name="A" uid="xxxxxxxx2346"`, { lastFour: '2346' }],
    ['a number that is none', `name="A" uid="12"`, { lastFour: null }],
    ['escapes', `name="A &amp; B &#x43; &#68;"`, { name: 'A & B C D' }],
    ['a bare ampersand', `name="A & B"`, { name: 'A & B' }],
    ['attributes that nobody knows', `name="A" zzz="1" a-b.c="2"`, { name: 'A' }],
    [
      'a number inside of a text',
      `name="A" house="2341 2341 2346"`,
      { address: { house: 'XXXX XXXX 2346' } },
    ],
  ])('with %s', (_name, attributes, expected) => {
    expect(decodeXmlQr(element(attributes))).toMatchObject(expected);
  });

  it('may have a prolog, a misprinted one, a mark of its order of bytes, or an end of its own', () => {
    const texts = [
      `<?xml version="1.0" encoding="UTF-8"?>${element('name="A"')}`,
      `</?xml version="1.0" encoding="UTF-8"?> ${element('name="A"')}\n`,
      `\uFEFF${element('name="A"')}`,
      '<PrintLetterBarcodeData name="A"></PrintLetterBarcodeData>',
    ];
    for (const text of texts) expect(decodeXmlQr(text)?.name).toBe('A');
  });

  it.each([
    ['a DTD', `<!DOCTYPE x [<!ENTITY e "E">]>${element('name="&e;"')}`],
    ['an entity of its own', element('name="&e;"')],
    ['a file as entity', element('name="&xxe;" yob="1990"')],
    ['a character that does not exist', element('name="&#x110000;"')],
    ['the same attribute twice', element('name="A" name="B"')],
    ['markup in a value', element('name="<b>A</b>"')],
    ['an open quote', element('name="A')],
    ['no quotes', element('name=A')],
    ['a text', '<PrintLetterBarcodeData name="A">text</PrintLetterBarcodeData>'],
    ['a second element', `${element('name="A"')}${element('name="B"')}`],
    ['a comment', `${element('name="A"')}<!-- -->`],
    ['an element inside', '<PrintLetterBarcodeData name="A"><x/></PrintLetterBarcodeData>'],
    ['another name', '<PrintLetterBarcodeDatas name="A"/>'],
    ['no name of anybody', element('uid="234123412346"')],
    [
      'too many attributes',
      element(`name="A" ${Array.from({ length: 64 }, (_, at) => `a${at}="1"`).join(' ')}`),
    ],
  ])('with %s is none', (_name, text) => {
    expect(decodeXmlQr(text)).toBeNull();
  });

  it('takes eight thousand characters of anything without going back over them', () => {
    const spaces = ' '.repeat(7900);
    for (const text of [
      `<PrintLetterBarcodeData${spaces}`,
      `<PrintLetterBarcodeData name${spaces}`,
      `<PrintLetterBarcodeData name="A"${spaces}!`,
      `<?xml${spaces}`,
      `<PrintLetterBarcodeData name="${'&'.repeat(7900)}`,
      `<PrintLetterBarcodeData ${'a="" '.repeat(1500)}`,
    ]) {
      expect(decodeXmlQr(text)).toBeNull();
    }
  });
});

describe('the text of an older PAN code', () => {
  it('is read, without the name of a relative', () => {
    const read = { number: 'ABCPA1234C', name: 'ASHA CONTOH', dateOfBirth: '1990-12-31' };
    expect(decodePanQr(samplePan)).toEqual(read);
    const reordered = "PAN: abcpa1234c\r\nFather's Name: RAVI CONTOH\r\nName: ASHA CONTOH\r\nDOB: 31-12-1990";
    expect(decodePanQr(reordered)).toEqual(read);
  });

  it.each([
    ['no number', 'Name : ASHA CONTOH\nDOB : 31/12/1990'],
    ['a number that is none', 'Name : ASHA CONTOH\nPAN : ABCDE12345'],
    ['no label', 'ABCPA1234C'],
    ['another text', 'https://shop.example/?pan:ABCPA1234C'],
    ['nothing', ''],
  ])('with %s is none', (_name, text) => {
    expect(decodePanQr(text)).toBeNull();
  });

  it('is read without a name or a date', () => {
    expect(decodePanQr('PAN : ABCPA1234C')).toEqual({ number: 'ABCPA1234C', name: null, dateOfBirth: null });
  });
});
