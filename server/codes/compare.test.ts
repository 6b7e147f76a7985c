import { describe, expect, it } from 'vitest';
import { formFields } from '../providers/ost/form.ts';
import { compare, type Known } from './compare.ts';
import { fieldsOf } from './fields.ts';
import type { CodePerson } from './types.ts';

const address: CodePerson['address'] = {
  house: '12-B',
  street: 'Sample Road',
  landmark: null,
  location: 'Sample Nagar',
  town: 'New Delhi',
  postOffice: 'Sample PO',
  subDistrict: 'Sample Tehsil',
  district: 'Sample District',
  state: 'Delhi',
  postalCode: '110001',
};
const person: CodePerson = {
  name: 'Asha Ravi Contoh',
  dateOfBirth: '1990-12-31',
  number: 'XXXX XXXX 2346',
  address,
};
const none: Known = { document: null, details: null };
const aadhaar = (known: Partial<Known>, changed: Partial<CodePerson> = {}) =>
  compare('aadhaar_secure', { ...person, ...changed }, { ...none, ...known });

describe('a comparison', () => {
  it('says nothing where there is nothing to compare', () => {
    const nothing = { name: null, dateOfBirth: null, number: null };
    expect(aadhaar({})).toEqual(nothing);
    expect(compare('other', null, { document: { type: 'aadhaar', name: 'X' }, details: null })).toEqual(
      nothing,
    );
    const document = { type: 'aadhaar', name: 'Asha Ravi Contoh', number: 'XXXX XXXX 2346' } as const;
    expect(aadhaar({ document }, { name: null, dateOfBirth: null, number: null })).toEqual(nothing);
  });

  it('goes by what the merchant said of the document', () => {
    const document = { type: 'aadhaar', name: 'CONTOH ASHA R', number: 'XXXX XXXX 2346' } as const;
    expect(aadhaar({ document })).toEqual({ name: true, dateOfBirth: null, number: true });
    expect(aadhaar({ document: { ...document, name: 'Usha', number: 'XXXX XXXX 0000' } })).toEqual({
      name: false,
      dateOfBirth: null,
      number: false,
    });
  });

  it('goes by the form', () => {
    const details = { firstName: 'Asha Ravi', lastName: 'Contoh', birthdate: '1990-12-31' };
    expect(aadhaar({ details })).toEqual({ name: true, dateOfBirth: true, number: null });
    const other = { fullName: 'Usha Contoh', birthdate: '1991-12-31' };
    expect(aadhaar({ details: other })).toEqual({ name: false, dateOfBirth: false, number: null });
  });

  it('is false where one of the two differs', () => {
    const document = { type: 'aadhaar', name: 'Asha Ravi Contoh', number: 'XXXX XXXX 2346' } as const;
    const details = { fullName: 'Usha Contoh', documentIdNumber: '234123410000' };
    expect(aadhaar({ document, details })).toMatchObject({ name: false, number: false });
  });

  it('of a date goes by the year where the card has no more', () => {
    const details = { birthdate: '1990-12-31' };
    expect(aadhaar({ details }, { dateOfBirth: '1990' }).dateOfBirth).toBe(true);
    expect(aadhaar({ details }, { dateOfBirth: '1991' }).dateOfBirth).toBe(false);
  });

  it('of a number does not take that of another document for it', () => {
    const details = { documentIdNumber: 'ABCPA1234C' };
    expect(aadhaar({ document: { type: 'pan', number: 'ABCPA1234C' }, details }).number).toBeNull();
    expect(aadhaar({ details }).number).toBeNull();
  });

  it.each([
    ['234123412346', true],
    ['2341 2341 2346', true],
    ['XXXX XXXX 2346', true],
    ['2346', false],
    ['234123410000', false],
  ])('of an Aadhaar number with %s is %s', (documentIdNumber, verdict) => {
    const known = { document: { type: 'aadhaar' }, details: { documentIdNumber } } as const;
    expect(aadhaar(known).number).toBe(verdict);
  });

  it('of a PAN goes by all of it', () => {
    const pan = { ...person, number: 'ABCPA1234C' };
    const number = (given: string) =>
      compare('pan', pan, { document: { type: 'pan', number: given }, details: null }).number;
    expect([number('abcpa1234c'), number('XBCPA1234C')]).toEqual([true, false]);
  });
});

describe('what a code says for a form', () => {
  const fields = formFields(new Date('2026-01-15'));
  const filled = (changed: Partial<CodePerson> = {}) =>
    fieldsOf({ ...person, ...changed }, fields, '2026-01-15');

  it('is there by the names of its fields', () => {
    expect(filled()).toEqual({
      firstName: 'Asha Ravi',
      lastName: 'Contoh',
      birthdate: '1990-12-31',
      country: 'IN',
      streetAddress: '12-B, Sample Road, Sample Nagar',
      city: 'New Delhi',
      state: 'Delhi',
      postalCode: '110001',
    });
  });

  it('is nothing else: no field that the form does not have', () => {
    expect(fieldsOf(person, [{ name: 'fullName', type: 'text', required: true }], '2026-01-15')).toEqual({
      fullName: 'Asha Ravi Contoh',
    });
    expect(fieldsOf(person, [], '2026-01-15')).toEqual({});
    expect(fieldsOf(person, [{ name: 'constructor', type: 'text', required: true }], '2026-01-15')).toEqual(
      {},
    );
  });

  it('has a whole number only', () => {
    expect(filled()).not.toHaveProperty('documentIdNumber');
    expect(filled({ number: 'ABCPA1234C' })['documentIdNumber']).toBe('ABCPA1234C');
  });

  it.each([
    ['a year of birth alone', { dateOfBirth: '1990' }, 'birthdate'],
    ['somebody who is too young for the form', { dateOfBirth: '2020-01-01' }, 'birthdate'],
    ['one word for a name', { name: 'Asha' }, 'lastName'],
    ['no address', { address: null }, 'country'],
    ['a name that is too long for the field', { name: `${'A'.repeat(150)} B` }, 'firstName'],
  ])('of %s leaves the field to the person', (_name, changed, field) => {
    expect(filled(changed)).not.toHaveProperty(field);
  });
});
