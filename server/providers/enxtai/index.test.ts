import { describe, expect, it } from 'vitest';
import { journey, type Operation, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import { disconnect, json, type Reply, type Routes, text } from '../conformance.upstream.ts';
import type { Change, ProviderSession } from '../provider.ts';
import {
  API_KEY,
  extractedData,
  fixtures,
  initiated,
  KYC_SESSION,
  OTHER_SESSION,
  refuse,
  route,
  statusReply,
  USER,
  uploadReply,
  verified,
} from './fixtures.ts';

conformance(fixtures);

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** An adapter with a session for which `operation` is due, the changed routes standing from then on. */
const at = async (operation: Operation, changed: Routes = {}) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  const run = (standing: ProviderSession = session) => perform(fixtures, adapter, operation, standing);
  const after = (change: Change): ProviderSession => ({ ...session, state: change.state ?? session.state });
  return { adapter, upstream, session, run, after };
};

const inTurn = (...replies: [Reply, ...Reply[]]): Reply => {
  let turn = 0;
  return (request) => (replies[Math.min(turn++, replies.length - 1)] ?? replies[0])(request);
};

describe('the start', () => {
  it('names the person and sends what is known of them', async () => {
    const { upstream, run } = await at('start');
    await expect(run()).resolves.toEqual({
      state: { kycSessionId: KYC_SESSION, uploaded: [], submitted: false },
      references: [KYC_SESSION],
    });
    const [seen] = upstream.seen;
    expect(seen?.headers.get('x-api-key')).toBe(API_KEY);
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      externalUserId: USER,
      email: 'siti.sample@example.com',
      phone: '+919876543210',
      metadata: { transactionId: 'txn-abc-123' },
    });
  });

  it('sends nothing that is not known', async () => {
    const { upstream, run, session } = await at('start');
    await run({ ...session, user: { externalId: 'customer-7+reject' }, metadata: {} });
    await run({ ...session, user: null });
    const sent = upstream.seen.map(({ body }) => JSON.parse(body ?? ''));
    expect(sent[0]).toEqual({
      externalUserId: `${session.sessionId}:customer-7+reject`,
      metadata: undefined,
    });
    expect(sent[1]).toEqual({ externalUserId: session.sessionId, metadata: session.metadata });
  });

  it.each([
    ['no place for the PAN', { uploadUrls: { ...initiated.uploadUrls, pan: undefined } }],
    [
      'an open session used again',
      { status: 'DOCUMENTS_UPLOADED', currentStep: 2, kycFlowUrl: 'https://x.example' },
    ],
    ['no places at all', { uploadUrls: undefined }],
  ])('takes an answer with %s', async (_, changed) => {
    const { run } = await at('start', { [route.initiate]: json({ ...initiated, ...changed }, 201) });
    await expect(run()).resolves.toMatchObject({ references: [KYC_SESSION] });
  });

  it('refuses an id that would lead elsewhere', async () => {
    const { run } = await at('start', {
      [route.initiate]: json({ ...initiated, kycSessionId: '../verify' }),
    });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it('refuses an id of a person that cannot go into a form, and no other', () => {
    const { adapter } = openAdapter(fixtures);
    const missing = (externalId: string) => adapter.missing?.({ ...fixtures.session, user: { externalId } });
    for (const id of ['a\r\nb', 'a\0', '\u0085', 'a\ud800']) {
      expect(missing(id)).toEqual([{ path: 'user.externalId', message: 'must not hold control characters' }]);
    }
    for (const id of ['customer-7+reject', 'ग्राहक 7', '😀', '"; name="file"'])
      expect(missing(id)).toEqual([]);
    expect(adapter.missing?.({ ...fixtures.session, user: null })).toEqual([]);
  });
});

describe('the pictures', () => {
  it('go each to its place, as a form with the person first', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    await journey(fixtures, adapter, 'submit');
    const sent = upstream.seen.filter(({ route: where }) => where.includes('/upload/'));
    expect(sent.map(({ route: where }) => where)).toEqual([
      route.pan,
      route.aadhaar_front,
      route.aadhaar_back,
      route.live_photo,
    ]);
    for (const [index, upload] of (fixtures.uploads ?? []).entries()) {
      const request = sent[index];
      expect(request?.headers.get('x-api-key')).toBe(API_KEY);
      expect(request?.headers.get('content-length')).toBe(String(request?.bytes.length));
      const form = await new Response(Buffer.from(request?.bytes ?? []), {
        headers: { 'content-type': request?.headers.get('content-type') ?? '' },
      }).formData();
      expect([...form.keys()]).toEqual(['externalUserId', 'file']);
      expect(form.get('externalUserId')).toBe(USER);
      const file = form.get('file');
      if (!(file instanceof File)) throw new Error('no file was sent');
      expect(file.name).toBe(`${upload.slot}.${upload.contentType === 'image/png' ? 'png' : 'jpg'}`);
      expect(file.type).toBe(upload.contentType);
      expect(Buffer.from(await file.arrayBuffer())).toEqual(upload.bytes);
    }
    const boundaries = sent.map(({ headers }) => headers.get('content-type'));
    expect(new Set(boundaries).size).toBe(boundaries.length);
  });

  it.each([
    ['no service', text('', 503), 'unavailable'],
    ['no connection', disconnect, 'unavailable'],
    ['too many', text('', 429, { 'retry-after': '1' }), 'rate_limited'],
    ['a success that is none', json({ success: false, kycSessionId: KYC_SESSION }), 'invalid_response'],
  ])('are never sent twice: %s', async (_, reply, kind) => {
    const { run, upstream } = await at('streamUpload', { [route.pan]: reply });
    await expect(run()).rejects.toMatchObject({ kind });
    expect(upstream.count(route.pan)).toBe(1);
  });

  it('of one session are those that went to it', async () => {
    const { adapter, session, upstream, run, after } = await at('streamUpload');
    const first = await run();
    expect(first).toEqual({ state: { kycSessionId: KYC_SESSION, uploaded: ['pan'], submitted: false } });
    // A lost answer made a second session, and it is the newest one.
    upstream.set({ [route.pan]: uploadReply(201, OTHER_SESSION) });
    const second = await perform(fixtures, adapter, 'streamUpload', {
      ...after(first),
      state: { kycSessionId: KYC_SESSION, uploaded: ['aadhaar_front'], submitted: false },
    });
    expect(second).toEqual({
      state: { kycSessionId: OTHER_SESSION, uploaded: ['pan'], submitted: false },
      references: [OTHER_SESSION],
    });
    await expect(
      adapter.submit?.({ ...session, ...second } as ProviderSession, context()),
    ).rejects.toMatchObject({
      kind: 'upload_missing',
    });
  });

  it('count although the answer does not name the session', async () => {
    const { run } = await at('streamUpload', { [route.pan]: json({ success: 'true' }) });
    await expect(run()).resolves.toMatchObject({ state: { kycSessionId: KYC_SESSION, uploaded: ['pan'] } });
  });

  it('of another slot have no place', async () => {
    const { adapter, session, upstream } = await at('streamUpload');
    const file = { slot: 'signature', contentType: 'image/png', size: 1, sha256: '0'.repeat(64) };
    const sent = adapter.streamUpload?.(session, file, (async function* () {})(), context());
    await expect(sent).rejects.toMatchObject({ kind: 'bad_request' });
    expect(upstream.seen).toEqual([]);
  });
});

describe('handing in', () => {
  it('verifies and looks, so that the facts are there with the verdict', async () => {
    const { run, upstream } = await at('submit');
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
    await expect(adapter.submit?.(session, context())).rejects.toMatchObject({ kind: 'upload_missing' });
    expect(upstream.seen.length).toBe(calls);
  });

  it.each([
    ['cannot be had', disconnect],
    ['is about another session', statusReply({ kycSessionId: OTHER_SESSION })],
  ])('is done even when the verdict %s', async (_, reply) => {
    const { run, upstream } = await at('submit', { [route.status]: reply });
    await expect(run()).resolves.toMatchObject({
      state: { submitted: true },
      outcome: { status: 'processing', result: null },
    });
    expect(upstream.count(route.status)).toBe(1);
  });

  it('believes the status call, not the answer of the verification', async () => {
    const { run } = await at('submit', {
      [route.verify]: json(verified),
      [route.status]: statusReply({ status: 'PENDING_REVIEW' }),
    });
    await expect(run()).resolves.toMatchObject({ outcome: { status: 'review', result: null } });
  });

  it('asks for the pictures again when they could not be processed', async () => {
    const reply = refuse(422, 'PROCESSING_FAILED', 'No face was found');
    for (const status of ['DOCUMENTS_UPLOADED', 'OCR_COMPLETED', 'PENDING']) {
      const { run } = await at('submit', { [route.verify]: reply, [route.status]: statusReply({ status }) });
      await expect(run()).rejects.toMatchObject({
        kind: 'upload_missing',
        info: { reason: 'PROCESSING_FAILED' },
      });
    }
  });

  it('takes the verdict that was there before', async () => {
    const { run } = await at('submit', {
      [route.verify]: refuse(422, 'PROCESSING_FAILED', 'Already verified'),
      [route.status]: statusReply({ status: 'REJECTED' }),
    });
    await expect(run()).resolves.toMatchObject({
      state: { submitted: true },
      outcome: { result: 'rejected' },
    });
  });

  it('looks only, once it was done', async () => {
    const { run, after, upstream } = await at('submit');
    const change = await run();
    upstream.seen.length = 0;
    await run(after(change));
    expect(upstream.seen.map(({ route: where }) => where)).toEqual([route.status]);
  });

  it('does not swallow an abort', async () => {
    const controller = new AbortController();
    const { adapter, session } = await at('submit', {
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
    const failing = await at(operation, { [where]: text('', 500) });
    await expect(failing.run()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(failing.upstream.count(where)).toBe(6);

    const { [where]: good = text('') } = fixtures.routes;
    const down = text('', 503);
    const { run, upstream } = await at(operation, { [where]: inTurn(down, down, down, down, down, good) });
    await run();
    expect(upstream.count(where)).toBe(6);
  });

  it.each(retried)('%s is not tried again when it was refused', async (operation, where) => {
    for (const status of [400, 401, 403, 404]) {
      const { run, upstream } = await at(operation, { [where]: json({}, status) });
      await expect(run()).rejects.toMatchObject({ info: { status } });
      expect(upstream.count(where)).toBe(1);
    }
  });
});
