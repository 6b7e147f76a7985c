import { describe, expect, test } from 'vitest';
import { FakeStorage, tokenOf } from '../testing/fake-windows.ts';
import { createMemory } from './memory.ts';

const server = 'https://kyc.example';
const token = tokenOf('ses_1');
const DAY_MS = 86_400_000;

function setUp() {
  const storage = new FakeStorage();
  const clock = { now: 1_000_000 };
  const memory = createMemory(
    () => storage,
    () => clock.now,
  );
  return { storage, clock, memory };
}

function kept() {
  const all = setUp();
  all.memory.keep({ serverUrl: server, sessionId: 'ses_1', token });
  return all;
}

test('a session is gone on with, by the same server only', () => {
  const { memory, storage } = kept();
  expect(memory.recall('https://other.example', null)).toBeNull();
  expect(memory.recall(server, null)).toBe(token);
  expect([...storage.items.keys()]).toEqual(['kyc-flow']);
  expect(Object.keys(JSON.parse(storage.items.get('kyc-flow') ?? ''))).toEqual([
    'serverUrl',
    'sessionId',
    'token',
    'at',
  ]);
});

test('a token of another session wins, for good', () => {
  const { memory, storage } = kept();
  expect(memory.recall(server, tokenOf('ses_2'))).toBeNull();
  expect(storage.items.size).toBe(0);
});

test('a token of the same session is the fresher one', () => {
  const { memory } = kept();
  expect(memory.recall(server, tokenOf('ses_1'))).toBeNull();
  expect(memory.recall(server, null)).toBe(token);
});

test.each(['opaque', 'a.b.c', `x.${btoa('null')}.y`])(
  'a token that says nothing, "%s", wins too',
  (other) => {
    const { memory } = kept();
    expect(memory.recall(server, other)).toBeNull();
    expect(memory.recall(server, null)).toBeNull();
  },
);

test('a day later it is forgotten, and so when the clock was set back', () => {
  const { memory, clock } = kept();
  clock.now += DAY_MS;
  expect(memory.recall(server, null)).toBe(token);
  clock.now += 1;
  expect(memory.recall(server, null)).toBeNull();
  const other = kept();
  other.clock.now -= 1;
  expect(other.memory.recall(server, null)).toBeNull();
  expect(other.storage.items.size).toBe(0);
});

test('forgetting says whether there was anything', () => {
  const { memory } = kept();
  expect(memory.forget()).toBe(true);
  expect(memory.forget()).toBe(false);
  expect(memory.recall(server, null)).toBeNull();
});

describe('what somebody else has written there', () => {
  test.each(['', 'x', 'null', '7', '[]', '{}', `{"serverUrl":"${server}","sessionId":1,"token":"t","at":1}`])(
    '%j is nothing to go on with',
    (value) => {
      const { memory, storage } = setUp();
      storage.items.set('kyc-flow', value);
      expect(memory.recall(server, null)).toBeNull();
    },
  );
});

test('storage that is blocked stops nothing', () => {
  const { memory, storage } = kept();
  storage.isBlocked = true;
  expect(() => memory.keep({ serverUrl: server, sessionId: 'ses_1', token })).not.toThrow();
  expect(memory.recall(server, null)).toBeNull();
  expect(memory.forget()).toBe(false);
  const none = createMemory(() => {
    throw new Error('no storage at all');
  });
  expect(none.recall(server, null)).toBeNull();
});
