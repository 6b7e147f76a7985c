import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, client, startBench, startCustomer } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

describe('test values', () => {
  it.each([
    ['+approve', 'COMPLETED', true, 'COMPLETED', 'VALID', ''],
    ['+reject', 'COMPLETED', false, 'COMPLETED', 'INVALID', 'INVALID_DOCUMENT'],
    ['+reject-not-ktp', 'COMPLETED', false, 'COMPLETED', 'INVALID', 'NOT_EKTP'],
    ['+review', 'PARTIALLY_COMPLETED', null, 'PARTIALLY_COMPLETED', null, ''],
    ['+error', 'ERROR', null, 'ERROR', null, 'VERIFICATION_FAILED'],
    ['+mismatch', 'COMPLETED', true, 'COMPLETED', 'INVALID', 'INVALID_DOCUMENT'],
  ])('%s', async (suffix, status, isApproved, detailsStatus, result, reasonCode) => {
    const customer = await startCustomer(bench, `user${suffix}`);
    const id = await customer.submit();
    bench.clock.advance(1_500);
    const { data } = await customer.status(id);
    expect(data['status']).toBe(status);
    expect(data['verificationResult']).toEqual(
      isApproved === null ? null : expect.objectContaining({ isApproved }),
    );
    const details = (await customer.details()).data;
    expect(details).toMatchObject({ status: detailsStatus, result, reasonCode });
    expect('ktpData' in (details['submissionDetails'] as object)).toBe(result === 'VALID');
  });

  it('+slow takes 10 s, +never for ever', async () => {
    const [slow, never] = [
      await startCustomer(bench, 'a+slow+reject'),
      await startCustomer(bench, 'b+never'),
    ];
    const [slowId, neverId] = [await slow.submit(), await never.submit()];
    bench.clock.advance(9_999);
    expect((await slow.status(slowId)).data['status']).toBe('IN_PROGRESS');
    bench.clock.advance(1);
    expect((await slow.details()).data['result']).toBe('INVALID');
    bench.clock.advance(86_400_000);
    expect((await never.status(neverId)).data['status']).toBe('IN_PROGRESS');
  });

  it('+expired-url: the first URL has run out, the next is good', async () => {
    const customer = await startCustomer(bench, 'u+expired-url');
    const first = await customer.upload(customer.documentUrl(await customer.urls()));
    expect([first.status, await first.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    expect((await customer.upload(customer.documentUrl(await customer.urls()))).status).toBe(200);
  });

  it('+down refuses urls and confirm', async () => {
    const customer = await startCustomer(bench, 'u+down');
    const down = { status: 503, error: { code: '903', cause: 'SERVICE_UNAVAILABLE' } };
    expect(await customer.urls()).toMatchObject(down);
    expect(await customer.confirm('x')).toMatchObject(down);
  });

  it('+quota', async () => {
    const customer = await startCustomer(bench, 'u+quota');
    expect(await customer.urls()).toMatchObject({
      status: 429,
      error: { code: '429', cause: 'SUBMISSION_QUOTA_EXCEEDED' },
    });
  });

  it('+token-once takes the first token away, for good', async () => {
    const customer = await startCustomer(bench, 'u+token-once');
    expect([(await customer.urls()).status, (await customer.urls()).status]).toEqual([401, 401]);
    customer.headers['x-onekyc-token'] = await customer.login();
    expect((await customer.urls()).status).toBe(200);
  });

  it('+flaky refuses every other call, without doing anything', async () => {
    const customer = await startCustomer(bench, 'u+flaky');
    expect((await customer.urls()).status).toBe(503);
    const opened = await customer.urls();
    await customer.upload(customer.documentUrl(opened));
    const id = opened.data['submissionId'];
    const statuses = [
      await customer.confirm(id),
      await customer.confirm(id),
      await customer.status(id),
      await customer.status(id),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([503, 200, 503, 200]);
    expect(bench.onekyc.submissions()).toHaveLength(1);
  });

  it('is a refusal on demand, in its own words and without doing anything', async () => {
    const customer = await startCustomer(bench, 'plain');
    const statuses = [400, 401, 403, 404, 409, 422, 500, 503];
    for (const status of statuses) bench.onekyc.control.failNext(1, status);
    for (const status of statuses) {
      expect(await customer.urls()).toMatchObject({
        status,
        success: false,
        error: { cause: expect.any(String) },
      });
    }
    expect(bench.onekyc.submissions()).toEqual([]);
    expect((await customer.urls()).status).toBe(200);
  });

  it('says when to come again, on both hosts', async () => {
    bench.onekyc.control.failNext(2, 429, 7);
    for (const path of ['/v1/coe/partner/authentication', '/coe/v1/submissions']) {
      const answer = await fetch(`${bench.onekyc.tokenUrl}${path}`, { headers: client });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
      expect(await answer.json()).toMatchObject({ errors: [{ cause: 'TOO_MANY_REQUESTS' }] });
    }
  });

  it('comes without JSON from what stands in front', async () => {
    bench.onekyc.control.failNext(2, 502);
    const get = () => fetch(`${bench.onekyc.tokenUrl}/v1/coe/partner/authentication`, { headers: client });
    const answer = await get();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    bench.onekyc.control.reset();
    expect((await get()).status).toBe(200);
  });

  it('can be chosen for everybody, and a review be decided', async () => {
    bench.onekyc.control.setDefaultOutcome('+review');
    const customer = await startCustomer(bench, 'plain');
    const id = await customer.submit();
    bench.clock.advance(1_500);
    expect((await customer.details()).data['result']).toBeNull();
    bench.onekyc.control.finish(id, '+approve');
    expect((await customer.details()).data['result']).toBe('VALID');
    bench.onekyc.control.reset();
    expect((await customer.details()).status).toBe(400);
  });
});
