import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, call, startBench, startUser } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const list = () => call(bench, 'GET', '/users');

describe('failures on demand', () => {
  it.each([
    [400, 'BAD_REQUEST'],
    [403, 'FORBIDDEN'],
    [429, 'TOO_MANY_REQUESTS'],
    [500, 'INTERNAL_SERVER_ERROR'],
  ])('%i %s', async (status, code) => {
    bench.ost.control.failNext(1, status);
    expect(await list()).toMatchObject({ status, success: false, err: { code } });
    expect((await list()).status).toBe(200);
  });

  it.each([502, 503, 504])('%i has no JSON', async (status) => {
    bench.ost.control.failNext(2, status);
    for (const answer of [await list(), await list()]) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'text/html; charset=utf-8',
      ]);
    }
    expect((await list()).status).toBe(200);
  });

  it('say when to come again, and do nothing', async () => {
    bench.ost.control.failNext(1, 429, 7);
    const refused = await call(bench, 'POST', '/users', { email: 'budi@shop.example' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    expect(bench.ost.control.users()).toEqual([]);
  });

  it('take a submission, and lose the answer', async () => {
    const { submit } = await startUser(bench, 'budi@shop.example');
    bench.ost.control.loseNextSubmissions(1);
    await expect(submit()).rejects.toThrow();
    expect(bench.ost.control.cases()).toMatchObject([{ submissionCount: 1 }]);
    await submit();
    expect(bench.ost.control.cases()).toMatchObject([{ submissionCount: 2 }]);
  });

  it('end with a reset, which forgets all else too', async () => {
    const { submit } = await startUser(bench, 'budi@shop.example');
    await submit();
    bench.ost.control.failNext(1);
    bench.ost.control.reset();
    expect((await list()).data).toMatchObject({ users: [], meta: { total: 0 } });
    expect(bench.ost.control.cases()).toEqual([]);
  });
});

describe('test values that fail', () => {
  it('+down: everything about the user is 503', async () => {
    const { id, send, detail, email } = await startUser(bench, 'budi+down@shop.example');
    const status = await call(bench, 'GET', `/users-kyc/${id}`);
    for (const answer of [await send({}), status, await detail(), await email('approve')]) {
      expect([answer.status, answer.success]).toEqual([503, null]);
    }
  });

  it('+busy: the first submission is turned away', async () => {
    const { send, uploaded, submit } = await startUser(bench, 'budi+busy@shop.example');
    const refused = await send(await uploaded());
    expect([refused.status, refused.err?.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'TOO_MANY_REQUESTS',
      '1',
    ]);
    expect((await submit()).status).toBe(200);
  });

  it('+flaky: every other call is 500', async () => {
    const { submit, detail } = await startUser(bench, 'budi+flaky@shop.example');
    const answers = [await submit(), await submit(), await detail(), await detail()];
    expect(answers.map(({ status }) => status)).toEqual([500, 200, 500, 200]);
    expect(bench.ost.control.cases()).toMatchObject([{ submissionCount: 1 }]);
  });

  it('are read from the local part alone', async () => {
    const { submit } = await startUser(bench, 'budi@down+down.example');
    expect((await submit()).status).toBe(200);
  });
});
