import { describe, expect, it } from 'vitest';
import { journey, openAdapter } from '../conformance.harness.ts';
import type { ProviderSession } from '../provider.ts';
import { createReply, fixtures, openedOf, postback, route, statusReply, values } from './fixtures.ts';
import { sign } from './seal.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** A gateway whose n-th page is at `codes[n]` (status, result); onboarding ids are counted. */
async function gateway() {
  const codes: (readonly [status: number, result?: number])[] = [];
  const { adapter, upstream } = openAdapter(fixtures, {
    [route.create]: (request) => {
      codes.push([1]);
      return createReply({
        onboarding_id: `onboarding-${codes.length}`,
        onboarding_url: `https://onboarding.ctos.example/start/${codes.length}`,
      })(request);
    },
    [route.status]: (request) => {
      const id = String(openedOf(request.body)['onboarding_id']);
      const [status, result] = codes[Number(id.split('-')[1]) - 1] ?? [9];
      return statusReply({ onboarding_id: id, status, result })(request);
    },
  });
  const begun = await journey(fixtures, adapter, 'fetchStatus');
  let session: ProviderSession = begun.session;
  const references = [...begun.references];
  return {
    adapter,
    codes,
    upstream,
    references,
    session: () => session,
    async reopen() {
      const change = await adapter.reopen?.(session, context());
      session = { ...session, state: JSON.parse(JSON.stringify(change?.state ?? session.state)) };
      references.push(...(change?.references ?? []));
      return change;
    },
    async look() {
      const change = await adapter.fetchStatus(session, context());
      session = { ...session, state: JSON.parse(JSON.stringify(change.state ?? session.state)) };
      return change.outcome;
    },
  };
}

describe('a page that opens only once', () => {
  it('is followed by another, for whoever left it unfinished', async () => {
    const { reopen, look, codes, references } = await gateway();
    const change = await reopen();
    expect(change?.hosted?.url).toBe('https://onboarding.ctos.example/start/2');
    expect(change?.outcome).toEqual({ status: 'processing', result: null });
    expect(new Set(references).size).toBe(4);
    codes[1] = [2, 1];
    expect(await look()).toMatchObject({ status: 'completed', result: 'approved' });
  });

  it.each([
    ['not opened yet', [0], 'pending'],
    ['approved', [2, 1], 'completed'],
    ['rejected', [2, 0], 'completed'],
    ['expired', [3], 'expired'],
    ['something new', [7], 'review'],
  ] as const)('is not, while it is %s', async (_name, code, status) => {
    const { reopen, codes, upstream } = await gateway();
    codes[0] = code;
    const change = await reopen();
    expect(change?.hosted).toBeUndefined();
    expect(change?.outcome?.status).toBe(status);
    expect(upstream.count(route.create)).toBe(1);
  });

  it('has two followers at the most: each may cost something', async () => {
    const { reopen, upstream } = await gateway();
    expect((await reopen())?.hosted).toBeDefined();
    expect((await reopen())?.hosted).toBeDefined();
    expect((await reopen())?.hosted).toBeUndefined();
    expect(upstream.count(route.create)).toBe(3);
  });

  it('still counts when the person was through with it after all', async () => {
    const { reopen, look, codes, session } = await gateway();
    await reopen();
    codes[1] = [0];
    expect(await look()).toMatchObject({ status: 'pending' });
    codes[0] = [2, 0];
    expect(await look()).toMatchObject({ status: 'completed', result: 'rejected' });
    // Pictures are asked of the page that they were taken on.
    expect(session().state).toMatchObject({ onboardingId: 'onboarding-1' });
  });

  it('is known in its postbacks, which then only make the server ask', async () => {
    const { adapter, reopen, session } = await gateway();
    const first = String(session().state['upstreamRefId']);
    await reopen();
    const second = String(session().state['upstreamRefId']);
    const receive = (reference: string, onboarding_id: string) => {
      const time = '2026-01-15 20:05:00';
      const signature = sign(values, reference, time);
      const request = postback({
        ref_id: reference,
        onboarding_id,
        request_time: time,
        status: 1,
        signature,
      });
      return adapter.receiveWebhook(request, async () => session(), context());
    };
    expect(await receive(second, 'onboarding-2')).toMatchObject({ kind: 'event', trusted: true });
    expect(await receive(first, 'onboarding-1')).toMatchObject({ kind: 'event', trusted: false, change: {} });
    await expect(receive(first, 'onboarding-2')).rejects.toMatchObject({ status: 404 });
  });
});
