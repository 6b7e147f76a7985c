import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose, openPage } from './hosted/testing/receiver.ts';
import { apiKey, type Bench, idOf, pageOf, startBench } from './truestack/testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const HOUR = 3_600_000;

describe('create', () => {
  it('answers 201 with an address and a day of time', async () => {
    const { status, body } = await bench.create();
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      onboarding_url: expect.stringContaining(`${bench.truestack.baseUrl}/onboarding/`),
      expires_at: '2030-01-03T03:04:05.000Z',
      status: 'pending',
    });
  });
});

describe('get', () => {
  it('follows a session, in the shape of the server', async () => {
    const created = await bench.create();
    expect((await bench.get(created)).body).toEqual({
      id: idOf(created),
      status: 'pending',
      result: null,
      document_name: 'SITI SAMPLE',
      document_number: '000000-11-2222',
      document_type: '1',
      metadata: { order: 'sample-0001' },
      created_at: '2030-01-02T03:04:05.000Z',
      updated_at: '2030-01-02T03:04:05.000Z',
    });
    await openPage(pageOf(created));
    expect((await bench.get(created)).body).toMatchObject({ status: 'processing', result: null });
    bench.clock.advance(1_000);
    await choose(pageOf(created), 'approve');
    const { body } = await bench.get(created);
    expect(body).toMatchObject({
      status: 'completed',
      result: 'approved',
      updated_at: '2030-01-02T03:04:06.000Z',
      document: {
        full_name: 'SITI SAMPLE',
        id_number: '000000-11-2222',
        id_number_back: '000000-11-2222-01-01',
        nationality: 'WARGANEGARA',
      },
      verification: { document_valid: true, face_match_score: '80.99', liveness_passed: true },
    });
    expect(body).not.toHaveProperty('ocr_result');
    expect(body).not.toHaveProperty('reject_message');
  });

  it('has the shape of the document, when told', async () => {
    bench.truestack.control.setShape('documentation');
    const created = await bench.create();
    bench.truestack.control.finish(idOf(created));
    const { body } = await bench.get(created);
    const place = `${bench.truestack.baseUrl}/api/v1/kyc/sessions/${idOf(created)}/documents`;
    expect(body).toMatchObject({
      ocr_result: { name: 'SITI SAMPLE', id_number: '000000112222' },
      documents: { front_document: `${place}/front_document`, best_frame: `${place}/best_frame` },
    });
    expect(body).not.toHaveProperty('verification');
  });

  it.each([
    ['reject', 'OCR failed', false, null],
    ['reject-face', 'Step 2 failed', true, false],
    ['reject-retries', 'Exceed maximum number of retries', true, false],
  ] as const)('says why with +%s', async (ending, message, valid, face) => {
    const created = await bench.create({ document_name: `SITI SAMPLE +${ending}` });
    await openPage(pageOf(created));
    const chosen = await choose(pageOf(created), 'finish');
    expect(chosen.location).toMatch(
      /^https:\/\/shop\.example\/done\?order=1&refId=SANDBOX_\w+&status=2&result=0$/,
    );
    expect((await bench.get(created)).body).toMatchObject({
      status: 'completed',
      result: 'rejected',
      reject_message: message,
      verification: { document_valid: valid, face_match: face },
    });
  });

  it('says expired, without a result, after a day', async () => {
    const created = await bench.create();
    bench.clock.advance(24 * HOUR - 1);
    expect((await bench.get(created)).body['status']).toBe('pending');
    bench.clock.advance(1);
    const { body } = await bench.get(created);
    expect([body['status'], body['result']]).toEqual(['expired', null]);
    expect(body).not.toHaveProperty('document');
    expect((await openPage(pageOf(created))).status).toBe(410);
  });

  it('waits with +slow and +never', async () => {
    const slow = await bench.create({ document_name: 'SITI SAMPLE +slow' });
    const never = await bench.create({ document_name: 'SITI SAMPLE +never' });
    for (const created of [slow, never]) {
      await openPage(pageOf(created));
      expect((await choose(pageOf(created), 'finish')).location).toContain('status=1&result=2');
    }
    bench.clock.advance(10_000);
    expect((await bench.get(slow)).body['result']).toBe('approved');
    expect((await bench.get(never)).body['status']).toBe('processing');
  });
});

describe('refresh', () => {
  it('brings what a lost callback did not: status, readings and pictures', async () => {
    const created = await bench.create({ document_name: 'SITI SAMPLE +no-webhook' });
    await openPage(pageOf(created));
    await choose(pageOf(created), 'finish');
    expect((await bench.get(created)).body['status']).toBe('pending');
    const { status, body } = await bench.refresh(created);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: idOf(created),
      ref_id: expect.stringMatching(/^SANDBOX_/),
      status: 'completed',
      result: 'approved',
      reject_message: null,
      refreshed: true,
      document: { full_name: 'SITI SAMPLE' },
      verification: { face_match: true },
      _raw: { innovatif_status: '2' },
    });
    expect((await bench.get(created)).body['status']).toBe('completed');
  });

  it('before the end has nothing to show', async () => {
    const { body } = await bench.refresh(await bench.create());
    const nothing = { front_document: null, back_document: null, face_image: null, best_frame: null };
    expect(body).toMatchObject({ status: 'pending', result: null, document: null, refreshed: true });
    expect(body['images']).toEqual(nothing);
  });

  it('of a finished session is brief in the document, whole from the server', async () => {
    const created = await bench.create();
    bench.truestack.control.finish(idOf(created));
    const said = { message: 'Session already finalized', refreshed: false, result: 'approved' };
    expect((await bench.refresh(created)).body).toMatchObject({
      ...said,
      document: { full_name: 'SITI SAMPLE' },
      images: { face_image: expect.stringContaining(bench.s3.url) },
    });
    bench.truestack.control.setShape('documentation');
    expect((await bench.refresh(created)).body).toEqual({ ...said, id: idOf(created), status: 'completed' });
  });

  it.each([
    ['down', 'Failed to fetch status from provider'],
    ['unlinked', 'Session missing Innovatif onboarding ID - cannot refresh from provider'],
  ] as const)('says so when the provider behind is %s', async (state, error) => {
    const created = await bench.create();
    bench.truestack.control.setUpstream(state);
    const { status, body } = await bench.refresh(created);
    expect([status, body]).toEqual([
      200,
      { id: idOf(created), status: 'pending', result: null, refreshed: false, error },
    ]);
  });

  it('+status-down: the provider behind is down for this session', async () => {
    const created = await bench.create({ document_name: 'SITI SAMPLE +status-down+no-webhook' });
    bench.truestack.control.finish(idOf(created));
    expect((await bench.refresh(created)).body).toMatchObject({ status: 'pending', refreshed: false });
    expect((await bench.refresh(await bench.create())).body['refreshed']).toBe(true);
  });
});

describe('pictures', () => {
  const links = async (more: Record<string, unknown> = {}): Promise<Record<string, string | null>> => {
    const created = await bench.create({ document_name: 'SITI SAMPLE +no-webhook', ...more });
    bench.truestack.control.finish(idOf(created));
    return (await bench.refresh(created)).body['images'] as Record<string, string | null>;
  };

  it('are fetched from the storage for an hour, without the API key', async () => {
    const images = await links();
    expect(Object.keys(images)).toEqual(['front_document', 'back_document', 'face_image', 'best_frame']);
    for (const url of Object.values(images)) {
      const answer = await fetch(String(url));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect(Buffer.from(await answer.arrayBuffer()).toString('hex', 0, 3)).toBe('ffd8ff');
      expect(new URL(String(url)).searchParams.get('X-Amz-Expires')).toBe('3600');
    }
    const url = String(images['face_image']);
    const withKey = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
    expect(withKey.status).toBe(400);
    bench.clock.advance(HOUR + 1_000);
    expect((await fetch(url)).status).toBe(403);
  });

  it('are those that were taken', async () => {
    const taken = async (more: Record<string, unknown>): Promise<string[]> =>
      Object.entries(await links(more)).flatMap(([name, url]) => (url === null ? [] : [name]));
    expect(await taken({ document_number: 'A1234567', document_type: '2' })).toEqual([
      'front_document',
      'face_image',
      'best_frame',
    ]);
    expect(await taken({ document_name: 'SITI SAMPLE +no-webhook+reject' })).toEqual([
      'front_document',
      'back_document',
      'face_image',
    ]);
    expect(await taken({ document_name: 'SITI SAMPLE +no-webhook+expire' })).toEqual([]);
  });

  it('are also had with the API key, once the session is complete', async () => {
    const created = await bench.create();
    const path = `/${idOf(created)}/documents`;
    const early = await bench.call('GET', `${path}/face_image`);
    expect([early.status, early.body['message']]).toEqual([404, 'Document not available']);
    bench.truestack.control.finish(idOf(created));
    const { body } = await bench.get(created);
    for (const url of Object.values(body['documents'] as Record<string, string>)) {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect(answer.headers.get('cache-control')).toBe('private, max-age=3600');
      expect(Buffer.from(await answer.arrayBuffer()).toString('hex', 0, 3)).toBe('ffd8ff');
      expect((await fetch(url)).status).toBe(401);
    }
    const other = await bench.call('GET', `${path}/selfie`);
    expect([other.status, other.body['message']]).toEqual([400, 'Invalid document type']);
  });
});

describe('the way back', () => {
  it('is its own status page without a redirect_url', async () => {
    const created = await bench.create({ redirect_url: undefined });
    await openPage(pageOf(created));
    const { location } = await choose(pageOf(created), 'approve');
    expect(location).toBe(`${bench.truestack.baseUrl}/r/${idOf(created)}`);
    const page = await openPage(String(location));
    expect([page.status, page.html.includes('This verification is complete.')]).toEqual([200, true]);
    expect((await openPage(`${bench.truestack.baseUrl}/r/other`)).status).toBe(404);
  });
});

describe('reset', () => {
  it('forgets sessions, faults and counts', async () => {
    const created = await bench.create();
    bench.truestack.control.setUpstream('down');
    bench.truestack.control.failNext(3);
    bench.truestack.control.reset();
    expect(bench.truestack.sessions()).toEqual([]);
    expect((await bench.get(created)).status).toBe(404);
    expect((await bench.create()).headers.get('x-ratelimit-remaining')).toBe('58');
  });
});
