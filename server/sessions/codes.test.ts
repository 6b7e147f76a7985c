import { describe, expect, test } from 'vitest';
import { makeKeys, samplePan, sampleXml, secureQr } from '../codes/testing.ts';
import type { FlowStep } from '../contract/flow.ts';
import { eventOf } from '../delivery/event.ts';
import { ProviderError } from '../providers/errors.ts';
import type { ProviderAdapter } from '../providers/provider.ts';
import { openStore } from '../store/index.ts';
import { contentUrl, context, DATA_KEY, documentStep, file, form, setUp } from './testing.ts';
import { merchantView } from './views.ts';

const { privateKey, publicKey } = makeKeys();
const code = (name = 'Asha Contoh') => secureQr({ key: privateKey, person: { name } });

const step = (slot: string, wanted: 'aadhaar' | 'pan'): Omit<FlowStep, 'done'> => ({
  ...documentStep,
  id: slot,
  slot,
  code: wanted,
});
const personForm: Omit<FlowStep, 'done'> = {
  ...form,
  fields: [
    { name: 'firstName', type: 'text', required: true },
    { name: 'lastName', type: 'text', required: false },
    { name: 'birthdate', type: 'date', required: false },
    { name: 'documentIdNumber', type: 'text', required: false },
  ],
};

async function open(changed: Partial<ProviderAdapter> = {}, keys = [publicKey]) {
  const world = await setUp(
    {
      documents: ['aadhaar', 'pan'],
      steps: () => [step('front', 'aadhaar'), step('back', 'aadhaar'), step('pan', 'pan'), personForm],
      ...changed,
    },
    { uidaiKeys: keys },
  );
  const make = async (document: { type: 'aadhaar' | 'pan'; name?: string; number?: string }) => {
    const body = { provider: 'onekyc' as const, document };
    const { session } = await world.sessions.create(body, null, context());
    const read = (slot: string, text: string) => world.sessions.readCode(session.id, { slot, text });
    const shown = async () => merchantView(await world.sessions.get(session.id)).codes;
    const save = (details: Record<string, string>) =>
      world.sessions.saveDetails(session.id, details, context());
    return { id: session.id, read, shown, save };
  };
  return { ...world, make };
}

const nothing = { name: null, dateOfBirth: null, number: null };

describe('a code', () => {
  test('is compared with the merchant’s word, tells the form, and leaves evidence', async () => {
    const { make } = await open();
    const { read, shown } = await make({ type: 'aadhaar', name: 'CONTOH ASHA', number: '2341 2341 2346' });
    const evidence = {
      slot: 'front',
      kind: 'aadhaar_secure',
      signature: 'valid',
      matches: { name: true, dateOfBirth: null, number: false },
    };
    expect(await read('front', code())).toEqual({
      ...evidence,
      fields: { firstName: 'Asha', lastName: 'Contoh', birthdate: '1990-12-31' },
    });
    expect(await shown()).toEqual([evidence]);
  });

  test('is compared with a form that comes later, and with one that was there', async () => {
    const { make } = await open();
    const before = await make({ type: 'aadhaar' });
    await before.read('front', sampleXml);
    expect((await before.shown())?.[0]?.matches).toEqual(nothing);
    const details = { firstName: 'Asha', lastName: 'Contoh', birthdate: '1990-12-31' };
    await before.save({ ...details, documentIdNumber: '234123412346' });
    const expected = { name: true, dateOfBirth: true, number: true };
    expect((await before.shown())?.[0]?.matches).toEqual(expected);
    await before.save({ ...details, firstName: 'Usha' });
    expect((await before.shown())?.[0]?.matches).toEqual({ ...expected, name: false, number: null });

    const after = await make({ type: 'aadhaar' });
    await after.save({ ...details, birthdate: '1991-01-01' });
    expect((await after.read('back', code())).matches).toEqual({
      ...nothing,
      name: true,
      dateOfBirth: false,
    });
  });

  test('takes the place of an earlier one of its slot, and of no other', async () => {
    const { make } = await open();
    const { read, shown } = await make({ type: 'aadhaar' });
    await read('front', code('Usha Contoh'));
    await read('pan', samplePan);
    await read('front', sampleXml);
    expect((await shown())?.map(({ slot, kind }) => [slot, kind])).toEqual([
      ['pan', 'pan'],
      ['front', 'aadhaar_xml'],
    ]);
  });

  test('of a forged signature fills in nothing, and is compared all the same', async () => {
    const { make } = await open();
    const { read } = await make({ type: 'aadhaar', name: 'Asha Contoh' });
    expect(await read('front', secureQr({ key: makeKeys().privateKey }))).toMatchObject({
      signature: 'invalid',
      fields: {},
      matches: { name: true },
    });
  });

  test('without a key to verify it fills in the form, and says so', async () => {
    const { make } = await open({}, []);
    const { read } = await make({ type: 'aadhaar' });
    expect(await read('front', code())).toMatchObject({
      signature: 'unverified',
      fields: { firstName: 'Asha' },
    });
  });

  test('tells nothing but what the form asks for', async () => {
    const { make } = await open({ steps: () => [step('front', 'aadhaar')] });
    const { read } = await make({ type: 'aadhaar' });
    expect((await read('front', code())).fields).toEqual({});
  });

  test('never gives its whole number away, nor keeps it', async () => {
    const { make, store } = await open();
    const { id, read } = await make({ type: 'aadhaar' });
    const answer = await read('front', sampleXml);
    for (const held of [answer, await store.load(id)]) expect(JSON.stringify(held)).not.toContain('23412341');
  });

  test('that is unreadable changes nothing', async () => {
    const { make } = await open();
    const { read, shown } = await make({ type: 'aadhaar' });
    await read('front', code());
    const before = await shown();
    await expect(read('front', '1234567890')).rejects.toMatchObject({ code: 'code_unreadable' });
    expect(await shown()).toEqual(before);
  });

  test('of a slot that asks for none is refused', async () => {
    const { make } = await open();
    const { read } = await make({ type: 'aadhaar' });
    await expect(read('selfie', code())).rejects.toMatchObject({
      code: 'slot_unknown',
      info: { details: [{ path: 'slot', message: 'must be one of front, back, pan' }] },
    });
    const plain = await open({ steps: () => [documentStep] });
    const other = await plain.make({ type: 'aadhaar' });
    await expect(other.read('ktp', code())).rejects.toMatchObject({ code: 'step_conflict' });
  });
});

describe('what codes said', () => {
  test('is told again to a page that is loaded anew; what is signed stands over what is not', async () => {
    const { make, sessions } = await open();
    const { id, read } = await make({ type: 'aadhaar' });
    expect(await sessions.knownCodes(id)).toEqual({ codes: [], fields: {} });
    await read('front', code('Asha Ravi Contoh'));
    await read('pan', samplePan);
    const known = await sessions.knownCodes(id);
    expect(known.fields).toEqual({
      firstName: 'Asha Ravi',
      lastName: 'Contoh',
      birthdate: '1990-12-31',
      documentIdNumber: 'ABCPA1234C',
    });
    expect(known.codes.map(({ slot }) => slot)).toEqual(['front', 'pan']);
  });

  test('is forgotten when everything was handed in; what it was worth stays', async () => {
    const { make, sessions, store } = await open({ steps: () => [step('front', 'aadhaar')] });
    const { id, read, shown } = await make({ type: 'aadhaar', name: 'Usha Contoh' });
    await read('front', code());
    const before = await shown();
    await sessions.uploadTarget(id, file({ slot: 'front' }), contentUrl, context());
    // A mismatch is evidence, and rejects nothing.
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
    expect(await shown()).toEqual(before);
    expect((await store.load(id))?.codes).toMatchObject([{ person: null, matches: { name: false } }]);
    const closed = { code: 'session_closed' };
    await expect(read('front', code())).rejects.toMatchObject(closed);
    await expect(sessions.knownCodes(id)).rejects.toMatchObject(closed);
  });

  test('stays while what was handed in is refused', async () => {
    const { make, sessions } = await open({
      steps: () => [step('front', 'aadhaar'), personForm],
      submit: async () => {
        throw new ProviderError('onekyc', 'submit', 'details_invalid', { fields: ['firstName'] });
      },
    });
    const { id, read, save } = await make({ type: 'aadhaar' });
    await read('front', code());
    await save({ firstName: 'Asha' });
    await sessions.uploadTarget(id, file({ slot: 'front' }), contentUrl, context());
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind: 'details_invalid' });
    expect((await sessions.knownCodes(id)).fields['firstName']).toBe('Asha');
  });

  test('takes no more when the time of the session is over', async () => {
    const { make, sessions, clock } = await open();
    const { id, read } = await make({ type: 'aadhaar' });
    clock.now += 3_600_001;
    await expect(read('front', code())).rejects.toMatchObject({ code: 'session_expired' });
    await expect(sessions.knownCodes(id)).rejects.toMatchObject({ code: 'session_expired' });
  });

  test('is in the merchant’s webhook as evidence, without a word of the person', async () => {
    const { make, sessions } = await open();
    const { id, read } = await make({ type: 'aadhaar' });
    const of = async () => ({ ...(await sessions.get(id)), webhookUrl: 'https://shop.example/hook' });
    const bodyOf = async () => eventOf(await of(), () => 'event')?.body ?? '';
    expect(JSON.parse(await bodyOf()).data).not.toHaveProperty('codes');
    await read('front', code());
    const body = await bodyOf();
    expect(JSON.parse(body).data.codes).toEqual([
      { slot: 'front', kind: 'aadhaar_secure', signature: 'valid', matches: nothing },
    ]);
    expect(body).not.toMatch(/Asha|Contoh|1990-12-31|\b110001\b|\b2345\b/);
  });

  test('is kept with the session, and erased with it', async () => {
    const store = await openStore({ file: ':memory:', dataKey: DATA_KEY });
    const { make, sessions } = await setUp(
      { steps: () => [step('front', 'aadhaar')] },
      { uidaiKeys: [publicKey], wrap: () => store },
    );
    const { id } = await make();
    await sessions.readCode(id, { slot: 'front', text: code() });
    expect((await store.load(id))?.codes).toMatchObject([{ person: { name: 'Asha Contoh' } }]);
    await sessions.erase(id);
    expect(await store.load(id)).toBeNull();
    await store.close();
  });
});
