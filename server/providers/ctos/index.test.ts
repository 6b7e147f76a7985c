import { createDecipheriv, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { journey, NOW, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import type { SessionInput } from '../provider.ts';
import {
  createReply,
  environment,
  fixtures,
  ONBOARDING,
  openedOf,
  PAGE,
  PREFIXED,
  REF,
  route,
  statusReply,
  values,
} from './fixtures.ts';
import { sign } from './seal.ts';

conformance(fixtures);

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** Starts a session, `changed` in its input, and gives what was sent. */
const start = async (changed: Partial<SessionInput> = {}, variables: Record<string, string> = {}) => {
  const tuned = { ...fixtures, environment: { ...environment, ...variables } };
  const { adapter, upstream } = openAdapter(tuned);
  const change = await adapter.start({ ...fixtures.session, ...changed }, context());
  return { change, sent: openedOf(upstream.seen[0]?.body ?? null), upstream, adapter };
};

describe('a transaction', () => {
  it('is made as documented, sealed whole', async () => {
    const { upstream } = await start();
    const body = JSON.parse(upstream.seen[0]?.body ?? '');
    expect(upstream.seen[0]?.headers.get('content-type')).toBe('application/json');
    expect(Object.keys(body).sort()).toEqual(['api_key', 'data']);
    expect(body.api_key).toBe(environment.CTOS_API_KEY);

    // By hand, so that a mistake of `seal.ts` does not confirm itself.
    const key = Buffer.from(environment.CTOS_IV + environment.CTOS_API_KEY).subarray(0, 32);
    const decipher = createDecipheriv('aes-256-cbc', key, Buffer.from(environment.CTOS_IV));
    const plain = JSON.parse(decipher.update(body.data, 'base64', 'utf8') + decipher.final('utf8'));
    const time = '2026-01-15 20:00:00';
    const digits = createHash('sha256')
      .update(
        `samplekey0123456789ABCDEFGHIJKLMsecurity-0001-samplecom.contoh.kyc${REF}security-0001-sample${time}`,
      )
      .digest('hex');
    expect(plain).toEqual({
      api_key: environment.CTOS_API_KEY,
      package_name: 'com.contoh.kyc',
      ref_id: REF,
      document_name: 'SITI SAMPLE',
      document_number: '900101000001',
      document_type: '1',
      platform: 'Web',
      response_url: 'https://kyc.example/return',
      response_mode: '1',
      backend_url: 'https://kyc.example/v1/webhooks/ctos',
      callback_mode: '1',
      signature: Buffer.from(digits).toString('base64'),
      request_time: time,
    });
  });

  it('sends a passport as type 3', async () => {
    const { sent } = await start({
      document: { type: 'passport', name: 'BUDI CONTOH', number: 'a0000001' },
      platform: 'Android',
    });
    expect(sent).toMatchObject({ document_type: '3', document_number: 'A0000001', platform: 'Android' });
  });

  it('tells the time of the zone that was chosen, and reads it there', async () => {
    const { sent, change } = await start({}, { CTOS_TIME_ZONE: 'UTC' });
    expect(sent).toMatchObject({
      request_time: '2026-01-15 12:00:00',
      signature: sign(values, REF, '2026-01-15 12:00:00'),
    });
    expect(change.hosted?.expiresAt).toEqual(new Date('2026-01-16T01:00:00Z'));
  });

  it('gives the page, and is known under both of its names', async () => {
    const { change, sent } = await start();
    expect(change).toEqual({
      state: {
        refId: REF,
        upstreamRefId: PREFIXED,
        onboardingId: ONBOARDING,
        signatures: [sent['signature'], 'c2lnbmF0dXJlLW9mLXRoZWlycw=='],
      },
      references: [REF, PREFIXED],
      hosted: { url: PAGE, expiresAt: new Date('2026-01-15T17:00:00Z') },
    });
  });

  it('never uses a name twice, also for the same session', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    for (let turn = 0; turn < 3; turn++) await adapter.start(fixtures.session, context());
    const names = upstream.seen.map(({ body }) => String(openedOf(body)['ref_id']));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^contoh0{17}1[0-9a-f]{8}$/);
  });

  it('is made once only, even when there was no answer', async () => {
    const { adapter, upstream } = openAdapter(fixtures, {
      [route.create]: () => Promise.reject(new Error()),
    });
    await expect(adapter.start(fixtures.session, context())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(upstream.count(route.create)).toBe(1);
  });

  it.each([
    ['a port that is not taken', 'https://kyc.example:8443/v1/webhooks/ctos'],
    ['too long an address', `https://kyc.example/${'v'.repeat(190)}`],
  ])('asks for no postback to %s', async (_, webhookUrl) => {
    const { sent } = await start({ webhookUrl });
    expect(sent).not.toHaveProperty('backend_url');
    expect(sent['callback_mode']).toBe('0');
  });

  it.each([
    ['0', false],
    ['1', true],
    ['2', true],
  ])('asks for postbacks of mode %s as configured', async (mode, isTold) => {
    const { sent } = await start({}, { CTOS_CALLBACK_MODE: mode });
    expect(sent['callback_mode']).toBe(mode);
    expect('backend_url' in sent).toBe(isTold);
    const { adapter } = openAdapter({
      ...fixtures,
      environment: { ...environment, CTOS_CALLBACK_MODE: mode },
    });
    expect(adapter.webhookBytes).toBe(mode === '2' ? 16 * 1024 * 1024 : undefined);
  });

  it('is not made for nobody', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    const nobody = { ...fixtures.session, document: null };
    await expect(adapter.start(nobody, context())).rejects.toMatchObject({ kind: 'bad_request' });
    expect(upstream.seen).toEqual([]);
  });

  it.each([
    ['a page in the clear', { onboarding_url: 'http://onboarding.ctos.example/1' }],
    ['a page on this machine', { onboarding_url: 'http://localhost/1' }],
    ['a page with credentials', { onboarding_url: 'https://user:word@ctos.example/1' }],
    ['no page', { onboarding_url: '' }],
    ['a page that is a script', { onboarding_url: 'javascript:alert(1)' }],
    ['no id', { onboarding_id: undefined }],
    ['an empty id', { onboarding_id: '' }],
    ['an id that is a list', { onboarding_id: ['1'] }],
  ])('fails clearly when the answer has %s', async (_, changed) => {
    const { adapter } = openAdapter(fixtures, { [route.create]: createReply(changed) });
    await expect(adapter.start(fixtures.session, context())).rejects.toMatchObject({
      kind: 'invalid_response',
      operation: 'start',
    });
  });

  it('may have a page in the clear where the gateway itself is on this machine', async () => {
    const base = 'http://127.0.0.1:9104/v2/gateway';
    const { adapter } = openAdapter(
      { ...fixtures, environment: { ...environment, CTOS_BASE_URL: base } },
      { [`POST ${base}/create-transaction`]: createReply({ onboarding_url: 'http://localhost:9104/1' }) },
    );
    const { hosted } = await adapter.start(fixtures.session, context());
    expect(hosted?.url).toBe('http://localhost:9104/1');
  });

  it.each([undefined, null, 'soon', '2026-02-31 00:00:00', '2026-01-15 12:00:00'])(
    'has an open end when it ends %j',
    async (expired_at) => {
      const { adapter } = openAdapter(fixtures, { [route.create]: createReply({ expired_at }) });
      const { hosted } = await adapter.start(fixtures.session, context());
      expect(hosted).toEqual({ url: PAGE, expiresAt: null });
    },
  );

  it('keeps its own name when the answer has none', async () => {
    const { adapter } = openAdapter(fixtures, {
      [route.create]: createReply({ ref_id: undefined, signature: undefined }),
    });
    const { state, references } = await adapter.start(fixtures.session, context());
    expect(state).toMatchObject({ upstreamRefId: REF, signatures: [expect.any(String)] });
    expect(references).toEqual([REF]);
  });
});

describe('the status', () => {
  it('is asked for by the name that the gateway gave, signed anew for each attempt', async () => {
    let now = NOW;
    const { adapter, upstream } = openAdapter(fixtures, {}, () => now);
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    upstream.seen.length = 0;
    upstream.set({
      [route.status]: () => {
        now += 60_000;
        return new Response('', { status: 503 });
      },
    });
    await expect(perform(fixtures, adapter, 'fetchStatus', session)).rejects.toMatchObject({
      kind: 'unavailable',
    });
    const times = ['2026-01-15 20:00:00', '2026-01-15 20:01:00', '2026-01-15 20:02:00'];
    expect(upstream.seen.map(({ body }) => openedOf(body))).toEqual(
      times.map((time) => ({
        api_key: environment.CTOS_API_KEY,
        package_name: 'com.contoh.kyc',
        ref_id: PREFIXED,
        onboarding_id: ONBOARDING,
        platform: 'Web',
        mode: '1',
        request_time: time,
        signature: sign(values, PREFIXED, time),
      })),
    );
  });

  it.each([
    ['transaction', { ref_id: 'com.contoh.kyccontoh00000000000000000900000001' }],
    ['onboarding', { onboarding_id: 'another' }],
  ])('is not taken from another %s', async (_, changed) => {
    const { adapter } = openAdapter(fixtures, { [route.status]: statusReply(changed) });
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    await expect(perform(fixtures, adapter, 'fetchStatus', session)).rejects.toMatchObject({
      kind: 'invalid_response',
    });
  });

  it('need not name its transaction, nor put the prefix before it', async () => {
    for (const changed of [{ ref_id: undefined, onboarding_id: undefined }, { ref_id: REF }]) {
      const { adapter } = openAdapter(fixtures, { [route.status]: statusReply(changed) });
      const { session } = await journey(fixtures, adapter, 'fetchStatus');
      const change = await perform(fixtures, adapter, 'fetchStatus', session);
      expect(change.outcome?.result).toBe('approved');
    }
  });

  it('cannot be asked for with a state that the adapter did not write', async () => {
    const { adapter } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    const strange = { ...session, state: { refId: REF } };
    await expect(adapter.fetchStatus(strange, context())).rejects.toMatchObject({ kind: 'conflict' });
  });
});
