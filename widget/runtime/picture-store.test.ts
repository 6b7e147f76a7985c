import { expect, test, vi } from 'vitest';
import { PictureStore } from './picture-store.ts';

test('an address is made once and revoked with its picture', () => {
  const create = vi.spyOn(URL, 'createObjectURL');
  const revoke = vi.spyOn(URL, 'revokeObjectURL');
  const store = new PictureStore();
  const [seen, unseen] = [store.add(new Blob(['a'])), store.add(new Blob(['b']))];
  const url = store.url(seen);
  expect(store.url(seen)).toBe(url);
  expect(create).toHaveBeenCalledTimes(1);
  store.clear();
  expect(revoke.mock.calls).toEqual([[url]]);
  expect([store.get(seen), store.url(unseen), store.size]).toEqual([null, null, 0]);
});

test('names are never used again', () => {
  const store = new PictureStore();
  const first = store.add(new Blob(['a']));
  store.drop(first);
  expect(store.add(new Blob(['b']))).not.toBe(first);
});
