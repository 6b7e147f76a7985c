import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench, startCustomer } from './testing.ts';

interface Delivery {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

let partner: Server;
let url = '';
let answers: number[];
let deliveries: Delivery[];
let bench: Bench;

beforeEach(async () => {
  answers = [];
  deliveries = [];
  partner = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { authorization } = request.headers;
    deliveries.push({ method: request.method, authorization, body: JSON.parse(text) });
    response.writeHead(answers.shift() ?? 200, { location: url }).end();
  });
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/hook`;
  bench = await startBench({ callback: { url, authorization: 'Bearer sample' } });
});
afterEach(async () => {
  await bench.close();
  partner.closeAllConnections();
  await new Promise((resolve) => partner.close(resolve));
});

/** Submits as this user, lets time pass and waits for what is sent meanwhile. */
async function verdictFor(userId: string, ...milliseconds: number[]): Promise<string> {
  const id = await (await startCustomer(bench, userId)).submit();
  for (const time of milliseconds) {
    bench.clock.advance(time);
    await bench.onekyc.control.idle();
  }
  return id;
}

describe('the callback', () => {
  it.each([
    ['user', 'COMPLETED', 'VALID', ''],
    ['user+reject', 'COMPLETED', 'INVALID', 'INVALID_DOCUMENT'],
    ['user+reject-not-ktp', 'COMPLETED', 'INVALID', 'NOT_EKTP'],
    ['user+error', 'ERROR', null, 'VERIFICATION_FAILED'],
    ['user+mismatch', 'COMPLETED', 'VALID', ''],
  ])('of %s', async (userId, status, result, reasonCode) => {
    const submissionId = await verdictFor(userId, 1500);
    expect(deliveries).toEqual([
      { method: 'POST', authorization: 'Bearer sample', body: { submissionId, status, result, reasonCode } },
    ]);
  });

  it('is not sent before the verdict, nor for a review until it is decided', async () => {
    const id = await verdictFor('user+review', 1499, 1, 60_000);
    expect(deliveries).toEqual([]);
    bench.onekyc.control.finish(id, '+reject');
    await bench.onekyc.control.idle();
    expect(deliveries).toMatchObject([{ body: { submissionId: id, result: 'INVALID' } }]);
  });

  it('comes twice, late or never, as the user id says', async () => {
    await verdictFor('user+no-callback', 1500, 60_000);
    expect(deliveries).toHaveLength(0);
    await verdictFor('user+double-callback', 1500);
    expect(deliveries).toHaveLength(2);
    expect(deliveries[0]).toEqual(deliveries[1]);
    await verdictFor('user+late-callback', 1500, 9_999);
    expect(deliveries).toHaveLength(2);
    bench.clock.advance(1);
    await bench.onekyc.control.idle();
    expect(deliveries).toHaveLength(3);
  });

  it('may come before the status knows of the verdict', async () => {
    const customer = await startCustomer(bench, 'user+reject+early-callback');
    const id = await customer.submit();
    await bench.onekyc.control.idle();
    expect(deliveries).toMatchObject([
      { body: { submissionId: id, status: 'COMPLETED', result: 'INVALID' } },
    ]);
    expect((await customer.status(id)).data).toMatchObject({ status: 'IN_PROGRESS' });
    bench.clock.advance(1500);
    await bench.onekyc.control.idle();
    expect((await customer.status(id)).data).toMatchObject({ status: 'COMPLETED' });
    expect(deliveries).toHaveLength(1);
  });

  it('may come in the wrong order', async () => {
    bench.onekyc.control.holdCallbacks();
    const older = await verdictFor('first', 1500);
    const newer = await verdictFor('second', 1500);
    expect(deliveries).toEqual([]);
    bench.onekyc.control.releaseCallbacks();
    await bench.onekyc.control.idle();
    expect(deliveries).toMatchObject([{ body: { submissionId: newer } }, { body: { submissionId: older } }]);
  });

  it('is tried again after an error, three times at the most', async () => {
    answers = [500, 302, 503];
    await verdictFor('user', 1500, 999, 1, 5000, 600_000);
    expect(bench.onekyc.callbacks().map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 302],
      [3, 503],
    ]);
    expect(deliveries).toHaveLength(3);
  });

  it('is not tried again once it was taken', async () => {
    answers = [500, 204];
    await verdictFor('user', 1500, 1000, 5000);
    expect(bench.onekyc.callbacks().map(({ status }) => status)).toEqual([500, 204]);
  });

  it('goes where it is told to at run time, or nowhere', async () => {
    bench.onekyc.control.setCallback({ url, authorization: 'Basic abc', method: 'PUT' });
    await verdictFor('first', 1500);
    expect(deliveries).toMatchObject([{ method: 'PUT', authorization: 'Basic abc' }]);
    bench.onekyc.control.setCallback(undefined);
    await verdictFor('second', 1500);
    expect(deliveries).toHaveLength(1);
  });
});
