import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryList } from '../contract/webhook.ts';
import { startServer, type TestServer } from '../testing/start.ts';
import { openAdapter, type ProviderFixtures } from './conformance.harness.ts';
import type { FakeUpstream } from './conformance.upstream.ts';
import type { WebhookRequest } from './provider.ts';

/** Many at once, as a provider that lost patience sends them. */
const TIMES = 5;

/** What only the whole server can keep, with the real adapter in it and nothing else made up but the provider. */
export function throughTheServer(fixtures: ProviderFixtures, secrets: readonly string[]): void {
  const { module, webhook } = fixtures;
  const { name } = module;

  describe(`${name} in the whole server`, () => {
    let server: TestServer;
    let upstream: FakeUpstream;
    let id: string;
    beforeAll(async () => {
      const opened = openAdapter(fixtures);
      upstream = opened.upstream;
      server = await startServer([opened.adapter], 'https://kyc.example');
      // Still at work, so that the verdict is the webhook's to bring.
      const routesOf = (word: string) =>
        fixtures.outcomes.find(({ expected }) =>
          [expected.status, expected.result].some((one) => one === word),
        )?.routes ?? {};
      upstream.set(routesOf('processing'));
      id = await handIn(server, fixtures);
      upstream.set({ ...fixtures.routes, ...routesOf('approved') });
    });
    afterAll(() => server.stop());

    const load = async () => {
      const session = await server.store.load(id);
      if (!session) throw new Error('the session is gone');
      return session;
    };
    const deliver = async (request: WebhookRequest, times: number) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, value]],
        ),
      );
      const raw = new Uint8Array(request.body);
      const send = () => server.call(request.method, `/v1/webhooks/${name}`, { raw, headers });
      const answers = await Promise.all(Array.from({ length: times }, send));
      await server.ask();
      return answers.map(({ status }) => status);
    };
    /** How often the merchant is told of an end. */
    const ends = async () => {
      const { body } = await server.call('GET', `/v1/sessions/${id}/deliveries`, { as: 'merchant' });
      return deliveryList.parse(body).deliveries.filter(({ type }) => type === 'session.completed').length;
    };
    const all200 = Array.from({ length: TIMES }, () => 200);

    it('processes a delivery once, however often it comes', async () => {
      const request = webhook.about?.((await load()).state) ?? webhook.good;
      expect((await load()).status).toBe('processing');
      expect(await deliver(request, TIMES)).toEqual(all200);
      const decided = await load();
      expect(decided).toMatchObject({ status: 'completed', result: 'approved' });

      const calls = upstream.seen.length;
      expect(await deliver(request, TIMES)).toEqual(all200);
      expect(await load()).toEqual(decided);
      expect(await ends()).toBe(1);
      expect(upstream.seen.length).toBe(calls);
    });

    it('writes no secret into its log, and nothing of the person', async () => {
      await deliver(webhook.wrongKey, 1);
      await deliver(webhook.malformed, 1);
      upstream.set(
        Object.fromEntries(
          Object.keys(fixtures.routes).map((route) => [
            route,
            () => Response.json({ message: secrets.join(' '), error: secrets.join(' ') }, { status: 401 }),
          ]),
        ),
      );
      const failed = await server.call('POST', `/v1/sessions/${id}/refresh`);
      const again = await server.call('POST', '/v1/sessions', { body: orderOf(fixtures) });
      const log = server.log();
      expect(log).toContain(id);
      const { document, user } = fixtures.session;
      const told = [document?.name, document?.number, user?.email, user?.phone, user?.externalId];
      const filled = Object.values(fixtures.details ?? {}).map(String);
      // Words of three letters may be part of anything.
      const personal = [...told, ...filled].filter((word) => word !== undefined && word.length > 3);
      for (const hidden of [...secrets, ...personal]) {
        expect(log).not.toContain(hidden);
        if (secrets.includes(String(hidden))) expect(failed.text + again.text).not.toContain(hidden);
      }
    });
  });
}

/** The body of `POST /v1/sessions` that leads to the fixtures' session. */
function orderOf({ module, session }: ProviderFixtures): object {
  const { document, user } = session;
  // Those of the fixtures are no numbers that the server takes.
  const number = document?.number === undefined ? {} : { number: '000101-01-0000' };
  return {
    provider: module.name,
    user,
    // Nobody listens there.
    webhookUrl: 'http://127.0.0.1:1/told',
    ...(document && { document: { ...document, ...number } }),
  };
}

/** A session of which everything was handed in. */
async function handIn(server: TestServer, fixtures: ProviderFixtures): Promise<string> {
  const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
  const made = await server.call('POST', '/v1/sessions', { body: orderOf(fixtures), headers });
  const { id, token } = made.body as { id: string; token: string };
  const as = { token };
  if (fixtures.details) await server.call('PUT', '/v1/flow/details', { as, body: fixtures.details });
  const uploads = fixtures.uploads ?? [];
  for (const { bytes, ...file } of uploads) {
    await server.call('POST', '/v1/flow/uploads', { as, body: file });
    if (!bytes) continue;
    const path = `/v1/flow/uploads/${file.slot}/content`;
    const type = { 'content-type': file.contentType };
    await server.call('PUT', path, { as, raw: new Uint8Array(bytes), headers: type });
  }
  if (uploads.length > 0) await server.call('POST', '/v1/flow/submissions', { as });
  await server.call('POST', `/v1/sessions/${id}/refresh`);
  return id;
}
