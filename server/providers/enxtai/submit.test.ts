import { describe, expect, it } from 'vitest';
import { journey, type Operation, openAdapter } from '../conformance.harness.ts';
import { disconnect, json, type Reply, text } from '../conformance.upstream.ts';
import {
  context,
  due,
  extractedData,
  fixtures,
  KYC_SESSION,
  OTHER_SESSION,
  refuse,
  route,
  statusReply,
  verified,
} from './fixtures.ts';

const inTurn = (...replies: [Reply, ...Reply[]]): Reply => {
  let turn = 0;
  return (request) => (replies[Math.min(turn++, replies.length - 1)] ?? replies[0])(request);
};

describe('handing in', () => {
  it('verifies and looks, so that the facts are there with the verdict', async () => {
    const { run, upstream } = await due('submit');
    await expect(run()).resolves.toMatchObject({
      state: { submitted: true },
      outcome: { status: 'completed', result: 'approved', extracted: { fullName: extractedData.fullName } },
    });
    expect(upstream.seen.map(({ route: where }) => where)).toEqual([route.verify, route.status]);
    expect(upstream.seen[0]?.body).toBe(JSON.stringify({ kycSessionId: KYC_SESSION }));
  });

  it('calls nobody while a picture is missing', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    const three = { ...fixtures, uploads: fixtures.uploads?.slice(0, 3) ?? [] };
    const { session } = await journey(three, adapter, 'submit');
    const calls = upstream.seen.length;
    await expect(adapter.submit?.(session, context())).rejects.toMatchObject({
      kind: 'upload_missing',
      info: { fields: ['live_photo'] },
    });
    expect(upstream.seen.length).toBe(calls);
  });

  it.each([
    ['cannot be had', disconnect],
    ['is about another session', statusReply({ kycSessionId: OTHER_SESSION })],
  ])('is done even when the verdict %s', async (_, reply) => {
    const { run, upstream } = await due('submit', { [route.status]: reply });
    await expect(run()).resolves.toMatchObject({
      state: { submitted: true },
      outcome: { status: 'processing', result: null },
    });
    expect(upstream.count(route.status)).toBe(1);
  });

  it('believes the status call, not the answer of the verification', async () => {
    const { run } = await due('submit', {
      [route.verify]: json(verified),
      [route.status]: statusReply({ status: 'PENDING_REVIEW' }),
    });
    await expect(run()).resolves.toMatchObject({ outcome: { status: 'review', result: null } });
  });

  it('asks for the pictures again when they could not be processed', async () => {
    const reply = refuse(422, 'PROCESSING_FAILED', 'No face was found');
    for (const status of ['DOCUMENTS_UPLOADED', 'OCR_COMPLETED', 'PENDING']) {
      const { run } = await due('submit', { [route.verify]: reply, [route.status]: statusReply({ status }) });
      await expect(run()).rejects.toMatchObject({
        kind: 'upload_missing',
        info: { reason: 'PROCESSING_FAILED' },
      });
    }
  });

  it('does not take an answer for a verification that says it was none', async () => {
    const none = json({ ...verified, success: false, status: 'OCR_COMPLETED' });
    const open = await due('submit', {
      [route.verify]: none,
      [route.status]: statusReply({ status: 'OCR_COMPLETED' }),
    });
    await expect(open.run()).rejects.toMatchObject({ kind: 'invalid_response' });
    const decided = await due('submit', {
      [route.verify]: none,
      [route.status]: statusReply({ status: 'PENDING_REVIEW' }),
    });
    await expect(decided.run()).resolves.toMatchObject({
      state: { submitted: true },
      outcome: { status: 'review' },
    });
  });

  it('takes the verdict that was there before', async () => {
    const { run } = await due('submit', {
      [route.verify]: refuse(422, 'PROCESSING_FAILED', 'Already verified'),
      [route.status]: statusReply({ status: 'REJECTED' }),
    });
    await expect(run()).resolves.toMatchObject({
      state: { submitted: true },
      outcome: { result: 'rejected' },
    });
  });

  it('looks only, once it was done', async () => {
    const { run, after, upstream } = await due('submit');
    const change = await run();
    upstream.seen.length = 0;
    await run(after(change));
    expect(upstream.seen.map(({ route: where }) => where)).toEqual([route.status]);
  });

  it('does not swallow an abort', async () => {
    const controller = new AbortController();
    const { adapter, session } = await due('submit', {
      [route.status]: ({ signal }) => {
        controller.abort();
        return Promise.reject(signal.reason);
      },
    });
    const work = adapter.submit?.(session, { signal: controller.signal, requestId: 'r' });
    await expect(work).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('the documented way of retrying', () => {
  const retried: readonly [Operation, string][] = [
    ['start', route.initiate],
    ['submit', route.verify],
    ['fetchStatus', route.status],
  ];

  it.each(retried)('%s is tried again five times at the most', async (operation, where) => {
    const failing = await due(operation, { [where]: text('', 500) });
    await expect(failing.run()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(failing.upstream.count(where)).toBe(6);

    const { [where]: good = text('') } = fixtures.routes;
    const down = text('', 503);
    const { run, upstream } = await due(operation, { [where]: inTurn(down, down, down, down, down, good) });
    await run();
    expect(upstream.count(where)).toBe(6);
  });

  it.each(retried)('%s is not tried again when it was refused', async (operation, where) => {
    for (const status of [400, 401, 403, 404]) {
      const { run, upstream } = await due(operation, { [where]: json({}, status) });
      await expect(run()).rejects.toMatchObject({ info: { status } });
      expect(upstream.count(where)).toBe(1);
    }
  });
});
