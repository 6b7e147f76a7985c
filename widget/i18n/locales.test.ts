import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { enCapture } from './en-capture.ts';
import { enFace } from './en-face.ts';
import { enForm } from './en-form.ts';
import { enHosted } from './en-hosted.ts';
import { enProof } from './en-proof.ts';
import { messages as id } from './id.ts';
import type { Messages } from './messages.ts';
import { messages as ms } from './ms.ts';
import { chooseLocale, fill, loadMessages, textOf } from './text.ts';

/** English, piece by piece. */
const pieces = { en, enCapture, enForm, enHosted, enProof, enFace };
const reference: Messages = { ...en, ...enCapture, ...enForm, ...enHosted, ...enProof, ...enFace };
const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each([
  ['id', id],
  ['ms', ms],
] as const)('%s', (_name, messages) => {
  test('has exactly the keys of English, in no other number', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(reference).sort());
  });

  test('has the same places in every sentence', () => {
    const broken = Object.entries(reference).filter(
      ([key, text]) => String(places(messages[key as keyof Messages])) !== String(places(text)),
    );
    expect(broken).toEqual([]);
  });

  test('says nothing empty', () => {
    expect(Object.values(messages).filter((text) => text.trim() === '')).toEqual([]);
  });
});

test('the pieces of English share no key', () => {
  const keys = Object.values(pieces).flatMap((piece) => Object.keys(piece));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test.each([
  ['en', reference],
  ['id', id],
  ['ms', ms],
])('a hint in %s has six words at the most', (_name, messages) => {
  const long = Object.entries(messages)
    .filter(([key]) => /(^|_)hint_|(^|_)place$/.test(key))
    .filter(([, text]) => text.split(' ').length > 6);
  expect(long).toEqual([]);
});

describe('chooseLocale', () => {
  test.each([
    [['id-ID'], 'id'],
    [['in'], 'id'],
    [['ms_MY', 'en'], 'ms'],
    [[null, undefined, 'xx', 'ID'], 'id'],
    [['constructor'], 'en'],
    [[''], 'en'],
    [[], 'en'],
  ] as const)('%j gives %s', (wishes, locale) => {
    expect(chooseLocale(wishes)).toBe(locale);
  });
});

test('loads the other locales when asked, and none for English', async () => {
  expect(await loadMessages('id')).toBe(id);
  expect(await loadMessages('ms')).toBe(ms);
  expect(await loadMessages('en')).toBeNull();
});

test('fills places, and leaves one that it does not know', () => {
  expect(fill('{a} of {b}, {c}', { a: 1, b: 'two' })).toBe('1 of two, {c}');
});

test('words that came later win over the first ones', () => {
  expect(textOf(null)('agree')).toBe(en.agree);
  expect(textOf(id)('agree')).toBe(id.agree);
  expect(textOf(enCapture)('shutter')).toBe(enCapture.shutter);
});
