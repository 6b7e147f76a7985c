import { describe, expect, it } from 'vitest';
import { details, fixtures } from './fixtures.ts';
import { fieldsOf, formFields, readForm, yearsBefore } from './form.ts';
import { slotsOf, stepsFor } from './slots.ts';

describe('the form', () => {
  const fields = formFields(new Date('2026-01-15T23:59:59Z'));

  it('has the names that the widget has labels for', () => {
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(details));
    expect(fields.every(({ required }) => required)).toBe(true);
  });

  it('takes people from 18 to 100 years', () => {
    expect(fields.find(({ name }) => name === 'birthdate')).toMatchObject({
      type: 'date',
      min: '1926-01-15',
      max: '2008-01-15',
    });
  });

  it.each([
    ['2028-02-29T12:00:00Z', 18, '2010-02-28'],
    ['2028-02-29T12:00:00Z', 20, '2008-02-29'],
    ['2026-03-01T00:00:00Z', 18, '2008-03-01'],
    ['2026-12-31T23:00:00Z', 100, '1926-12-31'],
  ])('knows the day, from %s %i years back: %s', (today, years, expected) => {
    expect(yearsBefore(new Date(today), years)).toBe(expected);
  });

  it.each([
    [0, '0'],
    [1.1, '1.1'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    [1234567.5, '1234567.5'],
  ])('writes the amount %d as %s', (estimatedParticipationAmount, text) => {
    expect(readForm({ ...details, estimatedParticipationAmount })).toMatchObject({
      params: { estimated_participation_amount: text },
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '1.1'])('has no amount %j', (amount) => {
    expect(readForm({ ...details, estimatedParticipationAmount: amount })).toEqual({
      faults: ['estimatedParticipationAmount'],
    });
  });

  it('finds its fields for what OST names', () => {
    expect(fieldsOf(['last_name', 'first_name', 'selfie_file_path', 'constructor'])).toEqual([
      'firstName',
      'lastName',
    ]);
  });
});

describe('the steps', () => {
  it('ask for the form first, and for proofs only of who has them', () => {
    const steps = stepsFor(fixtures.session, 'put');
    expect(steps.map(({ id, kind, optional = false }) => [id, kind, optional])).toEqual([
      ['details', 'details', false],
      ['document_id', 'document', false],
      ['selfie', 'selfie', false],
      ['residence_proof', 'file', true],
      ['investor_proof_1', 'file', true],
      ['investor_proof_2', 'file', true],
    ]);
    expect(steps.filter(({ accept }) => accept.includes('application/pdf')).map(({ id }) => id)).toEqual([
      'residence_proof',
      'investor_proof_1',
      'investor_proof_2',
    ]);
    expect(steps.slice(1).every(({ accept }) => accept[0] === 'image/jpeg')).toBe(true);
  });

  it('keep to the range of the policy where there is one', () => {
    const sizes = (upload: 'put' | 'post') =>
      stepsFor(fixtures.session, upload)
        .slice(1)
        .map(({ minBytes, maxBytes }) => [minBytes, maxBytes]);
    expect(sizes('post')).toEqual(Array(5).fill([204_800, 20_971_520]));
    expect(sizes('put')).toEqual(Array(5).fill([undefined, 20_971_520]));
  });

  it('know the document that is shown, or none', () => {
    const shown = (document: typeof fixtures.session.document) =>
      stepsFor({ ...fixtures.session, document }, 'put').find(({ kind }) => kind === 'document');
    expect(shown({ type: 'aadhaar' })?.documentType).toBe('aadhaar');
    expect(shown(null)?.documentType).toBeUndefined();
  });

  it('have a document with a code before the form that it fills in', () => {
    const order = (document: typeof fixtures.session.document) =>
      stepsFor({ ...fixtures.session, document }, 'put')
        .slice(0, 2)
        .map(({ kind, code }) => [kind, code]);
    for (const type of ['aadhaar', 'pan'] as const) {
      expect(order({ type })).toEqual([
        ['document', type],
        ['details', undefined],
      ]);
    }
    for (const document of [null, { type: 'passport' as const }]) {
      expect(order(document)).toEqual([
        ['details', undefined],
        ['document', undefined],
      ]);
    }
  });

  it('are found for the files that OST names', () => {
    const keys = { document_id: 'a', investor_proof_2: 'b' };
    expect(slotsOf(['investor_proof_files_path', 'residence_proof_file_path'], keys)).toEqual([
      'investor_proof_2',
    ]);
    expect(slotsOf(['selfie_file_path'], {})).toEqual(['selfie']);
  });
});
