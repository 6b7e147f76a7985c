import { describe, expect, it, vi } from 'vitest';
import { journey, NOW, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import { json, type Routes } from '../conformance.upstream.ts';
import type { SessionInput } from '../provider.ts';
import { API_KEY, created, fixtures, got, jpeg, refreshed, refuse, route, SESSION } from './fixtures.ts';
import { readReset } from './index.ts';

conformance(fixtures);

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

const at = async (operation: 'start' | 'fetchStatus' | 'fetchImage', changed: Routes = {}) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  return { adapter, upstream, session, run: () => perform(fixtures, adapter, operation, session) };
};

describe('what is sent', () => {
  it('makes a session with what the merchant said', async () => {
    const { upstream, run } = await at('start');
    await expect(run()).resolves.toEqual({
      state: { id: SESSION },
      references: [SESSION],
      hosted: {
        url: 'https://ekyc.example/onboarding/abc123',
        expiresAt: new Date('2026-01-16T12:00:00.000Z'),
      },
    });
    const [seen] = upstream.seen;
    expect(seen?.headers.get('authorization')).toBe(`Bearer ${API_KEY}`);
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      document_name: 'Siti Sample',
      document_number: '900101000000',
      document_type: '1',
      webhook_url: 'https://kyc.example/v1/webhooks/truestack',
      redirect_url: 'https://kyc.example/return/ses_000000000000000000000001',
      platform: 'Web',
      metadata: { order: 'sample-1' },
    });
  });

  it('sends a passport as 2, as its documentation says', async () => {
    const { adapter, upstream, session } = await at('start');
    await adapter.start({ ...session, document: { type: 'passport', name: 'S', number: 'A1' } }, context());
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ document_type: '2' });
  });

  it('refreshes with an empty object, and asks again when there is no service', async () => {
    let turn = 0;
    const { upstream, run } = await at('fetchStatus', {
      [route.refresh]: (request) => (turn++ === 0 ? refuse(502, 'GATEWAY_ERROR') : refreshed())(request),
    });
    expect((await run()).outcome?.result).toBe('approved');
    expect(upstream.seen.map(({ body }) => body)).toEqual(['{}', '{}']);
  });

  it('waits as long for a creation as for a refresh, since both go on to its own provider', async () => {
    for (const operation of ['start', 'fetchStatus'] as const) {
      const { run } = await at(operation);
      const timer = vi.spyOn(globalThis, 'setTimeout');
      await run();
      expect(timer.mock.calls.map(([, ms]) => ms)).toContain(35_000);
      timer.mockRestore();
    }
  });

  it('is to be asked every ten seconds at the most', () => {
    expect(openAdapter(fixtures).adapter.askEveryMs).toBe(10_000);
  });

  it('makes no session twice by itself', async () => {
    const { upstream, run } = await at('start', { [route.create]: refuse(502, 'GATEWAY_ERROR') });
    await expect(run()).rejects.toMatchObject({ kind: 'unavailable', info: { reason: 'GATEWAY_ERROR' } });
    expect(upstream.seen.length).toBe(1);
  });
});

describe('what is needed of a new session', () => {
  const missing = (document: SessionInput['document']) =>
    openAdapter(fixtures)
      .adapter.missing?.({ ...fixtures.session, document })
      .map(({ path }) => path);

  it.each([
    [null, ['document']],
    [{ type: 'mykad' }, ['document.name', 'document.number']],
    [{ type: 'mykad', name: 'S' }, ['document.number']],
    [{ type: 'passport', name: 'S', number: 'A1' }, []],
  ] as const)('%j lacks %j', (document, paths) => {
    expect(missing(document)).toEqual(paths);
  });
});

describe('the page', () => {
  it.each([
    'http://ekyc.example/1',
    'https://user:word@ekyc.example/1',
    'javascript:alert(1)',
    '/relative',
    'http://127.0.0.1:9/1',
    '',
  ])('is not opened at %j', async (onboarding_url) => {
    const { run } = await at('start', {
      [route.create]: json({ id: SESSION, onboarding_url, expires_at: null }, 201),
    });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it('may live on when nobody says until when', async () => {
    const { run } = await at('start', {
      [route.create]: json({ id: SESSION, onboarding_url: 'https://ekyc.example/1', expires_at: 'soon' }),
    });
    expect(await run()).toMatchObject({ hosted: { expiresAt: null } });
  });

  it('is made by the documented answer only', async () => {
    const { run } = await at('start', { [route.create]: json({ id: '../other' }, 201) });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid_response' });
    expect((await (await at('start', { [route.create]: created })).run()).state).toEqual({ id: SESSION });
  });
});

describe('the three answers of a refresh', () => {
  it('refreshed: everything is in it', async () => {
    const { upstream, run } = await at('fetchStatus');
    expect((await run()).outcome).toEqual({
      status: 'completed',
      result: 'approved',
      reasonCode: null,
      checks: {
        documentValid: true,
        nameMatch: true,
        idMatch: true,
        frontBackMatch: true,
        landmarkValid: true,
        faceMatch: true,
        faceMatchScore: 0.8099,
        livenessPassed: true,
      },
      extracted: {
        fullName: 'SITI SAMPLE',
        documentNumber: '900101-00-0000',
        dateOfBirth: '1990-01-01',
        address: 'NO 1 JALAN CONTOH, 50000 KUALA LUMPUR',
        gender: 'female',
        nationality: 'WARGANEGARA',
        religion: 'ISLAM',
      },
      images: { front_document: 'https://bucket.example/front.jpg?X-Amz-Signature=00' },
    });
    expect(upstream.seen.map((seen) => seen.route)).toEqual([route.refresh]);
  });

  it('final already, in five fields: the facts come by get', async () => {
    const { upstream, run } = await at('fetchStatus', {
      [route.refresh]: json({
        id: SESSION,
        status: 'completed',
        result: 'approved',
        message: 'Session already finalized',
        refreshed: false,
      }),
    });
    expect((await run()).outcome).toMatchObject({
      result: 'approved',
      extracted: { fullName: 'SITI SAMPLE', documentNumber: '900101000000', address: 'NO 1 JALAN CONTOH' },
    });
    expect(upstream.seen.map((seen) => seen.route)).toEqual([route.refresh, route.get]);
  });

  it.each([
    'Failed to fetch status from provider',
    'Session missing Innovatif onboarding ID - cannot refresh from provider',
  ])('not refreshed (%s): what TrueStack knows', async (error) => {
    const { run } = await at('fetchStatus', {
      [route.refresh]: json({ id: SESSION, status: 'pending', result: null, refreshed: false, error }),
      [route.get]: got({ status: 'processing', result: null, ocr_result: undefined }),
    });
    expect((await run()).outcome).toMatchObject({ status: 'processing', result: null });
  });

  it('about another session: none of them', async () => {
    const { run } = await at('fetchStatus', { [route.refresh]: refreshed({ id: 'another' }) });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});

describe('refusals', () => {
  it.each([
    [402, 'INSUFFICIENT_CREDITS', 'quota'],
    [403, 'FORBIDDEN', 'forbidden'],
    [404, 'NOT_FOUND', 'not_found'],
    [400, 'BAD_REQUEST', 'bad_request'],
    [401, 'UNAUTHORIZED', 'unauthorized'],
    [500, 'SERVER_ERROR', 'unavailable'],
  ] as const)('%i %s is %s', async (status, error, kind) => {
    const { run } = await at('start', { [route.create]: refuse(status, error, { balance: 0.5 }) });
    await expect(run()).rejects.toMatchObject({ kind, info: { status, reason: error } });
  });

  it('takes no word that is not documented', async () => {
    const { run } = await at('start', { [route.create]: refuse(400, 'SITI SAMPLE IS UNKNOWN') });
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'bad_request', info: { status: 400 } });
    expect(JSON.stringify(error)).not.toContain('SITI');
  });

  it('waits as X-RateLimit-Reset says where there is no Retry-After', async () => {
    const reset = String(Math.floor(NOW / 1000) + 42);
    const limited = (headers: Record<string, string>) => json({ error: 'RATE_LIMITED' }, 429, headers);
    const { run } = await at('start', { [route.create]: limited({ 'x-ratelimit-reset': reset }) });
    await expect(run()).rejects.toMatchObject({ kind: 'rate_limited', info: { retryAfterMs: 41_750 } });
    const both = await at('start', {
      [route.create]: limited({ 'x-ratelimit-reset': reset, 'retry-after': '7' }),
    });
    await expect(both.run()).rejects.toMatchObject({ info: { retryAfterMs: 7000 } });
    expect([readReset('soon', NOW), readReset('0', NOW), readReset(null, NOW)]).toEqual([null, 0, null]);
  });
});

describe('pictures', () => {
  it('come with our key, and as pictures only', async () => {
    const { adapter, upstream, session } = await at('fetchImage');
    const file = await adapter.fetchImage?.(session, 'front_document', context());
    expect(file?.contentType).toBe('image/jpeg');
    expect(Buffer.from(file?.bytes ?? [])).toEqual(jpeg);
    expect(upstream.seen[0]?.headers.get('authorization')).toBe(`Bearer ${API_KEY}`);
    expect(upstream.seen[0]?.headers.get('accept')).toBe('image/jpeg');
    upstream.set({ [route.image]: refuse(404, 'NOT_FOUND') });
    await expect(adapter.fetchImage?.(session, 'front_document', context())).rejects.toMatchObject({
      kind: 'not_found',
    });
  });
});
