import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journey, NOW, openAdapter, type ProviderFixtures } from '../conformance.harness.ts';
import { WebhookRejected } from '../errors.ts';
import type { WebhookRequest } from '../provider.ts';
import { API_KEY, fixtures, flat, mac, nested, pair, SECRET, SESSION, signed } from './fixtures.ts';
import { proofOf, readMac } from './signature.ts';

const receiver = async (changed: Partial<ProviderFixtures['environment']> = {}) => {
  const environment = { ...fixtures.environment, ...changed } as ProviderFixtures['environment'];
  const { adapter } = openAdapter({ ...fixtures, environment });
  const { session } = await journey(fixtures, adapter, 'end');
  const find = async (reference: string) => (reference === SESSION ? session : null);
  return (request: WebhookRequest) =>
    adapter.receiveWebhook(request, find, { signal: new AbortController().signal, requestId: 'r' });
};

describe('the documented signature', () => {
  // A published example: HMAC-SHA256 of a body with the API key, in lower-case hex.
  const body = '{"event":"kyc.session.expired","session_id":"s2","status":"expired","result":null}';
  const hex = '0b15ec5e610f17b14d9604df8e362511635b6671e2a1508d9b1eb0ffc7180da2';
  const keys = { apiKey: 'ts_test_example', secret: undefined };
  const proof = (signature: string) =>
    proofOf({ 'x-webhook-signature': signature }, Buffer.from(body), keys, NOW);

  it('is good in every form that clients know', () => {
    const bytes = Buffer.from(hex, 'hex');
    const forms = [
      hex,
      hex.toUpperCase(),
      `sha256=${hex}`,
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('base64').replace(/=$/, ''),
    ];
    expect(forms.map(proof)).toEqual(forms.map(() => 'good'));
  });

  it.each(['', 'sha256=', hex.slice(1), `${hex}0`, '0'.repeat(64), `=${hex}`, hex.replace('0', 'g')])(
    'is bad as %j',
    (signature) => expect(proof(signature)).toBe('bad'),
  );

  it('has 32 bytes or is none', () => {
    expect(readMac(Buffer.alloc(31).toString('base64'))).toBeNull();
    expect(readMac(Buffer.alloc(33).toString('base64'))).toBeNull();
    expect(readMac(Buffer.alloc(32).toString('base64'))).toHaveLength(32);
  });
});

describe('the second signature', () => {
  it('is good in base64 and hex, within five minutes, with its secret', async () => {
    const receive = await receiver();
    const good = pair(nested(), NOW - 299_000);
    expect(await receive(good)).toMatchObject({ trusted: true });
    const inHex = mac(SECRET, `${NOW}.${nested()}`).toString('hex');
    const headers = { 'x-trueidentity-signature': inHex, 'x-trueidentity-timestamp': String(NOW) };
    expect(await receive({ ...good, headers })).toMatchObject({ trusted: true });
    for (const bad of [
      pair(flat(), NOW - 301_000),
      pair(flat(), NOW + 301_000),
      pair(flat(), NOW, API_KEY),
      { ...good, headers: { ...good.headers, 'x-trueidentity-timestamp': String(NOW) } },
      { ...good, headers: { ...good.headers, 'x-trueidentity-timestamp': undefined } },
    ]) {
      await expect(receive(bad)).rejects.toMatchObject({ status: 401 });
    }
  });

  it('counts for nothing where no secret is configured', async () => {
    const receive = await receiver({ TRUESTACK_WEBHOOK_SECRET: undefined });
    await expect(receive(pair(flat(), NOW))).rejects.toMatchObject({ status: 401 });
  });
});

describe('a webhook', () => {
  it('says the same in both shapes', async () => {
    const receive = await receiver();
    const sessionId = fixtures.session.sessionId;
    expect(await receive(signed(nested()))).toMatchObject({
      kind: 'event',
      sessionId,
      trusted: true,
      change: { outcome: { status: 'completed', result: 'approved' } },
    });
    // Without a word of what was read: the provider is asked, so that the merchant hears of both at once.
    expect(await receive(signed(flat()))).toMatchObject({
      kind: 'event',
      sessionId,
      trusted: false,
      change: {},
    });
    const event = await receive(signed(nested()));
    if (event.kind !== 'event') throw new Error('ignored');
    expect(event.change.outcome).toMatchObject({
      checks: { faceMatchScore: 0.95, livenessScore: 0.98 },
      // The documentation's own example has a day that no month has.
      extracted: { fullName: 'SITI SAMPLE', gender: 'male', dateOfBirth: null },
    });
  });

  it.each([
    ['kyc.session.started', 'pending', null, { status: 'pending', result: null }],
    ['kyc.session.processing', 'processing', null, { status: 'processing', result: null }],
    ['kyc.session.expired', 'expired', null, { status: 'expired', result: null }],
  ])('%s is understood by its status', async (event, status, result, outcome) => {
    const receive = await receiver();
    expect(await receive(signed(flat({ event, status, result })))).toMatchObject({ change: { outcome } });
  });

  it.each([
    ['kyc.session.failed', 'failed', null],
    ['kyc.session.updated', 'SOMETHING_NEW', 'approved'],
    ['kyc.session.completed', 'completed', null],
    ['kyc.session.processing', 'processing', 'approved'],
  ])(
    '%s with status %s and result %s makes the server ask: nobody documents what that is',
    async (event, status, result) => {
      const receive = await receiver();
      const ocr_data = { name: 'SITI SAMPLE' };
      expect(await receive(signed(flat({ event, status, result, ocr_data })))).toMatchObject({
        trusted: false,
        change: {},
      });
    },
  );

  it('is one delivery by session, status, result and time', async () => {
    const receive = await receiver();
    const keyOf = async (body: string) => {
      const event = await receive(signed(body));
      return event.kind === 'event' ? event.dedupeKey : null;
    };
    const key = await keyOf(flat());
    expect(await keyOf(flat({ tenant_id: 'another' }))).toBe(key);
    expect(await keyOf(nested())).toBe(key);
    expect(await keyOf(flat({ status: 'processing', result: null }))).not.toBe(key);
    expect(await keyOf(flat({ timestamp: '2026-01-15T12:00:01.000Z' }))).not.toBe(key);
  });

  it('without a signature only makes the server ask, where the merchant wants that', async () => {
    const receive = await receiver({ TRUESTACK_UNSIGNED_WEBHOOKS: 'confirm' });
    const unsigned = { ...signed(flat()), headers: {} };
    expect(await receive(unsigned)).toMatchObject({ trusted: false, change: {} });
    await expect(receive(signed(flat(), 'another-key-0001'))).rejects.toMatchObject({ status: 401 });
  });

  it('that was changed anywhere is refused, and nothing else happens', async () => {
    const receive = await receiver();
    const body = Buffer.from(flat());
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: body.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (index, mask) => {
          const changed = Buffer.from(body);
          changed.writeUInt8(changed.readUInt8(index) ^ mask, index);
          const thrown = await receive({ ...signed(flat()), body: changed }).catch((e: unknown) => e);
          expect(thrown).toBeInstanceOf(WebhookRejected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('that is authentic nonsense is malformed, whatever it is', async () => {
    const receive = await receiver();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        const thrown = await receive(signed(text)).catch((error: unknown) => error);
        expect(thrown).toMatchObject({ name: 'WebhookRejected', status: 400 });
      }),
      { numRuns: 300 },
    );
  });
});
