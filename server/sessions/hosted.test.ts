import { describe, expect, test, vi } from 'vitest';
import { ProviderError } from '../providers/errors.ts';
import type { Change, ProviderAdapter } from '../providers/provider.ts';
import { context, NOON, setUp } from './testing.ts';

const approved: Change = { outcome: { status: 'completed', result: 'approved' } };
const page = 'https://page.example/1';

const hosted = (changed: Partial<ProviderAdapter> = {}, expiresAt: Date | null = null) =>
  setUp(
    {
      mode: 'hosted',
      steps: () => [],
      start: async (session) => ({ references: [session.sessionId], hosted: { url: page, expiresAt } }),
      ...changed,
    },
    { sessionTtlMs: 86_400_000 },
  );

describe('the way to the page of the provider', () => {
  test('is remembered, with where the person comes back to', async () => {
    const { sessions, make } = await hosted();
    const { id, hosted: before } = await make();
    expect(before).toEqual({ url: page, expiresAt: null });
    const first = await sessions.openHosted(id, 'https://shop.example/a', context());
    expect(first.hosted).toEqual({
      url: page,
      expiresAt: null,
      opened: true,
      returnUrl: 'https://shop.example/a',
    });
    expect((await sessions.openHosted(id, 'https://shop.example/b', context())).hosted?.returnUrl).toBe(
      'https://shop.example/b',
    );
    const again = await sessions.openHosted(id, null, context());
    expect(again.hosted?.returnUrl).toBe('https://shop.example/b');
  });

  test('is closed once there is an outcome, and where there is no page', async () => {
    const { sessions, make, clock } = await hosted({ fetchStatus: async () => approved });
    const done = await make();
    const late = await make();
    await sessions.refresh(done.id, context());
    await expect(sessions.openHosted(done.id, null, context())).rejects.toMatchObject({
      code: 'session_closed',
    });
    clock.now += 86_400_001;
    await expect(sessions.openHosted(late.id, null, context())).rejects.toMatchObject({
      code: 'session_expired',
    });
    const capture = await setUp();
    const { id } = await capture.make();
    await expect(capture.sessions.openHosted(id, null, context())).rejects.toMatchObject({
      code: 'step_conflict',
    });
  });

  test('leads to another page where the first one opens only once', async () => {
    const reopen = vi.fn(async () => ({
      state: { second: true },
      references: ['second'],
      hosted: { url: 'https://page.example/2', expiresAt: new Date(NOON + 3_600_000) },
    }));
    const { sessions, store, make } = await hosted({ reopen });
    const { id } = await make();
    await sessions.openHosted(id, 'https://shop.example/a', context());
    expect(reopen).not.toHaveBeenCalled();
    const again = await sessions.openHosted(id, null, context());
    expect(again).toMatchObject({
      state: { second: true },
      hosted: {
        url: 'https://page.example/2',
        expiresAt: new Date(NOON + 3_600_000).toISOString(),
        opened: true,
        returnUrl: 'https://shop.example/a',
      },
    });
    expect((await store.findByReference('onekyc', 'second'))?.id).toBe(id);
  });

  test('is closed where it turns out that the person was through with it', async () => {
    const { sessions, make } = await hosted({
      reopen: async () => ({ outcome: { status: 'completed', result: 'approved' } }),
    });
    const { id } = await make();
    await sessions.openHosted(id, null, context());
    const again = sessions.openHosted(id, null, context());
    await expect(again).rejects.toMatchObject({ code: 'session_closed' });
    expect((await sessions.get(id)).result).toBe('approved');
  });

  test('stays as it was when the provider is away', async () => {
    const { sessions, make } = await hosted({
      reopen: async () => {
        throw new ProviderError('onekyc', 'reopen', 'unavailable');
      },
    });
    const { id } = await make();
    await sessions.openHosted(id, null, context());
    await expect(sessions.openHosted(id, null, context())).rejects.toMatchObject({ kind: 'unavailable' });
    expect((await sessions.get(id)).hosted?.url).toBe(page);
  });

  test('the provider is asked when its page has expired, although nobody came back', async () => {
    const fetchStatus = vi.fn(
      async (): Promise<Change> => ({ outcome: { status: 'expired', result: null } }),
    );
    const { sessions, make, clock } = await hosted({ fetchStatus }, new Date(NOON + 300 * 60_000));
    const { id } = await make();
    await sessions.askDue(context());
    expect(fetchStatus).not.toHaveBeenCalled();
    clock.now += 300 * 60_000 + 30_000;
    await sessions.askDue(context());
    expect((await sessions.get(id)).status).toBe('expired');
  });

  test('and in any case before the session itself expires', async () => {
    const fetchStatus = vi.fn(async () => approved);
    const { sessions, make, clock } = await hosted({ fetchStatus });
    const { id } = await make();
    clock.now += 86_400_000 - 60_000;
    await sessions.askDue(context());
    expect((await sessions.get(id)).result).toBe('approved');
  });
});

describe('pictures', () => {
  const images = ['front_document', 'best_frame'];

  test('have an address of ours once the session is completed, and come from the provider', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const { sessions, make } = await hosted({
      fetchStatus: async () => approved,
      images,
      fetchImage: async () => ({ contentType: 'image/jpeg', bytes }),
    });
    const { id, images: none } = await make();
    expect(none).toBeNull();
    await expect(sessions.image(id, 'best_frame', context())).rejects.toMatchObject({ code: 'not_found' });
    const done = await sessions.refresh(id, context());
    expect(done.images).toEqual({
      front_document: `https://kyc.example/v1/sessions/${id}/images/front_document`,
      best_frame: `https://kyc.example/v1/sessions/${id}/images/best_frame`,
    });
    expect(await sessions.image(id, 'best_frame', context())).toEqual({ contentType: 'image/jpeg', bytes });
    for (const name of ['other', '../best_frame', '__proto__']) {
      await expect(sessions.image(id, name, context())).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('that the provider cannot give are its error', async () => {
    const { sessions, make } = await hosted({
      fetchStatus: async () => approved,
      images,
      fetchImage: async () => {
        throw new ProviderError('onekyc', 'fetchImage', 'unavailable');
      },
    });
    const { id } = await make();
    await sessions.refresh(id, context());
    await expect(sessions.image(id, 'best_frame', context())).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
