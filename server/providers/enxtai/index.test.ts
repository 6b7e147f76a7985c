import { afterEach, describe, expect, it, vi } from 'vitest';
import { journey, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import { disconnect, hang, json, text } from '../conformance.upstream.ts';
import type { ProviderSession } from '../provider.ts';
import {
  API_KEY,
  context,
  due,
  fixtures,
  initiated,
  KYC_SESSION,
  OTHER_SESSION,
  route,
  USER,
  uploadReply,
} from './fixtures.ts';

conformance(fixtures);

afterEach(() => void vi.useRealTimers());

describe('the start', () => {
  it('names the person and sends what is known of them', async () => {
    const { upstream, run } = await due('start');
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
    const { upstream, run, session } = await due('start');
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
    const { run } = await due('start', { [route.initiate]: json({ ...initiated, ...changed }, 201) });
    await expect(run()).resolves.toMatchObject({ references: [KYC_SESSION] });
  });

  it('refuses an id that would lead elsewhere', async () => {
    const { run } = await due('start', {
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
    const { run, upstream } = await due('streamUpload', { [route.pan]: reply });
    await expect(run()).rejects.toMatchObject({ kind });
    expect(upstream.count(route.pan)).toBe(1);
  });

  it('may take as long as a slow line needs', async () => {
    vi.useFakeTimers();
    const { run } = await due('streamUpload', { [route.pan]: hang });
    let end: unknown = null;
    const work = run().catch((error: unknown) => {
      end = error;
    });
    await vi.advanceTimersByTimeAsync(109_000);
    expect(end).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    await work;
    expect(end).toMatchObject({ kind: 'timeout' });
  });

  it('of one session are those that went to it', async () => {
    const { adapter, session, upstream, run, after } = await due('streamUpload');
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
    const { run } = await due('streamUpload', { [route.pan]: json({ success: 'true' }) });
    await expect(run()).resolves.toMatchObject({ state: { kycSessionId: KYC_SESSION, uploaded: ['pan'] } });
  });

  it('of another slot have no place', async () => {
    const { adapter, session, upstream } = await due('streamUpload');
    const file = { slot: 'signature', contentType: 'image/png', size: 1, sha256: '0'.repeat(64) };
    const sent = adapter.streamUpload?.(session, file, (async function* () {})(), context());
    await expect(sent).rejects.toMatchObject({ kind: 'bad_request' });
    expect(upstream.seen).toEqual([]);
  });
});
