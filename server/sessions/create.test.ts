import { describe, expect, test } from 'vitest';
import type { CreateSession } from '../contract/session.ts';
import { ProviderError } from '../providers/errors.ts';
import type { SessionInput } from '../providers/provider.ts';
import { context, fakeAdapter, gate, NOON, settled, setUp } from './testing.ts';

const body: CreateSession = { provider: 'onekyc', metadata: { a: 1, b: 2 } };
const idempotency = { key: 'order-1', apiKeyId: 'key-1' };

/** Counts how often the provider was asked to start. */
async function counting(changed: Parameters<typeof setUp>[0] = {}) {
  const inputs: SessionInput[] = [];
  const { start } = fakeAdapter();
  const parts = await setUp({
    ...changed,
    start: async (input, ctx) => {
      inputs.push(input);
      return (changed.start ?? start)(input, ctx);
    },
  });
  return { ...parts, inputs };
}

describe('a new session', () => {
  test('has what the merchant said, what the provider said, and defaults for the rest', async () => {
    const { sessions, store, inputs } = await counting();
    const { session, replayed } = await sessions.create(body, null, context());
    expect(replayed).toBe(false);
    expect(session.id).toMatch(/^ses_[a-z0-9]{24}$/);
    expect(session).toMatchObject({
      status: 'pending',
      document: { type: 'ktp' },
      state: { started: true },
      locale: 'en',
      platform: 'Web',
      hosted: null,
      expiresAt: new Date(NOON + 3_600_000),
    });
    expect(inputs[0]).toMatchObject({
      returnUrl: `https://kyc.example/return/${session.id}`,
      webhookUrl: 'https://kyc.example/v1/webhooks/onekyc',
    });
    expect((await store.findByReference('onekyc', `ref-${session.id}`))?.id).toBe(session.id);
    expect(await sessions.get(session.id)).toEqual(session);
  });

  test('in hosted mode keeps where the page is, and fails without one', async () => {
    const expiresAt = new Date(NOON + 1000);
    const hosted = await setUp({
      mode: 'hosted',
      steps: () => [],
      start: async () => ({ hosted: { url: 'https://page.example/1', expiresAt } }),
    });
    const session = await hosted.make();
    expect(session.hosted).toEqual({ url: 'https://page.example/1', expiresAt: expiresAt.toISOString() });
    expect(hosted.sessions.steps(session).map(({ kind }) => kind)).toEqual(['consent']);
    const without = await setUp({ mode: 'hosted' });
    await expect(without.make()).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  test('is not made for a provider, document or person that will not do', async () => {
    const { sessions, inputs } = await counting({
      missing: () => [{ path: 'user.email', message: 'is needed' }],
    });
    const make = (changed: Partial<CreateSession>) =>
      sessions.create({ ...body, ...changed }, null, context());
    await expect(make({ provider: 'ctos' })).rejects.toMatchObject({ code: 'provider_not_configured' });
    await expect(make({ document: { type: 'pan' } })).rejects.toMatchObject({ code: 'document_unsupported' });
    await expect(make({})).rejects.toMatchObject({
      code: 'body_invalid',
      info: { details: [{ path: 'user.email' }] },
    });
    expect(inputs).toEqual([]);
  });

  test('has no document when the provider takes several and the merchant named none', async () => {
    const { make } = await setUp({ documents: ['mykad', 'passport'] });
    expect((await make()).document).toBeNull();
  });

  test('leaves nothing behind when the provider does not start', async () => {
    let fails = true;
    const { sessions } = await counting({
      start: async () => {
        if (fails) throw new ProviderError('onekyc', 'start', 'unavailable');
        return {};
      },
    });
    await expect(sessions.create(body, idempotency, context())).rejects.toBeInstanceOf(ProviderError);
    expect((await sessions.list({ limit: 9 })).sessions).toEqual([]);
    fails = false;
    expect((await sessions.create(body, idempotency, context())).replayed).toBe(false);
  });
});

describe('the number of a document', () => {
  const documents = ['mykad', 'ktp', 'pan', 'aadhaar', 'passport', 'national_id'] as const;

  test.each([
    ['mykad', '911231-14-5387', '911231145387'],
    ['ktp', '3101 0131 1291 0001', '3101013112910001'],
    ['pan', 'abcpe1234f', 'ABCPE1234F'],
    ['aadhaar', '2345 6789 0124', 'XXXX XXXX 0124'],
    ['aadhaar', 'XXXX XXXX 0124', 'XXXX XXXX 0124'],
    ['passport', 'a00000000', 'A00000000'],
    ['national_id', 'whatever it is', 'whatever it is'],
  ] as const)('%s %s is kept, and told to the provider, as %s', async (type, number, kept) => {
    const { sessions, store, inputs } = await counting({ documents });
    const { session } = await sessions.create({ ...body, document: { type, number } }, null, context());
    expect(inputs[0]?.document).toEqual({ type, number: kept });
    expect((await store.load(session.id))?.document).toEqual({ type, number: kept });
  });

  test.each([
    ['mykad', '910231-14-5387', 'is not a MyKad number: the date in it does not exist'],
    ['ktp', '9901013112910001', 'is not a NIK: the region in it does not exist'],
    ['pan', 'ABCXE1234F', 'is not a PAN: the class of holder in it does not exist'],
    ['aadhaar', '2345 6789 0125', 'is not an Aadhaar number: its check digit is wrong'],
    ['passport', 'A1', 'is not a passport number: it has six to nine letters and digits'],
  ] as const)('%s %s is refused, before the provider hears of it', async (type, number, message) => {
    const { sessions, inputs } = await counting({ documents });
    const made = sessions.create({ ...body, document: { type, number } }, null, context());
    await expect(made).rejects.toMatchObject({
      code: 'body_invalid',
      info: { details: [{ path: 'document.number', message }] },
    });
    expect(inputs).toEqual([]);
  });
});

describe('an idempotency key', () => {
  test('makes one session, whatever the order of the keys in the body', async () => {
    const { sessions, inputs } = await counting();
    const first = await sessions.create(body, idempotency, context());
    const again = { metadata: { b: 2, a: 1 }, provider: 'onekyc' } as const;
    expect(await sessions.create(again, idempotency, context())).toEqual({ ...first, replayed: true });
    expect(inputs).toHaveLength(1);
  });

  test('is refused with another body, and is another one for another API key', async () => {
    const { sessions } = await counting();
    const { session } = await sessions.create(body, idempotency, context());
    const other = sessions.create({ ...body, locale: 'id' }, idempotency, context());
    await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' });
    const stranger = await sessions.create(body, { ...idempotency, apiKeyId: 'key-2' }, context());
    expect(stranger.session.id).not.toBe(session.id);
  });

  test('is forgotten after a day', async () => {
    const { sessions, clock } = await counting();
    const { session } = await sessions.create(body, idempotency, context());
    clock.now += 24 * 3_600_000;
    expect((await sessions.create(body, idempotency, context())).session.id).not.toBe(session.id);
  });

  test.each(['', 'a b', 'ä', 'x'.repeat(129), 'a\n'])('%j is not one', async (key) => {
    const { sessions } = await counting();
    const made = sessions.create(body, { ...idempotency, key }, context());
    await expect(made).rejects.toMatchObject({ code: 'header_invalid' });
  });

  test('parallel requests wait for the first one and get its session', async () => {
    const held = gate();
    const { sessions, inputs } = await counting({ start: () => held.promise.then(() => ({})) });
    const asked = [1, 2, 3].map(() => sessions.create(body, idempotency, context()));
    await settled();
    expect(inputs).toHaveLength(1);
    held.open();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ session }) => session.id)).size).toBe(1);
    expect(answers.map(({ replayed }) => replayed)).toEqual([false, true, true]);
    expect(inputs).toHaveLength(1);
  });

  test('the second request tries for itself when the first one failed', async () => {
    const held = gate();
    let asked = 0;
    const { sessions } = await counting({
      start: async () => {
        asked += 1;
        if (asked === 1) await held.promise;
        return {};
      },
    });
    const first = sessions.create(body, idempotency, context());
    const second = sessions.create(body, idempotency, context());
    await settled();
    held.fail(new ProviderError('onekyc', 'start', 'timeout'));
    await expect(first).rejects.toMatchObject({ kind: 'timeout' });
    expect((await second).replayed).toBe(false);
  });

  test('another process that was faster wins', async () => {
    let blind = 0;
    const { sessions } = await setUp(
      {},
      {
        wrap: (real) => ({
          ...real,
          replay: async (keyHash, now) => (blind-- > 0 ? null : real.replay(keyHash, now)),
        }),
      },
    );
    const { session } = await sessions.create(body, idempotency, context());
    // The look beforehand finds nothing yet; the database knows better.
    blind = 1;
    expect(await sessions.create(body, idempotency, context())).toEqual({ session, replayed: true });
    blind = 2;
    const unclear = sessions.create(body, idempotency, context());
    await expect(unclear).rejects.toMatchObject({ code: 'idempotency_in_progress' });
    expect((await sessions.list({ limit: 9 })).sessions).toHaveLength(1);
  });
});

describe('lists and ends', () => {
  test('pages follow each other to the end', async () => {
    const { sessions, make, clock } = await setUp();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      clock.now += n % 2;
      ids.push((await make()).id);
    }
    const seen: string[] = [];
    let cursor: string | null | undefined;
    for (let pages = 0; pages < 4 && cursor !== null; pages += 1) {
      const page = await sessions.list({ limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.sessions.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(cursor).toBeNull();
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test('a session expires when its time is over, once, and a list tells the same', async () => {
    const { sessions, make, clock, changes } = await setUp();
    const one = await make();
    const other = await make();
    clock.now += 3_600_000;
    const [a, b] = await Promise.all([sessions.get(one.id), sessions.get(one.id)]);
    expect([a.status, b.status]).toEqual(['expired', 'expired']);
    const { sessions: listed } = await sessions.list({ limit: 9, status: 'expired' });
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([one.id, other.id]));
    expect(changes.map(({ id }) => id)).toEqual([one.id, other.id]);
  });

  test('a sweep expires what is overdue and spares the rest', async () => {
    const { sessions, make, clock, store, changes } = await setUp();
    await Promise.all(Array.from({ length: 120 }, make));
    clock.now += 3_600_000;
    const young = await make();
    await sessions.sweep(context());
    expect(changes).toHaveLength(120);
    expect(await store.overdue(new Date(clock.now), 9)).toEqual([]);
    expect((await store.load(young.id))?.status).toBe('pending');
  });

  test('what was erased is gone', async () => {
    const { sessions, make } = await setUp();
    const { id } = await make();
    await sessions.erase(id);
    const unknown = { code: 'session_not_found' };
    await expect(sessions.get(id)).rejects.toMatchObject(unknown);
    await expect(sessions.erase(id)).rejects.toMatchObject(unknown);
    await expect(sessions.refresh(id, context())).rejects.toMatchObject(unknown);
  });
});
