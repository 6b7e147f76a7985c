import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { journey, openAdapter, perform } from '../conformance.harness.ts';
import { json, type Reply } from '../conformance.upstream.ts';
import { created, fixtures, PAGE, route, sealed, sealedReply, status } from './fixtures.ts';

const WORDS = 'SITI SAMPLE 900101-00-0001';

/** What became of a start, or of a status, when the gateway answers like this. */
const startWith = async (reply: Reply): Promise<unknown> => {
  const { adapter } = openAdapter(fixtures, { [route.create]: reply });
  return perform(fixtures, adapter, 'start', { ...fixtures.session, ...blank }).catch(
    (error: unknown) => error,
  );
};
const blank = { state: {}, status: 'pending', details: null, uploads: [] } as const;

const askWith = async (reply: Reply): Promise<unknown> => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, 'fetchStatus');
  upstream.set({ [route.status]: reply });
  return perform(fixtures, adapter, 'fetchStatus', session).catch((error: unknown) => error);
};

const codes = [
  ['100', 'bad_request', 'MISSING_PARAMETER'],
  ['101', 'unauthorized', 'INVALID_API_KEY'],
  ['102', 'unauthorized', 'INVALID_PACKAGE_NAME'],
  ['103', 'bad_request', 'INVALID_REF_ID'],
  ['104', 'unauthorized', 'INVALID_SECURITY_TOKEN'],
  ['105', 'unavailable', 'SERVICE_NOT_AVAILABLE'],
  ['400', 'bad_request', 'BAD_REQUEST'],
  ['401', 'unauthorized', 'INVALID_CREDENTIAL'],
  ['500', 'unavailable', 'SERVER_ERROR'],
  ['503', 'unavailable', 'SERVER_ERROR'],
] as const;

describe('a refusal', () => {
  it.each(codes)('of code %s is %s', async (code, kind, reason) => {
    const inTheClear = { message: WORDS, name: WORDS, code: Number(code), status: 200, type: WORDS };
    const replies: Reply[] = [
      sealedReply({ message: 'Failed', error_code: code, description: WORDS }),
      sealedReply({ message: 'Failed', error_code: Number(code), description: WORDS }),
      json({ success: true, data: { message: 'Failed', error_code: code } }),
      json({ success: false, data: inTheClear }),
      json({ success: false, data: sealed({ error_code: code, description: WORDS }) }),
      json({ success: 'false', ...inTheClear }),
      json({ success: false, data: inTheClear }, 400),
      json({ status_code: code, message: WORDS }),
    ];
    for (const reply of replies) {
      for (const error of [await startWith(reply), await askWith(reply)]) {
        expect(error).toMatchObject({ name: 'ProviderError', kind, info: { reason } });
        expect(inspect(error, { depth: 9 })).not.toContain('SAMPLE');
      }
    }
  });

  it.each([false, 'false', 0, '0', ''])(
    'is meant by success %j, whatever stands beside it',
    async (success) => {
      const data = sealed(status());
      expect(await askWith(json({ success, data }))).toMatchObject({ kind: 'bad_request' });
      expect(await askWith(json({ success: 1, data }))).toMatchObject({ outcome: { result: 'approved' } });
    },
  );

  it.each([
    ['Duplicate transaction found', 'DUPLICATE_TRANSACTION'],
    ['Invalid NRIC Format', 'INVALID_NRIC_FORMAT'],
    [WORDS, 'INVALID_REF_ID'],
  ])('of 103 with %j says %s', async (description, reason) => {
    const error = await startWith(sealedReply({ message: 'Failed', error_code: '103', description }));
    expect(error).toMatchObject({ kind: 'bad_request', info: { reason } });
  });

  it('is read from the status of the framework, whose code is 0', async () => {
    const body = { name: 'Unauthorized', message: WORDS, code: 0, status: 401, type: 'yii\\web\\Exception' };
    for (const reply of [json(body), json(body, 401), json({ success: false, data: body })]) {
      expect(await askWith(reply)).toMatchObject({
        kind: 'unauthorized',
        info: { reason: 'INVALID_CREDENTIAL' },
      });
    }
  });

  it('of no known code is one of what was sent, or what HTTP says', async () => {
    const body = { success: false, data: { message: WORDS, code: 777, status: 'x' } };
    expect(await startWith(json(body))).toMatchObject({ kind: 'bad_request', info: { status: 200 } });
    const forbidden = await startWith(json(body, 403));
    expect(forbidden).toMatchObject({ kind: 'forbidden', info: { status: 403 } });
    expect((forbidden as { info: object }).info).not.toHaveProperty('reason');
    expect(await startWith(json({ success: false }))).toMatchObject({ kind: 'bad_request' });
  });

  it('leaves a service that is away what it is', async () => {
    const reply = json({ success: false, data: { code: 104 } }, 502);
    expect(await askWith(reply)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('an answer', () => {
  it.each<[string, (fields: unknown) => unknown]>([
    ['sealed', (fields) => ({ success: true, data: sealed(fields) })],
    ['sealed, with a status code', (fields) => ({ status_code: '200', data: sealed(fields) })],
    ['sealed, with a number', (fields) => ({ status_code: 200, data: sealed(fields) })],
    ['sealed alone', (fields) => ({ data: sealed(fields) })],
    ['in the clear', (fields) => ({ success: true, data: fields })],
    ['without an envelope', (fields) => fields],
    ['beside an empty one', (fields) => ({ success: true, data: null, ...Object(fields) })],
  ])('is read when it is %s', async (_, wrap) => {
    const start = await startWith((request) => Response.json(wrap(created(request.body))));
    expect(start).toMatchObject({ hosted: { url: PAGE } });
    const answer = await askWith(() => Response.json(wrap(status({ error_code: '0' }))));
    expect(answer).toMatchObject({ outcome: { status: 'completed', result: 'approved' } });
  });

  it.each<[string, unknown]>([
    ['another key', { success: true, data: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    [
      'another key beside words in the clear',
      { ...status(), success: true, data: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    ],
    ['a sealed text', { success: true, data: sealed('text') }],
    ['a sealed list', { success: true, data: sealed([status()]) }],
    ['a list', { success: true, data: [status()] }],
    ['a number', { success: true, data: 7 }],
    ['nothing', null],
    ['a list alone', [status()]],
  ])('is not %s', async (_, body) => {
    expect(await askWith(json(body))).toMatchObject({ kind: 'invalid_response' });
    expect(await startWith(json(body))).toMatchObject({ kind: 'invalid_response' });
  });
});
