import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadTarget } from '../../contract/upload.ts';
import { journey, openAdapter, perform } from '../conformance.harness.ts';
import { json } from '../conformance.upstream.ts';
import { ProviderError, WebhookRejected } from '../errors.ts';
import { sign } from './canonical.ts';
import {
  delivery,
  fixtures,
  kycReply,
  ofBody,
  route,
  STAMP,
  statusEvent,
  USER,
  WEBHOOK_URL,
} from './fixtures.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });
const secret = fixtures.environment['OST_WEBHOOK_SECRET'] ?? '';
const caught = (work: Promise<unknown> | undefined) =>
  Promise.resolve(work).catch((error: unknown): unknown => error);

describe('whatever OST answers', () => {
  const sometimes = (...good: unknown[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, fc.jsonValue());

  it('is approved in the one documented way only', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    const answers = fc.record({
      kyc_status: sometimes('approved', 'approved', 'pending', 'denied'),
      admin_status: sometimes('qualified', 'qualified', 'unprocessed', 'denied'),
      aml_status: sometimes('cleared', 'approved', 'cleared', 'rejected', 'failed'),
      submission_count: sometimes(1, 1, '1', 2),
      user_id: sometimes(Number(USER), USER, 7),
      admin_action_types: sometimes([], [], ['data_mismatch']),
    });
    let approvals = 0;
    await fc.assert(
      fc.asyncProperty(answers, fc.jsonValue(), async (answer, detail) => {
        upstream.set({
          [route.status]: kycReply(answer),
          [route.detail]: json({ success: true, data: detail }),
        });
        const change = await caught(adapter.fetchStatus(session, context()));
        if (change instanceof ProviderError) return;
        const { result } = (change as { outcome: { result: string | null } }).outcome;
        if (result !== 'approved') return;
        approvals++;
        expect(answer).toMatchObject({ kyc_status: 'approved', admin_status: 'qualified' });
        expect(['cleared', 'approved']).toContain(answer.aml_status);
        expect(Number(answer.submission_count ?? 0)).toBeLessThanOrEqual(1);
        expect(String(answer.user_id)).toBe(USER);
      }),
      { numRuns: 500 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it('ends with a ProviderError or with what the contract allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(route)),
        fc.oneof(fc.jsonValue(), fc.record({ success: fc.constant(true), data: fc.jsonValue() })),
        fc.constantFrom(200, 201, 400, 401, 409, 422, 500),
        async (where, body, status) => {
          const { adapter } = openAdapter(fixtures, { [where]: json(body, status) });
          const end = await caught(
            journey(fixtures, adapter, 'fetchStatus').then(({ session }) =>
              adapter.fetchStatus(session, context()),
            ),
          );
          if (end instanceof ProviderError) return;
          const { result } = (end as { outcome: { result: unknown } }).outcome;
          // A success of the address check needs no data; the others are not asked on this way.
          const harmless: readonly string[] = [
            route.detail,
            route.ethereum,
            route.listUsers,
            route.listKyc,
            route.getUser,
            route.post,
          ];
          if (result === 'approved') expect(harmless).toContain(where);
        },
      ),
    );
  });

  it('is an upload target that the contract allows, or none', async () => {
    const fieldName = fc.string().filter((name) => name !== '__proto__');
    const place = fc.record({
      url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string(), fc.jsonValue()),
      fields: fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fieldName, fc.string()).map((fields) => ({ ...fields, key: '3/i/1' })),
      ),
    });
    for (const upload of ['put', 'post'] as const) {
      const environment = { ...fixtures.environment, OST_UPLOAD: upload };
      const of = { ...fixtures, environment };
      const { adapter, upstream } = openAdapter(of);
      const { session } = await journey(of, adapter, 'uploadTarget');
      let targets = 0;
      await fc.assert(
        fc.asyncProperty(place, async (offered) => {
          const data = { [`file_upload_${upload}`]: { document_id: offered } };
          upstream.set({ [route[upload]]: json({ success: true, data }) });
          const change = await caught(perform(of, adapter, 'uploadTarget', session));
          if (change instanceof ProviderError) return;
          const target = uploadTarget.parse((change as { target: unknown }).target);
          targets++;
          expect(target.url).toMatch(/^https:/i);
          if (target.method === 'POST') expect(target.fields).toEqual(offered.fields);
        }),
      );
      expect(targets).toBeGreaterThan(0);
    }
  });
});

describe('whatever calls the webhook', () => {
  const good = Buffer.from(delivery(statusEvent).body).toString();

  const deliver = async (body: string | Uint8Array, method = 'POST', headers = {}) => {
    const { adapter } = openAdapter(fixtures);
    const { session, references } = await journey(fixtures, adapter, 'end');
    const find = async (name: string) => (references.includes(name) ? session : null);
    return caught(adapter.receiveWebhook({ ...ofBody(body), method, headers }, find, context()));
  };

  it('changed anywhere, it is not believed', async () => {
    const changed = fc
      .tuple(fc.nat(good.length - 1), fc.constantFrom('', '&', '=', '%', '+', 'x', '0', '&signature='))
      .map(([at, put]) => good.slice(0, at) + put + good.slice(at + 1))
      // The same pairs in other words are the same delivery.
      .filter((body) => new URLSearchParams(body).toString() !== new URLSearchParams(good).toString());
    await fc.assert(
      fc.asyncProperty(changed, async (body) => {
        const event = await deliver(body);
        expect(event).toBeInstanceOf(WebhookRejected);
        expect(event).toMatchObject({ status: 401 });
      }),
      { numRuns: 200 },
    );
  });

  it('of any bytes, method and headers, it is refused', async () => {
    const body = fc.oneof(fc.uint8Array(), fc.string(), fc.json(), fc.webQueryParameters());
    const headers = fc.dictionary(fc.string(), fc.string());
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom('POST', 'GET', 'PUT'), headers, async (bytes, method, sent) => {
        expect(await deliver(bytes, method, sent)).toBeInstanceOf(WebhookRejected);
      }),
    );
  });

  it('signed with our secret, any form is refused, ignored or an event without an outcome', async () => {
    const key = fc.oneof(
      fc.constantFrom('id', 'name', 'type', 'data[user][id]', 'data[user_kyc][user_id]', '__proto__', 'a[]'),
      fc.string(),
    );
    const value = fc.oneof(fc.constantFrom('7', USER, 'kyc_status_update', 'user_register'), fc.string());
    const pairs = fc.array(fc.tuple(key, value));
    await fc.assert(
      fc.asyncProperty(pairs, fc.boolean(), async (all, isStamped) => {
        const form = new URLSearchParams(all.filter(([name]) => name !== 'signature'));
        if (isStamped) form.append('request_timestamp', String(STAMP));
        const event = await deliver(`${form}&signature=${sign(secret, `${WEBHOOK_URL}?${form}`)}`);
        if (event instanceof WebhookRejected) return;
        expect(isStamped).toBe(true);
        expect(['ignored', 'event']).toContain((event as { kind: string }).kind);
        expect(JSON.stringify(event)).not.toContain('completed');
      }),
    );
  });

  it.each([
    ['a key twice', 'id=1&id=2&name=kyc_reopen'],
    ['a broken encoding', 'id=%ZZ&name=kyc_reopen'],
  ])('signed with our secret, it is malformed with %s', async (_, start) => {
    const form = `${start}&request_timestamp=${STAMP}`;
    const event = await deliver(`${form}&signature=${sign(secret, `${WEBHOOK_URL}?${form}`)}`);
    expect(event).toMatchObject({ name: 'WebhookRejected', status: 400 });
  });
});
