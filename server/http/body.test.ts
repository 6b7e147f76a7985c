import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorBody } from '../contract/error.ts';
import { jsonBody, rawBody } from './body.ts';
import { type Stage, stage } from './testing.ts';

let json: Stage;
let raw: Stage;
beforeAll(async () => {
  json = await stage('/', [jsonBody(), (request, response) => void response.json(request.body)]);
  raw = await stage('/', [
    rawBody(100),
    (request, response) => void response.json({ bytes: [...((request.body ?? []) as Buffer)] }),
  ]);
});
afterAll(() => Promise.all([json.stop(), raw.stop()]));

const post = async (
  to: Stage,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  const answer = await fetch(to.url, init);
  const text = await answer.text();
  const value: unknown = JSON.parse(text);
  return { status: answer.status, value, text, code: errorBody.safeParse(value).data?.error.code };
};

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a JSON body', () => {
  it.each([
    ['{"a":[1,{"b":null}]}', {}],
    ['{}', { 'content-type': 'application/json; charset=UTF-8' }],
    [nested(8), {}],
    [`{"a":"${'x'.repeat(65_000)}"}`, {}],
  ])('is read: %.30s', async (body, headers) => {
    expect(await post(json, body, headers)).toMatchObject({ status: 200, value: JSON.parse(body) });
  });

  it.each([
    ['nothing', '', {}, 400, 'json_invalid'],
    ['no JSON', '{"name": BUDI CONTOH}', {}, 400, 'json_invalid'],
    ['an array', '[]', {}, 400, 'json_invalid'],
    ['a text', '"x"', {}, 400, 'json_invalid'],
    ['null', 'null', {}, 400, 'json_invalid'],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), {}, 400, 'json_invalid'],
    ['nine levels', nested(9), {}, 400, 'json_invalid'],
    ['thousands of levels', nested(10_000), {}, 400, 'json_invalid'],
    ['a prototype', '{"a":[{"__proto__":{"admin":true}}]}', {}, 400, 'json_invalid'],
    ['a constructor', '{"constructor":{}}', {}, 400, 'json_invalid'],
    [
      'a form',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'content_type_unsupported',
    ],
    ['no type', '{}', { 'content-type': '' }, 415, 'content_type_unsupported'],
    ['a type that is alike', '{}', { 'content-type': 'application/jsonp' }, 415, 'content_type_unsupported'],
    ['UTF-16', '{}', { 'content-type': 'application/json;charset=utf-16' }, 415, 'content_type_unsupported'],
    ['gzip', gzipSync('{}'), { 'content-encoding': 'gzip' }, 415, 'content_type_unsupported'],
    ['more than 64 KiB', `{"a":"${'x'.repeat(65_600)}"}`, {}, 413, 'body_too_large'],
  ])('of %s is refused', async (_name, body, headers, status, code) => {
    const answer = await post(json, body, headers);
    expect(answer).toMatchObject({ status, code });
    expect(answer.text).not.toContain('BUDI');
  });

  it('never gets through as anything but a plain object, whatever is sent', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const answer = await post(json, body);
        if (answer.status === 200) expect(Object.getPrototypeOf(answer.value)).toBe(Object.prototype);
        else expect(answer.code).toBe('json_invalid');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a raw body', () => {
  it('arrives as it was sent, whatever its type', async () => {
    const bytes = new Uint8Array([0, 255, 10, 13, 123]);
    expect((await post(raw, bytes, { 'content-type': 'x/y' })).value).toEqual({ bytes: [...bytes] });
  });

  it('has a limit and is not unpacked', async () => {
    expect((await post(raw, 'x'.repeat(101))).code).toBe('body_too_large');
    expect((await post(raw, gzipSync('{}'), { 'content-encoding': 'gzip' })).code).toBe(
      'content_type_unsupported',
    );
  });
});
