import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeKind, codeSignature } from '../../server/contract/code.ts';
import type { CodeAnswer } from '../../server/contract/flow.ts';
import { createApi } from './client.ts';
import { knownFields } from './code-fields.ts';
import { parseCode, sendCode } from './codes.ts';

function serverThat(status: number, body: unknown) {
  const sent: unknown[] = [];
  const server = createApi({
    serverUrl: 'https://kyc.example',
    getToken: async () => 'opaque',
    clock: { now: () => 1_700_000_000_000, sleep: () => new Promise(() => undefined) },
    fetch: async (url, init) => {
      sent.push([init?.method, String(url), init?.body === undefined ? null : JSON.parse(String(init.body))]);
      if (init?.signal?.aborted) throw new Error('aborted');
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
    },
  });
  return { server, sent };
}

const never = new AbortController().signal;
const answer: CodeAnswer = {
  slot: 'aadhaar_front',
  kind: 'aadhaar_secure',
  signature: 'valid',
  matches: { name: true, dateOfBirth: null, number: false },
  fields: { firstName: 'Asha' },
};

describe('a code', () => {
  test('is sent with its slot, and comes back understood', async () => {
    const { server, sent } = serverThat(200, answer);
    expect(await sendCode(server, 'aadhaar_front', '123', never)).toEqual(answer);
    const body = { slot: 'aadhaar_front', text: '123' };
    expect(sent).toEqual([['POST', 'https://kyc.example/v1/flow/codes', body]]);
  });

  test.each([
    [422, { error: { code: 'code_unreadable' } }],
    [429, { error: { code: 'rate_limited' } }],
    [502, '<html>'],
    [200, 'no JSON'],
    [200, { ...answer, fields: null }],
  ])('that the server answers with %i %j is as if there were none', async (status, body) => {
    expect(await sendCode(serverThat(status, body).server, 'pan', '123', never)).toBeNull();
    expect(await knownFields(serverThat(status, body).server, never)).toEqual({});
  });

  test('is given up with its signal', async () => {
    const control = new AbortController();
    control.abort();
    const { server } = serverThat(200, answer);
    await expect(sendCode(server, 'pan', '123', control.signal)).rejects.toMatchObject({ code: 'aborted' });
    await expect(knownFields(server, control.signal)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('is asked for again by what it says for the form', async () => {
    const { server, sent } = serverThat(200, { codes: [], fields: { firstName: 'Asha' } });
    expect(await knownFields(server, never)).toEqual({ firstName: 'Asha' });
    expect(sent).toEqual([['GET', 'https://kyc.example/v1/flow/codes', null]]);
  });
});

describe('the guard', () => {
  test('takes what the contract allows, and a kind that it does not know yet', () => {
    const verdict = fc.constantFrom(true, false, null);
    const any = fc.record({
      slot: fc.constantFrom('ktp', 'aadhaar_front'),
      kind: fc.constantFrom(...codeKind.options),
      signature: fc.constantFrom(...codeSignature.options),
      matches: fc.record({ name: verdict, dateOfBirth: verdict, number: verdict }),
      fields: fc.dictionary(fc.string(), fc.string()),
    });
    fc.assert(
      fc.property(any, (value) => {
        expect(parseCode(value)).toBe(value);
      }),
    );
    expect(parseCode({ ...answer, kind: 'voter_id' })).toMatchObject({ kind: 'voter_id' });
  });

  test('refuses anything else in the place of a part', () => {
    const names = Object.keys(answer) as (keyof CodeAnswer)[];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(undefined, 7, '', [1], { a: 1 }),
        (name, value) => {
          expect(() => parseCode({ ...answer, [name]: value })).toThrowError('server_error');
        },
      ),
    );
    for (const value of [null, 'x', [], 7]) expect(() => parseCode(value)).toThrowError('server_error');
  });
});
