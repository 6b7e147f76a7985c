import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Details, Field } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { readDetails } from './details.ts';
import { newSessionId, sessionIdPattern } from './ids.ts';
import { createKeyedQueue } from './keyed.ts';
import { gate, NOON } from './testing.ts';

describe('ids', () => {
  test('are what they should be, and not the same twice', () => {
    const ids = Array.from({ length: 500 }, () => newSessionId());
    expect(ids.every((id) => sessionIdPattern.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(500);
  });

  test('every letter stands for as many bytes as every other', () => {
    let next = 0;
    const everyByte = (count: number) => Uint8Array.from({ length: count }, () => next++ % 256);
    const letters = Array.from({ length: 63 }, () => newSessionId(everyByte).slice(4)).join('');
    // The last draws of an id are thrown away, so that only the letters that exist are counted here.
    expect(new Set(letters).size).toBe(36);
    const refused = [252, 253, 254, 255];
    const bytes = [...refused, ...Array.from({ length: 24 }, () => 35)];
    expect(newSessionId(() => Uint8Array.from(bytes))).toBe(`ses_${'9'.repeat(24)}`);
  });
});

describe('cursors', () => {
  test('come back as they went', () => {
    const position = { createdAt: new Date(NOON), id: newSessionId() };
    expect(readCursor(writeCursor(position))).toEqual(position);
  });

  test('nothing else is one', () => {
    const good = writeCursor({ createdAt: new Date(NOON), id: newSessionId() });
    const bad = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.constantFrom(`${good}=`, `${good}A`, good.slice(1)),
    );
    fc.assert(
      fc.property(bad, (text) => {
        expect(() => readCursor(text)).toThrow(expect.objectContaining({ code: 'query_invalid' }));
      }),
    );
  });
});

describe('forms', () => {
  const field = (changed: Partial<Field>): Field => ({
    name: 'it',
    type: 'text',
    required: true,
    ...changed,
  });
  const faultOf = (one: Field, value: string | number | null) => {
    try {
      readDetails([one], { it: value }, new Date(NOON));
      return null;
    } catch (error) {
      return error instanceof Problem ? error.info.details?.[0]?.message : error;
    }
  };

  test.each([
    [{}, 'BUDI', null],
    [{}, ' ', 'is required'],
    [{}, null, 'is required'],
    [{ required: false }, '', null],
    [{}, 5, 'must be a text'],
    [{ maxLength: 3 }, 'BUDI', 'must not be longer than 3 characters'],
    [{ pattern: '[A-Z]{2}|x' }, 'xyz', 'does not have the expected form'],
    [{ pattern: '[A-Z]{2}|x' }, 'AB', null],
    [{ type: 'date' }, '2024-02-29', null],
    [{ type: 'date' }, '2023-02-29', 'must be a date such as 1990-12-31'],
    [{ type: 'date' }, '1990-1-1', 'must be a date such as 1990-12-31'],
    [{ type: 'date', max: '2008-01-01' }, '2008-01-02', 'must be 2008-01-01 or earlier'],
    [{ type: 'date', min: '1900-01-01' }, '1899-12-31', 'must be 1900-01-01 or later'],
    [{ type: 'number', min: 1, max: 9 }, 9, null],
    [{ type: 'number', min: 1, max: 9 }, '9.5', 'must be 9 or less'],
    [{ type: 'number', min: 1 }, 0, 'must be 1 or more'],
    [{ type: 'number' }, '1e9', 'must be a number'],
    [{ type: 'country' }, 'ID', null],
    [{ type: 'country' }, 'Indonesia', 'must be an ISO 3166 country code'],
    [{ type: 'select', options: ['a', 'b'] }, 'c', 'is not one of the options'],
    [{ format: 'pan' }, 'ABCPE1234F', null],
    [{ format: 'pan' }, 'ABCXE1234F', 'is not a PAN: the class of holder in it does not exist'],
    [{ format: 'mykad' }, '910231-14-5387', 'is not a MyKad number: the date in it does not exist'],
    [{ format: 'ethereum_address' }, `0x${'ab'.repeat(20)}`, null],
    [
      { format: 'ethereum_address' },
      '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'is not an Ethereum address: its checksum is wrong',
    ],
  ] as const)('%j takes %j: %s', (changed, value, expected) => {
    const { options, ...rest } = changed as Partial<Field>;
    expect(faultOf(field({ ...rest, ...(options ? { options: [...options] } : {}) }), value)).toBe(expected);
  });

  test('numbers become numbers, texts lose their edges, and nothing is left of what is empty', () => {
    const fields = [
      field({ type: 'number' }),
      field({ name: 'city' }),
      field({ name: 'x', required: false }),
    ];
    const values = { it: '12', city: ' KOTA ', x: '' };
    expect(readDetails(fields, values, new Date(NOON))).toEqual({ it: 12, city: 'KOTA' });
  });

  test('a number of a document is kept in the one form of its kind, Aadhaar by its last digits', () => {
    const fields = [
      field({ format: 'mykad' }),
      field({ name: 'pan', format: 'pan' }),
      field({ name: 'aadhaar', format: 'aadhaar' }),
    ];
    const values = { it: '911231-14-5387', pan: 'abcpe1234f', aadhaar: '2345 6789 0124' };
    const read = readDetails(fields, values, new Date(NOON));
    expect(read).toEqual({ it: '911231145387', pan: 'ABCPE1234F', aadhaar: 'XXXX XXXX 0124' });
    expect(readDetails(fields, read, new Date(NOON))).toEqual(read);
  });

  test('a refusal never repeats what was sent', () => {
    const names = fc.constantFrom('it', 'BUDI 0000000101000001', '__proto__', 'constructor');
    fc.assert(
      fc.property(fc.dictionary(names, fc.constantFrom('RAHASIA', '', 'x y')), (values) => {
        try {
          readDetails([field({ pattern: 'never' })], values as Details, new Date(NOON));
          expect.unreachable('every one of these is wrong');
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          const said = JSON.stringify([String(error), (error as Problem).info]);
          expect(said).not.toMatch(/RAHASIA|BUDI|0101000001|__proto__/);
        }
      }),
    );
  });
});

test('a queue keeps the order of one key, goes on after a failure, and forgets keys that are idle', async () => {
  const queue = createKeyedQueue();
  const held = gate();
  const order: string[] = [];
  const first = queue.run('a', async () => {
    await held.promise;
    order.push('first');
    throw new Error('first failed');
  });
  const second = queue.run('a', async () => order.push('second'));
  await queue.run('b', async () => order.push('other'));
  expect(queue.busy('a')).toBe(true);
  held.open();
  await expect(first).rejects.toThrow('first failed');
  await second;
  expect(order).toEqual(['other', 'first', 'second']);
  await Promise.resolve();
  expect([queue.busy('a'), queue.busy('b')]).toEqual([false, false]);
});
