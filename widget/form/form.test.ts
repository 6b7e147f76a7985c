import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import type { Field } from '../../server/contract/flow.ts';
import { countriesIn, countryCodes, regionOf } from './countries.ts';
import { inputOf, readable } from './fields.ts';
import { Form } from './form.ts';

const fields: Field[] = [
  { name: 'firstName', type: 'text', required: true, maxLength: 10 },
  { name: 'birthdate', type: 'date', required: true, max: '2008-11-26' },
  { name: 'state', type: 'text', required: false },
  { name: 'amount', type: 'number', required: true, min: 1 },
];

function setUp() {
  let changes = 0;
  const world = { today: '2026-11-26', keccak256: keccak_256 };
  const form = new Form(
    () => world,
    () => {
      changes += 1;
    },
  );
  form.show(fields);
  return {
    form,
    problems: () => form.live.fields.map(({ problem }) => problem),
    get changes() {
      return changes;
    },
  };
}

describe('a form', () => {
  test('says nothing of a field before it was left, and everything from then on', () => {
    const { form, problems } = setUp();
    expect(problems()).toEqual([null, null, null, null]);
    form.type('firstName', 'SITI SAMPLE');
    expect(problems()[0]).toBeNull();
    form.leave('firstName');
    expect(problems()[0]).toBe('too_long');
    form.type('firstName', 'SITI');
    expect(problems()[0]).toBeNull();
    form.type('firstName', '');
    expect(problems()[0]).toBe('required');
  });

  test('handed in with faults it shows all of them, and where the first one is', () => {
    const { form, problems } = setUp();
    form.type('firstName', 'SITI');
    expect(form.read()).toBeNull();
    expect(problems()).toEqual([null, 'required', null, 'required']);
    expect(form.live).toMatchObject({ faults: 2, focus: { name: 'birthdate' } });
    const first = form.live.focus;
    form.type('firstName', 'SITI S');
    expect(form.live.focus).toBe(first);
    form.read();
    expect(form.live.focus).not.toBe(first);
  });

  test('gives what it takes: numbers as numbers, nothing for what is empty', () => {
    const { form } = setUp();
    form.type('firstName', ' SITI ');
    form.type('birthdate', '1990-12-31');
    form.type('amount', '1.5');
    expect(form.read()).toEqual({ firstName: 'SITI', birthdate: '1990-12-31', amount: 1.5 });
    expect(form.live).toMatchObject({ faults: 0, focus: null });
  });

  test.each([
    ['1,5', 1.5],
    ['1500,50', 1500.5],
    ['1,500', null],
    ['1.500,50', null],
    ['1,5,5', null],
    ['1500', 1500],
  ])('an amount of %s is %s: some keyboards have no point', (text, amount) => {
    const { form, problems } = setUp();
    form.type('firstName', 'SITI');
    form.type('birthdate', '1990-12-31');
    form.type('amount', text);
    expect(form.read()?.['amount'] ?? null).toBe(amount);
    expect(problems()[3]).toBe(amount === null ? 'number' : null);
  });

  test('half a date is no missing one', () => {
    const { form, problems } = setUp();
    form.type('birthdate', '', true);
    form.leave('birthdate');
    expect(problems()[1]).toBe('day');
    form.type('birthdate', '', false);
    expect(problems()[1]).toBe('required');
  });

  test('what the server will not have is shown until it is changed, and nothing is lost', () => {
    const { form, problems } = setUp();
    form.type('firstName', 'SITI');
    form.type('birthdate', '1990-12-31');
    form.type('amount', '1.5');
    form.refuse(['birthdate', 'firstName', 'unknown']);
    expect(problems()).toEqual(['refused', 'refused', null, null]);
    // The first one in the order of the form, not in that of the answer.
    expect(form.live).toMatchObject({ faults: 2, focus: { name: 'firstName' } });
    form.type('firstName', 'SITI');
    expect(problems()[0]).toBe('refused');
    form.type('firstName', 'SITI S');
    expect(problems()).toEqual([null, 'refused', null, null]);
    expect(form.live.fields[1]?.value).toBe('1990-12-31');
    // It may have been the server's mistake: the person decides.
    expect(form.read()).not.toBeNull();
  });

  test('shown again it has what was typed; dropped it has nothing', () => {
    const { form } = setUp();
    form.type('firstName', 'SITI');
    form.type('unknown', 'x');
    form.show(fields);
    expect(form.live.fields[0]?.value).toBe('SITI');
    form.show(fields.slice(1));
    form.show(fields);
    expect(form.live.fields[0]?.value).toBe('');
    form.type('firstName', 'SITI');
    form.drop();
    expect(JSON.stringify(form.live)).not.toContain('SITI');
    expect(form.live.fields).toHaveLength(4);
  });

  test('opened again it marks what was refused; or says that it was, or that nothing is left of it', () => {
    const { form, problems } = setUp();
    form.type('firstName', 'SITI');
    form.show(fields);
    form.reopen(['firstName', 'visa']);
    expect(problems()).toEqual(['refused', null, null, null]);
    expect(form.live).toMatchObject({ faults: 1, notice: null, focus: { name: 'firstName' } });
    form.show(fields);
    form.reopen(['visa']);
    expect(form.live).toMatchObject({ faults: 0, notice: 'again', focus: null });
    form.drop();
    expect(form.live.notice).toBeNull();
    form.reopen(['firstName']);
    expect(form.live).toMatchObject({ faults: 0, notice: 'lost', focus: null });
    expect(problems()).toEqual([null, null, null, null]);
  });

  test('tells every change, with a new object', () => {
    const world = setUp();
    const { live } = world.form;
    const before = world.changes;
    world.form.type('firstName', 'S');
    expect(world.changes).toBe(before + 1);
    expect(world.form.live).not.toBe(live);
  });
});

describe('what a card says', () => {
  const card = { firstName: 'Asha', birthdate: '1990-12-31', unknown: 'x' };
  const values = (form: Form) => form.live.fields.map(({ value }) => value);
  const said = (form: Form) => form.live.fields.map((field) => field.said);

  test('stands in fields in which nothing was typed, and goes with what is handed in', () => {
    const { form } = setUp();
    expect(form.live.isPrefilled).toBe(false);
    form.prefill(card);
    expect(values(form)).toEqual(['Asha', '1990-12-31', '', '']);
    expect(form.live.isPrefilled).toBe(true);
    form.type('amount', '2');
    expect(form.read()).toEqual({ firstName: 'Asha', birthdate: '1990-12-31', amount: 2 });
  });

  test('never takes the place of what a person typed, nor of what they took away', () => {
    const { form } = setUp();
    form.type('firstName', 'Usha');
    form.prefill(card);
    expect(values(form)).toEqual(['Usha', '1990-12-31', '', '']);
    form.type('birthdate', '');
    form.prefill(card);
    expect(values(form)).toEqual(['Usha', '', '', '']);
    expect(form.live.isPrefilled).toBe(false);
  });

  test('may come after a field was left with nothing in it, or before there is a form', () => {
    const { form, problems } = setUp();
    form.type('firstName', '');
    form.leave('firstName');
    expect(problems()[0]).toBe('required');
    form.prefill(card);
    expect([values(form)[0], problems()[0]]).toEqual(['Asha', null]);

    const early = new Form(
      () => ({ today: '2026-11-26' }),
      () => undefined,
    );
    early.prefill(card);
    early.show(fields);
    expect(values(early)).toEqual(['Asha', '1990-12-31', '', '']);
  });

  test('is noted beside what the person left in its place, until it is the same but for capitals and spaces', () => {
    const { form } = setUp();
    form.prefill(card);
    form.type('firstName', 'Usha');
    expect(said(form)).toEqual([null, null, null, null]);
    form.leave('firstName');
    expect(said(form)).toEqual(['Asha', null, null, null]);
    form.type('firstName', ' ASHA ');
    expect(said(form)).toEqual([null, null, null, null]);
    // What is there to be handed in is what the person wrote.
    expect(values(form)[0]).toBe(' ASHA ');
  });

  test('that the server refuses stays marked, until the person changes it', () => {
    const { form, problems } = setUp();
    form.prefill(card);
    form.refuse(['firstName']);
    form.type('firstName', 'Asha');
    expect(problems()[0]).toBe('refused');
    form.type('firstName', 'Usha');
    expect(problems()[0]).toBeNull();
  });

  test('is forgotten with what was typed', () => {
    const { form } = setUp();
    form.prefill(card);
    form.drop();
    form.show(fields);
    expect(JSON.stringify(form.live)).not.toContain('Asha');
  });
});

describe('countries', () => {
  test('are all of ISO 3166-1, once', () => {
    expect(countryCodes).toHaveLength(249);
    expect(new Set(countryCodes).size).toBe(249);
    expect([...countryCodes].sort()).toEqual(countryCodes);
  });

  test('have names in the language of the person, in its order, that of the device first', () => {
    const [first, ...others] = countriesIn('id', ['en', 'ms-MY', 'id-ID']);
    expect(first).toEqual({ code: 'MY', name: 'Malaysia' });
    expect(others.find(({ code }) => code === 'DE')?.name).toBe('Jerman');
    const names = others.map(({ name }) => name);
    expect([...names].sort(new Intl.Collator('id').compare)).toEqual(names);
    expect(countriesIn('id', ['en', 'ms-MY', 'id-ID'])[0]).toBe(first);
    expect(countriesIn('en', [], ['SG', 'ID', 'XX'])).toEqual([
      { code: 'ID', name: 'Indonesia' },
      { code: 'SG', name: 'Singapore' },
      { code: 'XX', name: 'XX' },
    ]);
  });

  test.each([
    [['en', 'en-GB'], 'GB'],
    [['zh-Hant-TW'], 'TW'],
    [['es-419', 'xx-XX'], null],
    [[], null],
  ])('%j: %s', (languages, region) => {
    expect(regionOf(languages)).toBe(region);
  });
});

describe('fields', () => {
  test.each([
    ['firstName', 'text', 'given-name', null],
    ['birthdate', 'date', 'bday', null],
    ['country', 'country', 'country', null],
    ['nationality', 'country', 'off', null],
    ['city', 'text', 'address-level2', null],
    ['estimatedParticipationAmount', 'number', 'off', 'decimal'],
  ] as const)('%s fills in as %s', (name, type, autocomplete, inputmode) => {
    expect(inputOf({ name, type, required: true })).toMatchObject({ autocomplete, inputmode });
  });

  test('numbers of documents are left as they are typed', () => {
    expect(inputOf({ name: 'it', type: 'text', required: true, format: 'nik' })).toMatchObject({
      inputmode: 'numeric',
      isWords: false,
    });
    expect(inputOf({ name: 'documentIdNumber', type: 'text', required: true }).isWords).toBe(false);
    expect(inputOf({ name: 'city', type: 'text', required: true }).isWords).toBe(true);
  });

  test.each([
    ['placeOfWork', 'Place of work'],
    ['tax_number', 'Tax number'],
    ['PANNumber', 'PAN number'],
    ['x', 'X'],
    ['', ''],
  ])('%s reads %s', (name, words) => {
    expect(readable(name)).toBe(words);
  });
});
