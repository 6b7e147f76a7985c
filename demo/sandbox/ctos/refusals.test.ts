import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encrypt } from './crypto.ts';
import { type Bench, type CtosAnswer, keys, startBench } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const envelope = (text: string, apiKey = keys.apiKey): string =>
  JSON.stringify({ data: encrypt(keys, text), api_key: apiKey });

/** Nothing was made. */
const expectNothing = (): void => expect(bench.ctos.sessions()).toEqual([]);

describe('the envelope', () => {
  it.each([
    ['another API key', envelope('{}', 'another')],
    ['no API key', JSON.stringify({ data: encrypt(keys, '{}') })],
    ['an API key that is no text', JSON.stringify({ data: encrypt(keys, '{}'), api_key: 1 })],
    ['a list', '[]'],
  ])('with %s is refused with 101, in the clear', async (_name, body) => {
    const answer = await bench.raw('create-transaction', body);
    expect(answer.body).toEqual({
      success: false,
      data: {
        name: 'Unauthorized',
        message: 'Invalid API key',
        code: 101,
        status: 401,
        type: 'yii\\web\\UnauthorizedHttpException',
      },
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['plain text', JSON.stringify({ data: 'hello', api_key: keys.apiKey })],
    ['an object', JSON.stringify({ data: { ref_id: '1' }, api_key: keys.apiKey })],
    ['nothing', JSON.stringify({ api_key: keys.apiKey })],
    [
      'what another key encrypted',
      JSON.stringify({ data: encrypt({ ...keys, iv: 'abcdefghijklmnop' }, '{}'), api_key: keys.apiKey }),
    ],
    ['no JSON inside', envelope('ref_id=1')],
    ['a list inside', envelope('[]')],
  ])('with %s is refused with 400, in the clear', async (_name, body) => {
    const answer = await bench.raw('create-transaction', body);
    expect(answer.body).toMatchObject({ success: false, data: { code: 400, status: 400 } });
  });

  it('must be JSON, and say so', async () => {
    const broken = await bench.raw('create-transaction', '{');
    expect([broken.status, broken.body.success]).toEqual([400, false]);
    const form = await bench.raw('create-transaction', envelope('{}'), 'application/x-www-form-urlencoded');
    expect(form.body).toMatchObject({ success: false, data: { code: 101 } });
  });

  it('goes to one of two calls', async () => {
    expect((await bench.raw('cancel', envelope('{}'))).body).toMatchObject({
      success: false,
      data: { status: 404, type: 'yii\\web\\NotFoundHttpException' },
    });
  });
});

const long = (length: number): string => 'x'.repeat(length);

describe('create-transaction', () => {
  const required = [
    'api_key',
    'package_name',
    'ref_id',
    'signature',
    'request_time',
    'document_name',
    'document_number',
    'platform',
    'response_url',
    'callback_mode',
  ];

  it.each([
    ...required.map((name) => [name, '', '100', `Missing parameter: ${name}`] as const),
    ['document_name', null, '100', 'Missing parameter: document_name'],
    ['package_name', 'com.other', '102', 'Invalid package name'],
    ['ref_id', long(33), '103', 'Invalid ref id: longer than 32'],
    ['document_number', '123', '103', 'Invalid NRIC Format'],
    ['document_number', '000000-112222', '103', 'Invalid NRIC Format'],
    ['document_number', '000000-11-22223', '400', 'Bad request: document_number is longer than 14'],
    ['signature', 'AAAA', '104', 'Invalid security token'],
    ['signature', long(101), '400', 'Bad request: signature is longer than 100'],
    ['request_time', '2030-01-02T11:04:05', '400', 'Bad request: request_time must be YYYY-MM-DD HH:mm:ss'],
    [
      'request_time',
      '2030-01-02 11:19:06',
      '104',
      'Invalid security token: request_time is too old or too new',
    ],
    [
      'request_time',
      '2030-01-02 02:49:04',
      '104',
      'Invalid security token: request_time is too old or too new',
    ],
    ['document_name', long(101), '400', 'Bad request: document_name is longer than 100'],
    ['document_name', { a: 1 }, '400', 'Bad request: document_name'],
    ['platform', 'web', '400', 'Bad request: platform'],
    ['response_url', 'shop.example', '400', 'Bad request: response_url'],
    ['response_url', 'javascript:alert(1)', '400', 'Bad request: response_url'],
    [
      'response_url',
      `https://shop.example/${long(200)}`,
      '400',
      'Bad request: response_url is longer than 200',
    ],
    ['backend_url', 'ftp://shop.example', '400', 'Bad request: backend_url'],
    ['callback_mode', '3', '400', 'Bad request: callback_mode'],
    ['response_mode', '2', '400', 'Bad request: response_mode'],
    ['document_type', '15', '400', 'Bad request: document_type'],
    ['document_type', '0', '400', 'Bad request: document_type'],
    ['remark', long(201), '400', 'Bad request: remark is longer than 200'],
  ] as const)('refuses %s = %j with %s', async (name, value, code, description) => {
    const answer = await bench.create('R1', { [name]: value });
    expect(answer.status).toBe(200);
    expect(answer.body.success).toBe(true);
    expect(answer.fields).toEqual({ message: 'Failed', error_code: code, description });
    expectNothing();
  });

  it('refuses another API key inside the envelope in the clear', async () => {
    const answer = await bench.create('R1', { api_key: 'another' });
    expect(answer.body).toMatchObject({ success: false, data: { code: 101 } });
    expectNothing();
  });

  it('refuses a ref_id that was there before, whatever became of it', async () => {
    const first = await bench.create('R1');
    bench.ctos.control.expire('R1');
    expect((await bench.create('R1')).fields).toEqual({
      message: 'Failed',
      error_code: '103',
      description: 'Duplicate transaction found',
    });
    expect(bench.ctos.sessions()).toHaveLength(1);
    expect((await bench.status(first)).fields['status']).toBe(3);
  });

  it('refuses a signature over another ref_id or time', async () => {
    const { fields } = await bench.create('R1');
    const refused = await bench.create('R2', { signature: fields['signature'] });
    expect(refused.fields['error_code']).toBe('104');
  });

  it.each([
    { document_number: '000000112222' },
    { document_number: 'A1234567', document_type: 3 },
    { callback_mode: 0, backend_url: undefined },
    { response_mode: undefined, document_type: undefined },
    { platform: 'iOS' },
    { ref_id: long(32) },
    { request_time: '2030-01-02 03:04:05' },
    { product_info: { plan: 'sample' }, remark: 'sample' },
  ])('takes %j', async (more) => {
    const { fields } = await bench.create(String(more.ref_id ?? 'R1'), more);
    expect(fields['onboarding_url']).toEqual(expect.stringContaining(bench.ctos.origin));
  });

  it('calls only ports 80 and 443 where it is told so', async () => {
    await bench.close();
    bench = await startBench({ backendPorts: [80, 443] });
    const codes: unknown[] = [];
    for (const url of ['https://a.example/h', 'http://a.example:80/h', 'https://a.example:8443/h']) {
      codes.push((await bench.create(`R${codes.length}`, { backend_url: url })).fields['error_code']);
    }
    expect(codes).toEqual([undefined, undefined, '400']);
  });
});

describe('get-status', () => {
  let created: CtosAnswer;
  beforeEach(async () => {
    created = await bench.create('R1');
  });

  it.each([
    ['ref_id', 'R1', '103'],
    ['ref_id', 'com.example.pkgR2', '103'],
    ['onboarding_id', 'another', '103'],
    ['onboarding_id', '', '100'],
    ['mode', '', '100'],
    ['mode', '3', '400'],
    ['platform', '', '100'],
    ['platform', 'Windows', '400'],
    ['signature', 'AAAA', '104'],
    ['package_name', 'com.other', '102'],
    ['request_time', '2029-01-02 11:04:05', '104'],
  ])('refuses %s = "%s" with %s', async (name, value, code) => {
    const answer = await bench.status(created, { [name]: value });
    expect(answer.fields).toMatchObject({ message: 'Failed', error_code: code });
  });
});

describe('refusals of another dress', () => {
  it('come in the clear, with a fitting status', async () => {
    bench.ctos.control.setAnswers({ errors: 'clear', errorStatus: 'fitting' });
    const answer = await bench.create('R1', { document_number: '1' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      success: false,
      data: {
        name: 'Bad Request',
        message: 'Invalid NRIC Format',
        code: 103,
        status: 400,
        type: 'yii\\web\\BadRequestHttpException',
      },
    });
  });
});

describe('trouble on demand', () => {
  it('+down is 105 when creating, +status-down when asking', async () => {
    const down = await bench.create('R1', { document_name: 'SITI SAMPLE +down' });
    expect(down.fields).toMatchObject({ error_code: '105', description: 'Service not available' });
    const created = await bench.create('R2', { document_name: 'SITI SAMPLE +status-down' });
    expect((await bench.status(created)).fields).toMatchObject({ error_code: '105' });
  });

  it('+busy is 429, and says when to come back', async () => {
    const answer = await bench.create('R1', { document_name: 'SITI SAMPLE +busy' });
    expect([answer.status, answer.body]).toMatchObject([429, { success: false, data: { status: 429 } }]);
    expectNothing();
  });

  it('fails the next calls as told, and leaves the rest alone', async () => {
    bench.ctos.control.failNext(1);
    bench.ctos.control.failNext(1, 429, 7);
    const first = await bench.create('R1');
    expect([first.status, first.body]).toMatchObject([503, { success: false }]);
    const second = await fetch(`${bench.ctos.baseUrl}/get-status`, { method: 'POST' });
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await bench.create('R1')).fields['ref_id']).toBe('com.example.pkgR1');
  });
});
