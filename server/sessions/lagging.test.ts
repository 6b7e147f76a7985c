import { expect, test, vi } from 'vitest';
import type { Change } from '../providers/provider.ts';
import { context, setUp } from './testing.ts';

const approved: Change = { outcome: { status: 'completed', result: 'approved' } };
const processing: Change = { outcome: { status: 'processing', result: null } };
const request = { method: 'POST', url: '', query: '', headers: {}, body: new Uint8Array() };

/** A session of which the provider sent news that prove nothing; `asked` tells how often it was asked after a while. */
async function told(fetchStatus = vi.fn(async () => processing)) {
  const { sessions, make, clock } = await setUp({
    fetchStatus,
    receiveWebhook: async () => ({
      kind: 'event',
      sessionId: made.id,
      dedupeKey: 'delivery-1',
      trusted: false,
      change: {},
    }),
  });
  const made = await make();
  const news = () => sessions.webhook('onekyc', request, context());
  const asked = async (ms: number) => {
    clock.now += ms;
    fetchStatus.mockClear();
    await sessions.askDue(context());
    return fetchStatus.mock.calls.length;
  };
  await news();
  return { asked, news, fetchStatus, result: async () => (await sessions.get(made.id)).result };
}

test('a provider whose answers lag behind its news is asked again soon', async () => {
  const { asked, fetchStatus, result } = await told();
  expect([await asked(0), await asked(4999)]).toEqual([1, 0]);
  fetchStatus.mockResolvedValue(approved);
  expect([await asked(1), await result()]).toEqual([1, 'approved']);
  expect(await asked(3_600_000)).toBe(0);
});

test('it is left alone after that, until there is news again', async () => {
  const { asked, news } = await told();
  expect([await asked(0), await asked(5000), await asked(14_999), await asked(1)]).toEqual([1, 1, 0, 1]);
  expect([await asked(45_000), await asked(3_600_000)]).toEqual([0, 0]);
  await news();
  expect(await asked(0)).toBe(1);
});

test('one that leaves it to a person is not asked again: that takes its time', async () => {
  const review: Change = { outcome: { status: 'review', result: null } };
  const { asked } = await told(vi.fn(async () => review));
  expect([await asked(0), await asked(5000), await asked(15_000)]).toEqual([1, 0, 0]);
});
