import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journey, openAdapter } from '../conformance.harness.ts';
import { json } from '../conformance.upstream.ts';
import { ProviderError, WebhookRejected } from '../errors.ts';
import type { Change, WebhookRequest } from '../provider.ts';
import {
  delivery,
  fixtures,
  news,
  ONBOARDING,
  PREFIXED,
  postback,
  REF,
  route,
  sealed,
  status,
} from './fixtures.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

const sometimes = (...good: unknown[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...good) }, fc.jsonValue());

/** Fields of a status answer, most of them as they should be. */
const fields = fc.record(
  {
    ref_id: sometimes(PREFIXED, PREFIXED, REF, 'another'),
    onboarding_id: sometimes(ONBOARDING, ONBOARDING, ONBOARDING, 'another'),
    status: sometimes(2, 2, '2', 0, 1, 3),
    result: sometimes(1, 1, '1', 0, 2),
    error_code: sometimes(null, null, '', '103'),
    reject_message: fc.jsonValue(),
    step1: fc.jsonValue(),
    step2: fc.record({
      is_identical: fc.jsonValue(),
      percentage: fc.jsonValue(),
      best_frame: fc.jsonValue(),
    }),
    step5: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

describe('whatever the gateway answers', () => {
  it('approves in the one documented way only', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    let approvals = 0;
    const wrap = fc.constantFrom(
      (inner: unknown) => ({ success: true, data: sealed(inner) }),
      (inner: unknown) => ({ success: false, data: inner }),
      (inner: unknown) => ({ data: inner }),
      (inner: unknown) => inner,
    );
    await fc.assert(
      fc.asyncProperty(fields, wrap, async (inner, wrapped) => {
        const body = wrapped(inner);
        upstream.set({ [route.status]: json(body) });
        const change = await adapter.fetchStatus(session, context()).catch((error: unknown) => error);
        if (change instanceof ProviderError) return;
        const { outcome } = change as Change;
        if (outcome?.result !== 'approved') return;
        approvals++;
        expect(body).not.toHaveProperty('success', false);
        expect([2, '2']).toContain(inner.status);
        expect([1, '1']).toContain(inner.result);
        expect([PREFIXED, REF, null, undefined]).toContain(inner.ref_id);
        expect([ONBOARDING, null, undefined]).toContain(inner.onboarding_id);
      }),
      { numRuns: 1000 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it('starts at an https page, or fails with a ProviderError', async () => {
    const answers = fc.record(
      {
        ref_id: sometimes(PREFIXED),
        onboarding_id: sometimes(ONBOARDING),
        onboarding_url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string(), fc.jsonValue()),
        expired_at: sometimes('2026-01-16 01:00:00'),
        signature: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(answers, fc.constantFrom(200, 200, 200, 400, 500), async (inner, httpStatus) => {
        const { adapter } = openAdapter(fixtures, {
          [route.create]: json({ success: true, data: sealed(inner) }, httpStatus),
        });
        const change = await adapter.start(fixtures.session, context()).catch((error: unknown) => error);
        if (change instanceof ProviderError) return;
        expect(httpStatus).toBe(200);
        expect((change as { hosted: { url: string } }).hosted.url).toMatch(/^https:/i);
      }),
    );
  });
});

describe('whatever arrives as a postback', () => {
  const open = async () => {
    const { adapter } = openAdapter(fixtures);
    const { session, references } = await journey(fixtures, adapter, 'end');
    const find = async (name: string) => (references.includes(name) ? session : null);
    return (request: WebhookRequest): Promise<unknown> =>
      adapter.receiveWebhook(request, find, context()).catch((error: unknown) => error);
  };

  /** Refused, or a question; a believed one says no more than that somebody is on the way. */
  const expectHarmless = (event: unknown) => {
    if (event instanceof WebhookRejected) return;
    expect(event).toMatchObject({ kind: 'event', sessionId: fixtures.session.sessionId });
    const { trusted, change } = event as { trusted: boolean; change: Change };
    if (!trusted) expect(change).toEqual({});
    else expect(['pending', 'processing']).toContain(change.outcome?.status);
  };

  it('is refused or harmless', async () => {
    const deliver = await open();
    const body = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fields.map((inner) => delivery({ ...news(), ...inner }).body),
      fields.map((inner) => postback(inner).body),
      fc.jsonValue().map((value) => delivery({ data: sealed(value) }).body),
    );
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => expectHarmless(await deliver({ ...postback(), body: bytes }))),
      { numRuns: 500 },
    );
  });

  it('ends nothing, whichever bytes of the seal were changed', async () => {
    const deliver = await open();
    const seal = Buffer.from(sealed(news({ status: 1 })), 'base64');
    const change = fc.record({ at: fc.nat(seal.length - 1), by: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Buffer.from(seal);
        for (const { at, by } of changes) bytes[at] = (bytes[at] ?? 0) ^ by;
        expectHarmless(await deliver(delivery({ data: bytes.toString('base64') })));
      }),
      { numRuns: 500 },
    );
  });

  it('says nothing of the person when it is refused', async () => {
    const deliver = await open();
    const rejected = await deliver(postback({ onboarding_id: 'another' }));
    expect(rejected).toBeInstanceOf(WebhookRejected);
    expect(JSON.stringify(rejected) + String(rejected)).not.toContain(status().step1.ocr_result.full_name);
  });
});
