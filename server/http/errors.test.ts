import { afterEach, describe, expect, it } from 'vitest';
import { errorBody } from '../contract/error.ts';
import { ProviderError, type ProviderErrorKind, WebhookRejected } from '../providers/errors.ts';
import { ClientGone, ServerStopping, signalOf } from './abort.ts';
import { Problem } from './problem.ts';
import { type Stage, stage } from './testing.ts';
import { translate } from './translate.ts';

const open: Stage[] = [];
afterEach(() => Promise.all(open.splice(0).map(({ stop }) => stop())));

const failing = async (error: unknown, shutdown?: AbortSignal): Promise<Stage> => {
  const thrower = () => {
    throw error;
  };
  const made = await stage('/v1/:id', [thrower], shutdown ? { shutdown } : {});
  open.push(made);
  return made;
};

async function answerTo(error: unknown, shutdown?: AbortSignal) {
  const { url, log } = await failing(error, shutdown);
  const answer = await fetch(`${url}/v1/x`, { headers: { 'x-request-id': 'sample-request' } });
  const { error: body } = errorBody.parse(await answer.json());
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(body.requestId).toBe('sample-request');
  return { status: answer.status, headers: answer.headers, ...body, log: log() };
}

const ofProvider = (kind: ProviderErrorKind, info = {}) => new ProviderError('onekyc', 'submit', kind, info);

describe('the single way out', () => {
  it('answers a Problem with its code, status, details and patience', async () => {
    const details = [{ path: 'document.number', message: 'is required' }];
    const answer = await answerTo(new Problem('rate_limited', 'Wait.', { details, retryAfterMs: 1200 }));
    expect(answer).toMatchObject({ status: 429, code: 'rate_limited', message: 'Wait.', details });
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('says how to authenticate', async () => {
    const { headers } = await answerTo(new Problem('token_missing', 'Send it.'));
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    ['bad_request', 502, 'provider_error'],
    ['unauthorized', 502, 'provider_error'],
    ['forbidden', 502, 'provider_error'],
    ['not_found', 502, 'provider_error'],
    ['conflict', 502, 'provider_error'],
    ['quota', 502, 'provider_quota'],
    ['clock', 502, 'clock_skewed'],
    ['invalid_response', 502, 'provider_error'],
    ['upload_missing', 422, 'upload_missing'],
    ['details_invalid', 422, 'details_invalid'],
    ['rate_limited', 503, 'provider_unavailable'],
    ['unavailable', 503, 'provider_unavailable'],
    ['aborted', 503, 'provider_unavailable'],
    ['timeout', 504, 'provider_timeout'],
  ] as const)('answers a provider’s %s with %i %s', async (kind, status, code) => {
    const answer = await answerTo(ofProvider(kind, { status: 418, reason: 'SAMPLE_REASON' }));
    expect(answer).toMatchObject({ status, code });
    expect(answer.headers.has('retry-after')).toBe(code === 'provider_unavailable');
    expect(answer.message).not.toMatch(/418|SAMPLE_REASON/);
    expect(answer.log).toContain('"reason":"SAMPLE_REASON","upstreamStatus":418');
  });

  it.each([
    [{ clockAheadMs: 41_700 }, 'its clock is 42 s ahead'],
    [{ clockAheadMs: -12_000 }, 'its clock is 12 s behind'],
    [{}, 'set its clock'],
  ])('says how far the clock is off: %j', async (info, words) => {
    expect((await answerTo(ofProvider('clock', info))).message).toContain(words);
  });

  it.each(['upload_missing', 'details_invalid'] as const)('names the fields of %s', async (kind) => {
    const { details } = await answerTo(ofProvider(kind, { fields: ['birthdate', 'city'] }));
    expect(details?.map(({ path }) => path)).toEqual(['birthdate', 'city']);
    expect((await answerTo(ofProvider(kind))).details).toBeUndefined();
  });

  it('passes a provider’s patience on', async () => {
    const answer = await answerTo(ofProvider('rate_limited', { retryAfterMs: 60_000 }));
    expect(answer.headers.get('retry-after')).toBe('60');
  });

  it.each([
    [400, 'body_invalid'],
    [401, 'webhook_unauthenticated'],
    [404, 'session_not_found'],
  ] as const)('answers a rejected webhook with %i %s', async (status, code) => {
    const answer = await answerTo(new WebhookRejected(status, 'signature differs'));
    expect(answer).toMatchObject({ status, code });
    expect(answer.message).not.toContain('signature');
    expect(answer.log).toContain('"why":"signature differs"');
  });

  it('says that the server stops when that is why', async () => {
    const shutdown = AbortSignal.abort();
    expect(await answerTo(ofProvider('aborted'), shutdown)).toMatchObject({
      status: 503,
      code: 'shutting_down',
    });
  });

  it.each([
    ['an Error', new TypeError('BUDI CONTOH 0000000101000001'), 'TypeError'],
    ['an error with a hostile message', new RangeError('x\n    at BUDI CONTOH:0:0'), 'RangeError'],
    [
      'an error with a status',
      Object.assign(new Error('BUDI CONTOH'), { status: 418, expose: true }),
      'Error',
    ],
    ['a text', 'BUDI CONTOH 0000000101000001', 'string'],
  ])('tells nothing of %s that nobody foresaw', async (_name, error, kind) => {
    const answer = await answerTo(error);
    expect(answer).toMatchObject({ status: 500, code: 'internal' });
    expect(`${answer.message}${answer.log}`).not.toMatch(/BUDI|00000001/);
    expect(answer.log).toContain(`"error":"${kind}"`);
    if (error instanceof Error) expect(answer.log).toMatch(/errors\.test\.ts:\d+:\d+/);
  });

  it('answers a path that cannot be decoded like one that is not there', async () => {
    const { url } = await failing(new Error('not reached'));
    const answer = await fetch(`${url}/v1/%ff`);
    expect(answer.status).toBe(404);
    expect(errorBody.parse(await answer.json()).error.code).toBe('not_found');
  });

  it('breaks off an answer that has begun', async () => {
    const made = await stage('/', [
      (_request, response) => {
        response.write('half');
        throw new Problem('internal', 'later');
      },
    ]);
    open.push(made);
    await expect(fetch(made.url).then((answer) => answer.text())).rejects.toThrow();
  });
});

describe('a client that goes away', () => {
  it('aborts the call that is made for it, and is logged as 499', async () => {
    let arrived = (_signal: AbortSignal): void => undefined;
    const signal = new Promise<AbortSignal>((resolve) => {
      arrived = resolve;
    });
    const made = await stage('/', [
      async (_request, response) => {
        const own = signalOf(response);
        arrived(own);
        await new Promise((resolve) => own.addEventListener('abort', resolve));
        throw ofProvider('aborted');
      },
    ]);
    open.push(made);
    const leaving = new AbortController();
    const answer = fetch(made.url, { signal: leaving.signal }).catch(() => 'gone');
    const own = await signal;
    leaving.abort();
    expect(await answer).toBe('gone');
    await new Promise((resolve) => (own.aborted ? resolve(null) : own.addEventListener('abort', resolve)));
    expect(own.reason).toBeInstanceOf(ClientGone);
    expect(made.log()).toContain('"status":499');
    expect(made.log()).not.toContain('"level":"error"');
  });

  it('leaves the signal of one that stayed alone', async () => {
    let own: AbortSignal | undefined;
    const made = await stage('/', [
      (_request, response) => {
        own = signalOf(response);
        response.end();
      },
    ]);
    open.push(made);
    await fetch(made.url);
    expect(own?.aborted).toBe(false);
  });
});

describe('translate', () => {
  const calm = new AbortController().signal;
  it('has nobody to tell when the client left', () => {
    const left = AbortSignal.abort(new ClientGone());
    expect(translate(ofProvider('aborted'), left)).toBe('gone');
    expect(translate(new ClientGone(), calm)).toBe('gone');
    expect(translate(Object.assign(new Error('x'), { code: 'ECONNRESET' }), left)).toBe('gone');
    expect(translate(Object.assign(new Error('x'), { type: 'request.aborted' }), left)).toBe('gone');
  });
  it('takes a reset connection of our own for what it is', () => {
    expect(translate(Object.assign(new Error('x'), { code: 'ECONNRESET' }), calm)).toBeNull();
  });
  it.each([
    ['entity.too.large', 'body_too_large'],
    ['encoding.unsupported', 'content_type_unsupported'],
    ['charset.unsupported', 'content_type_unsupported'],
    ['entity.parse.failed', 'json_invalid'],
    ['request.size.invalid', 'body_invalid'],
  ])('knows %s of the body reader', (type, code) => {
    const problem = translate(Object.assign(new Error('secret'), { type }), calm);
    expect(problem).toMatchObject({ code });
    expect(problem).not.toMatchObject({ message: expect.stringContaining('secret') });
  });
  it('knows that the server stops', () => {
    expect(translate(new ServerStopping(), calm)).toMatchObject({ code: 'shutting_down' });
  });
});
