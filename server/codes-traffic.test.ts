import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeKeys, pack, samplePan, samplePerson, sampleXml, secureQr } from './codes/testing.ts';
import { codeAnswer, flow, knownCodes } from './contract/flow.ts';
import { session } from './contract/session.ts';
import { expectProblem, file } from './testing/expect.ts';
import { page, startServer, type TestServer } from './testing/start.ts';

const { privateKey, publicKey } = makeKeys();
const text = secureQr({ key: privateKey, version: 2 });
const PATH = '/v1/flow/codes';

let server: TestServer;
beforeAll(async () => {
  server = await startServer([], undefined, [publicKey]);
  const { steps: usual } = server.provider;
  vi.spyOn(server.provider, 'steps').mockImplementation((input) => [
    ...usual(input).map((step) => ({ ...step, code: 'aadhaar' as const })),
    {
      id: 'form',
      kind: 'details',
      accept: [],
      maxBytes: 0,
      fields: [{ name: 'fullName', type: 'text', required: true }],
    },
  ]);
});
afterAll(() => server.stop());

const send = (token: string, body: unknown) => server.call('POST', PATH, { as: { token }, body });

describe('codes', () => {
  test('are read, told to the form, told again, and shown to the merchant as evidence', async () => {
    const { id, token } = await server.open();
    const as = { token };
    const steps = flow.parse((await server.call('GET', '/v1/flow', { as })).body).steps;
    expect(steps.find(({ slot }) => slot === 'ktp')?.code).toBe('aadhaar');

    const read = await send(token, { slot: 'ktp', text });
    expect(read.status).toBe(200);
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(codeAnswer.strict().parse(read.body)).toMatchObject({
      kind: 'aadhaar_secure',
      signature: 'valid',
      fields: { fullName: 'Asha Contoh' },
    });
    const again = await server.call('GET', PATH, { as });
    expect(knownCodes.strict().parse(again.body).fields).toEqual({ fullName: 'Asha Contoh' });

    await server.call('PUT', '/v1/flow/details', { as, body: { fullName: 'USHA CONTOH' } });
    const shown = await server.call('GET', `/v1/sessions/${id}`);
    expect(session.parse(shown.body).codes).toEqual([
      {
        slot: 'ktp',
        kind: 'aadhaar_secure',
        signature: 'valid',
        matches: { name: false, dateOfBirth: null, number: null },
      },
    ]);
    expect(shown.text).not.toMatch(/Asha|Contoh|1990-12-31|\b110001\b|\b2345\b/i);
    // What the person's page learns in passing is not the flow's to tell.
    expect((await server.call('GET', '/v1/flow', { as })).text).not.toMatch(/Asha/);
  });

  test.each([
    ['a slot that is none of the flow', { slot: 'selfie', text: '1' }, 422, 'slot_unknown'],
    ['a slot that cannot be one', { slot: '../x', text: '1' }, 400, 'body_invalid'],
    ['no text', { slot: 'ktp' }, 400, 'body_invalid'],
    ['an empty text', { slot: 'ktp', text: '' }, 400, 'body_invalid'],
    ['a text that is too long', { slot: 'ktp', text: '1'.repeat(8001) }, 400, 'body_invalid'],
    ['something else besides', { slot: 'ktp', text: '1', image: 'x' }, 400, 'body_invalid'],
    ['a code that is none', { slot: 'ktp', text: '1'.repeat(8000) }, 422, 'code_unreadable'],
    ['a bomb', { slot: 'ktp', text: pack(Buffer.alloc(1_000_000)) }, 422, 'code_unreadable'],
    ['markup that is none', { slot: 'ktp', text: '<PrintLetterBarcodeData' }, 422, 'code_unreadable'],
  ])('with %s are refused', async (_name, body, status, code) => {
    const { token } = await server.open();
    const answer = await send(token, body);
    expectProblem(answer, status, code);
    expect(answer.text).not.toContain('1111');
  });

  test('are taken from whoever has the token, from an allowed page, and by no other method', async () => {
    const { token } = await server.open();
    const body = { slot: 'ktp', text };
    expectProblem(await server.call('POST', PATH, { body }), 401, 'token_missing');
    expectProblem(await server.call('GET', PATH), 401, 'token_missing');
    expectProblem(await send('sample-token', body), 401, 'token_invalid');
    expectProblem(await server.call('PUT', PATH, { as: { token }, body }), 405, 'method_not_allowed');
    const from = (origin: string) =>
      server.call('POST', PATH, { as: { token }, body, headers: { origin } }).then(({ status }) => status);
    expect(await from(page)).toBe(200);
    expect(await from('https://stranger.example')).toBe(403);
  });

  test('are taken while the session is open', async () => {
    const { token } = await server.open();
    const as = { token };
    await server.call('POST', '/v1/flow/uploads', { as, body: file() });
    await server.call('PUT', '/v1/flow/details', { as, body: { fullName: 'Asha Contoh' } });
    expect((await server.call('POST', '/v1/flow/submissions', { as })).status).toBe(202);
    expectProblem(await send(token, { slot: 'ktp', text }), 409, 'session_closed');
    expectProblem(await server.call('GET', PATH, { as }), 409, 'session_closed');
  });

  test('are limited as everything of the widget is', async () => {
    const { token } = await server.open();
    const answers = await Promise.all(
      Array.from({ length: 301 }, () => send(token, { slot: 'ktp', text: '1' }).then(({ status }) => status)),
    );
    expect(answers.filter((status) => status === 429)).toHaveLength(1);
    expect(answers.filter((status) => status === 422)).toHaveLength(300);
  });

  test('of any kind get an answer, never a 5xx', async () => {
    const hostile = fc.oneof(
      fc.stringMatching(/^\d{1,7500}$/),
      fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => pack(Buffer.from(bytes), 'zlib')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 4000 }),
      fc.stringMatching(/^<PrintLetterBarcodeData[<>&;"'=/a-z !#0-9]{0,200}$/),
    );
    const { token } = await server.open();
    await fc.assert(
      fc.asyncProperty(hostile, async (sample) => {
        const { status } = await send(token, { slot: 'ktp', text: sample });
        expect([200, 400, 422]).toContain(status);
      }),
      { numRuns: 100 },
    );
  });
});

test('nothing that was read is logged', async () => {
  const { id, token } = await server.open();
  const sent = [text, sampleXml, samplePan, `${sampleXml}<x/>`, text.slice(0, -9), '1'.repeat(9000)];
  for (const sample of sent) await send(token, { slot: 'ktp', text: sample });
  await send(token, { slot: 'ASHA-CONTOH', text });
  // The handler fails in the middle of its work.
  const failing = vi.spyOn(server.store, 'save').mockRejectedValueOnce(new Error(`cannot save ${sampleXml}`));
  expectProblem(await send(token, { slot: 'ktp', text: sampleXml }), 500, 'internal');
  failing.mockRestore();
  await vi.waitFor(() => expect(server.log()).toContain('"code":"internal"'));
  const log = server.log();
  expect(log).toContain(`"route":"${PATH}"`);
  expect(log).toContain(id);
  const { name, house, street, town, pin } = samplePerson;
  const personal = [
    name,
    house,
    street,
    town,
    pin,
    'ASHA',
    '1990-12-31',
    '31/12/1990',
    '234123412346',
    'ABCPA1234C',
  ];
  for (const value of [...personal, 'PrintLetter', text.slice(0, 30), text.slice(-30), '1111111111']) {
    expect(log, value).not.toContain(value);
  }
});
