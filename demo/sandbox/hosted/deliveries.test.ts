import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../clock.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';

let clock: ManualClock;
let receiver: Receiver;
let deliveries: Deliveries;
beforeEach(async () => {
  clock = manualClock(0);
  receiver = await startReceiver();
  deliveries = new Deliveries(clock, 1_000);
});
afterEach(async () => {
  deliveries.stop();
  await receiver.close();
});

const delivery = (label: string, plan: Delivery['plan'] = 'once'): Delivery => ({
  label,
  plan,
  make: () => ({ url: receiver.url, headers: {}, body: JSON.stringify({ label }) }),
});
const labels = (): unknown[] => receiver.received.map(({ body }) => body['label']);

describe('deliveries', () => {
  it('of a session arrive one after the other, however many there are', async () => {
    const wanted = Array.from({ length: 30 }, (_, index) => String(index));
    for (const label of wanted) deliveries.send('s', delivery(label));
    await deliveries.idle();
    expect(labels()).toEqual(wanted);
    expect(deliveries.attempts.map(({ label }) => label)).toEqual(wanted);
  });

  it('that fail hold up none of those behind them', async () => {
    receiver.statuses.push(500);
    deliveries.send('s', delivery('first'));
    deliveries.send('s', delivery('second'));
    await deliveries.idle();
    expect(deliveries.attempts.map(({ label, status }) => [label, status])).toEqual([
      ['first', 500],
      ['second', 200],
    ]);
  });

  it('held back come in the other order, those of other sessions at once', async () => {
    deliveries.hold('s');
    deliveries.send('s', delivery('first'));
    deliveries.send('s', delivery('second'));
    deliveries.send('t', delivery('other'));
    await deliveries.idle();
    expect(labels()).toEqual(['other']);
    deliveries.release('s');
    await deliveries.idle();
    expect(labels()).toEqual(['other', 'second', 'first']);
  });

  it('that are late are not waited for, and come when it is time', async () => {
    deliveries.send('s', delivery('late', 'late'));
    deliveries.send('s', delivery('next'));
    await deliveries.idle();
    clock.advance(1_000);
    await deliveries.idle();
    expect(labels()).toEqual(['next', 'late']);
  });

  it('forgotten are not sent any more, new ones are', async () => {
    deliveries.send('s', delivery('late', 'late'));
    await deliveries.idle();
    deliveries.clear();
    clock.advance(1_000);
    deliveries.send('s', delivery('new'));
    await deliveries.idle();
    expect(labels()).toEqual(['new']);
    expect(deliveries.attempts).toHaveLength(1);
  });

  it('end with stop', async () => {
    deliveries.stop();
    deliveries.send('s', delivery('never'));
    await deliveries.idle();
    expect(labels()).toEqual([]);
  });
});
