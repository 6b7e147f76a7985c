import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorBody } from './contract/error.ts';
import { type CallOptions, startServer, type TestServer } from './testing/start.ts';

/** Whatever arrives: a clear 4xx with a code of the contract, never a 5xx, and nothing is changed by it. */

const runs = 120;

let server: TestServer;
let id: string;
let token: string;
let before: unknown;

beforeAll(async () => {
  server = await startServer();
  ({ id, token } = await server.open({ metadata: { keep: 'this' } }));
  before = await server.store.load(id);
});
afterAll(() => server.stop());

async function expectRefusal(method: string, path: string, options: CallOptions): Promise<void> {
  const answer = await server.call(method, path, options);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  errorBody.parse(answer.body);
}

const expectUnchanged = async (): Promise<void> => {
  expect(await server.store.load(id)).toEqual(before);
};

/** Values that people and scanners really send: right names with wrong values, and plain nonsense. */
const nearly = fc.record(
  {
    provider: fc.oneof(fc.constant('onekyc'), fc.string(), fc.jsonValue()),
    document: fc.jsonValue(),
    user: fc.jsonValue(),
    webhookUrl: fc.oneof(fc.webUrl(), fc.string()),
    slot: fc.oneof(fc.constant('ktp'), fc.string()),
    contentType: fc.oneof(fc.constant('image/jpeg'), fc.string()),
    size: fc.oneof(fc.integer(), fc.double(), fc.string()),
    sha256: fc.string(),
    __proto__: fc.jsonValue(),
    extra: fc.jsonValue(),
  },
  { requiredKeys: ['extra'] },
);

const bodies = fc.oneof(
  nearly.map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
  fc.constant(`${'['.repeat(5000)}${']'.repeat(5000)}`),
  fc.constant('{"__proto__":{"provider":"onekyc"}}'),
);

const types = fc.oneof(
  fc.constant('application/json'),
  fc.constantFrom(
    'text/plain',
    'application/json; charset=utf-7',
    'multipart/form-data',
    'application/json;;',
    'x',
  ),
);

/** Printable, so that the client can send it at all. */
const headerValue = fc.stringMatching(/^[!-~]{1,80}$/);

describe('hostile input', () => {
  test.each([
    ['POST', '/v1/sessions'],
    ['POST', '/v1/flow/uploads'],
    ['POST', '/v1/flow/codes'],
    ['POST', '/v1/flow/liveness'],
    ['PUT', '/v1/flow/details'],
  ])('as body of %s %s', async (method, path) => {
    const as = path.startsWith('/v1/flow') ? { as: { token } } : {};
    await fc.assert(
      fc.asyncProperty(bodies, types, (raw, type) =>
        expectRefusal(method, path, { ...as, raw, headers: { 'content-type': type } }),
      ),
      { numRuns: runs },
    );
    await expectUnchanged();
  });

  test('as token', async () => {
    const mangled = fc.oneof(
      headerValue,
      fc
        .tuple(fc.nat(token.length - 1), headerValue)
        .map(([at, text]) => token.slice(0, at) + text + token.slice(at + 1)),
      fc.constantFrom('..', 'a.b.c', `${'A'.repeat(5000)}`, token.split('.').slice(0, 2).join('.')),
    );
    await fc.assert(
      fc.asyncProperty(mangled, async (text) => {
        fc.pre(text !== token);
        await expectRefusal('GET', '/v1/flow', { as: { token: text } });
        await expectRefusal('POST', '/v1/flow/submissions', { as: { token: text } });
      }),
      { numRuns: runs },
    );
    await expectUnchanged();
  });

  test('as session, slot, cursor or path', async () => {
    const part = fc.oneof(
      fc
        .string({ unit: 'binary', minLength: 1 })
        .map((text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '.'))),
      fc.constantFrom(
        '%',
        '%ff',
        '%00',
        '..%2f..%2fetc',
        'ses_',
        `ses_${'a'.repeat(24)}`,
        `ses_${'a'.repeat(4000)}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(part, async (text) => {
        fc.pre(text !== '.' && text !== '..');
        await expectRefusal('GET', `/v1/sessions/${text}`, {});
        await expectRefusal('DELETE', `/v1/sessions/${text}x`, {});
        await expectRefusal('PUT', `/v1/flow/uploads/${text}/content`, { as: { token }, raw: 'x' });
        await expectRefusal('GET', `/v1/sessions?cursor=${text}`, {});
        await expectRefusal('GET', `/v1/sessions?limit=0&x=${text}`, {});
        await expectRefusal('POST', `/v1/webhooks/${text}`, { raw: text });
      }),
      { numRuns: runs },
    );
    await expectUnchanged();
  });

  test('as headers', async () => {
    await fc.assert(
      fc.asyncProperty(headerValue, async (text) => {
        await expectRefusal('GET', '/v1/sessions', { as: 'nobody', headers: { authorization: text } });
        await expectRefusal('GET', '/v1/flow', { as: { token }, headers: { origin: text } });
        const key = { 'idempotency-key': `${text} ${text}é`.slice(0, 200) };
        const answer = await server.call('POST', '/v1/sessions', {
          body: { provider: 'nobody' },
          headers: key,
        });
        expect(answer.status).toBe(400);
        const traced = await server.call('GET', '/healthz', { headers: { 'x-request-id': text } });
        expect(traced.headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
      }),
      { numRuns: runs },
    );
    await expectUnchanged();
  });

  test('as webhook', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), headerValue, async (bytes, authorization) => {
        await expectRefusal('POST', '/v1/webhooks/onekyc', {
          raw: new Uint8Array(bytes),
          headers: { authorization },
        });
      }),
      { numRuns: runs },
    );
    await expectUnchanged();
  });
});
