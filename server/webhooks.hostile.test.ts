import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAdapter, type ProviderFixtures } from './providers/conformance.harness.ts';
import { fixtures as ctos, postback, values } from './providers/ctos/fixtures.ts';
import { sign } from './providers/ctos/seal.ts';
import { fixtures as enxtai } from './providers/enxtai/fixtures.ts';
import { fixtures as onekyc } from './providers/onekyc/fixtures.ts';
import { fixtures as ost } from './providers/ost/fixtures.ts';
import type { WebhookRequest } from './providers/provider.ts';
import { providerModules } from './providers/registry.ts';
import { fixtures as truestack } from './providers/truestack/fixtures.ts';
import { startServer, type TestServer } from './testing/start.ts';

/**
 * Webhooks that somebody has tampered with, against the whole server with its real adapters: none is a failure of ours, and
 * none changes what is known. The provider itself says that it is still at work, so that a question does no harm.
 */
const all: readonly ProviderFixtures[] = [onekyc, ost, enxtai, ctos, truestack];
const EACH = 2000;
const AT_ONCE = 25;
/** Not a measure of speed: a bound against a server that hangs. */
const PATIENCE_MS = 120_000;

/** Of each provider the routes under which it is still at work. */
const undecided = ({ outcomes }: ProviderFixtures) =>
  outcomes.find(({ expected }) => expected.status === 'processing')?.routes ?? {};

let server: TestServer;
beforeAll(async () => {
  const adapters = all.map((fixtures) => openAdapter(fixtures, undecided(fixtures)).adapter);
  server = await startServer(adapters, 'https://kyc.example');
});
afterAll(() => server.stop());

/** A session that its provider is at work on, as its webhooks presuppose. */
async function handIn({ module, session, details, uploads = [] }: ProviderFixtures): Promise<string> {
  const { document, user } = session;
  const number = document?.number === undefined ? {} : { number: '000101-01-0000' };
  const made = await server.call('POST', '/v1/sessions', {
    body: { provider: module.name, user, ...(document && { document: { ...document, ...number } }) },
  });
  const { id, token } = made.body as { id: string; token: string };
  const as = { token };
  if (details) await server.call('PUT', '/v1/flow/details', { as, body: details });
  for (const { bytes, ...file } of uploads) {
    await server.call('POST', '/v1/flow/uploads', { as, body: file });
    if (!bytes) continue;
    const headers = { 'content-type': file.contentType };
    await server.call('PUT', `/v1/flow/uploads/${file.slot}/content`, {
      as,
      raw: new Uint8Array(bytes),
      headers,
    });
  }
  if (uploads.length > 0) await server.call('POST', '/v1/flow/submissions', { as });
  // Asked once, so that a question changes nothing any more.
  await server.call('POST', `/v1/sessions/${id}/refresh`);
  expect((await server.store.load(id))?.status).toBe('processing');
  return id;
}

/** The authentic webhook about this very session: CTOS names it by a reference of our making. */
async function goodOf({ module, webhook }: ProviderFixtures, id: string): Promise<WebhookRequest> {
  if (module.name !== 'ctos') return webhook.good;
  const reference = String((await server.store.load(id))?.state['upstreamRefId']);
  const time = '2026-01-15 20:05:00';
  return postback({ ref_id: reference, request_time: time, signature: sign(values, reference, time) });
}

/** All that is known of a session but when it was looked at. */
async function knownOf(id: string): Promise<unknown> {
  const session = await server.store.load(id);
  if (!session) throw new Error('the session is gone');
  const { version, updatedAt, refreshedAt, askAt, askTries, ...known } = session;
  return known;
}

interface Mutation {
  readonly name: string;
  readonly apply: (request: WebhookRequest) => WebhookRequest;
}

const withBody = (request: WebhookRequest, body: Uint8Array): WebhookRequest => ({ ...request, body });
const spliced = (body: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array => {
  const index = at % (body.length + 1);
  return Buffer.concat([body.subarray(0, index), insert, body.subarray(index + remove)]);
};

const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 });
const place = fc.nat({ max: 4096 });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, bytes).map(([at, insert]) => ({
    name: 'bytes put into the body',
    apply: (request: WebhookRequest) => withBody(request, spliced(request.body, at, 0, insert)),
  })),
  fc.tuple(place, bytes).map(([at, insert]) => ({
    name: 'bytes of the body replaced',
    apply: (request: WebhookRequest) => withBody(request, spliced(request.body, at, insert.length, insert)),
  })),
  fc.tuple(place, fc.integer({ min: 1, max: 60 })).map(([at, length]) => ({
    name: 'a part of the body cut out',
    apply: (request: WebhookRequest) => withBody(request, spliced(request.body, at, length, Buffer.of())),
  })),
  fc.oneof(fc.json(), fc.string(), fc.webQueryParameters()).map((text) => ({
    name: 'another body',
    apply: (request: WebhookRequest) => withBody(request, Buffer.from(text)),
  })),
  fc.tuple(place, fc.constantFrom('0', 'a', 'F', '=', ' ', 'é', '')).map(([at, sign]) => ({
    name: 'each header with another character',
    apply: (request: WebhookRequest) => ({
      ...request,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value = '']) => {
          const index = at % (value.length + 1);
          return [name, `${value.slice(0, index)}${sign}${value.slice(index + 1)}`];
        }),
      ),
    }),
  })),
  fc.tuple(fc.string(), place).map(([value, at]) => ({
    name: 'one header with another value',
    apply: (request: WebhookRequest) => {
      const names = Object.keys(request.headers);
      const name = names[at % Math.max(1, names.length)] ?? 'x-signature';
      return { ...request, headers: { ...request.headers, [name]: value } };
    },
  })),
  fc.constant({ name: 'no headers', apply: (request: WebhookRequest) => ({ ...request, headers: {} }) }),
);

/** A header that can be sent at all; the rest never reaches any server. */
const sendable = (headers: WebhookRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) ? [[name, value]] : [],
    ),
  );

/** The same words in other bytes are the same message: a JSON with a space more is not tampered with. */
const meaning = (body: Uint8Array): string => {
  const text = Buffer.from(body).toString('latin1');
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};

/** The header that proves who sent it; where there is none the proof is in the body. */
const proofs: Readonly<Record<string, string>> = {
  onekyc: 'authorization',
  enxtai: 'x-signature',
  truestack: 'x-webhook-signature',
};

const isTampered = (good: WebhookRequest, request: WebhookRequest, proof: string | undefined): boolean => {
  if (meaning(good.body) !== meaning(request.body)) return true;
  const value = (of: WebhookRequest) => sendable(of.headers)[proof ?? '']?.toLowerCase();
  return value(good) !== value(request);
};

test('no provider is left out', () => {
  expect(new Set(all.map(({ module }) => module.name))).toEqual(
    new Set(providerModules.map(({ name }) => name)),
  );
});

describe.each(all)('$module.name', (fixtures) => {
  const path = `/v1/webhooks/${fixtures.module.name}`;
  const send = (request: WebhookRequest) =>
    server.call(request.method, path, {
      raw: new Uint8Array(request.body),
      headers: sendable(request.headers),
    });

  test(`takes ${EACH} webhooks that were tampered with for what they are`, {
    timeout: PATIENCE_MS,
  }, async () => {
    const id = await handIn(fixtures);
    const before = await knownOf(id);
    const good = await goodOf(fixtures, id);
    const tampered = fc
      .sample(mutation, { numRuns: 3 * EACH, seed: 20_260_115 })
      .map((one) => ({ name: one.name, request: one.apply(good) }))
      .filter(({ request }) => isTampered(good, request, proofs[fixtures.module.name]))
      .slice(0, EACH);
    expect(tampered).toHaveLength(EACH);
    const statuses = new Map<number, number>();
    for (let index = 0; index < EACH; index += AT_ONCE) {
      const batch = tampered.slice(index, index + AT_ONCE);
      const answers = await Promise.all(batch.map(({ request }) => send(request)));
      await server.ask();
      const known = await knownOf(id);
      answers.forEach(({ status }, at) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status, batch[at]?.name).toBeLessThan(500);
      });
      expect(known, batch.map(({ name }) => name).join()).toEqual(before);
    }
    // What is signed is refused throughout; of the others some make the server ask.
    expect(statuses.get(401) ?? 0).toBeGreaterThan(EACH / 20);
    expect(server.log()).not.toContain('"level":50');
    // Had the true one been refused too, all of this would say nothing.
    expect((await send(good)).status).toBe(200);
  });
});
