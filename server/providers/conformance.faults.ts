import { begin, disconnect, hang, json, type Reply, text } from './conformance.upstream.ts';
import type { ProviderErrorKind } from './errors.ts';

export interface Fault {
  readonly name: string;
  readonly reply: Reply;
  readonly kind: ProviderErrorKind;
  readonly retryAfterMs?: number;
}

/** Where a followed redirect would lead; no adapter may ever call it. */
export const ELSEWHERE = 'https://elsewhere.invalid/';

/**
 * What can go wrong with any HTTP API. `leak` is put wherever an answer has room for words. `now` in milliseconds.
 * `contentType` is what a success would have.
 */
export function faultsWith(leak: string, now: number, contentType?: string): readonly Fault[] {
  const refuse = (status: number, headers?: Record<string, string>) =>
    json({ message: leak, error: leak, errors: [{ code: leak, cause: leak }] }, status, headers);
  const inTwoSeconds = new Date(Math.floor(now / 1000) * 1000 + 2000);
  return [
    { name: '400', reply: refuse(400), kind: 'bad_request' },
    { name: '401', reply: refuse(401), kind: 'unauthorized' },
    { name: '402', reply: refuse(402), kind: 'quota' },
    { name: '403', reply: refuse(403), kind: 'forbidden' },
    { name: '404', reply: refuse(404), kind: 'not_found' },
    { name: '408', reply: refuse(408), kind: 'timeout' },
    { name: '409', reply: refuse(409), kind: 'conflict' },
    { name: '410', reply: refuse(410), kind: 'not_found' },
    { name: '418', reply: refuse(418), kind: 'bad_request' },
    {
      name: '429 with seconds',
      reply: refuse(429, { 'retry-after': '7' }),
      kind: 'rate_limited',
      retryAfterMs: 7000,
    },
    {
      name: '429 with a date',
      reply: refuse(429, { 'retry-after': inTwoSeconds.toUTCString() }),
      kind: 'rate_limited',
      retryAfterMs: inTwoSeconds.getTime() - now,
    },
    { name: '429 alone', reply: refuse(429), kind: 'rate_limited' },
    {
      name: '429 with nonsense',
      reply: refuse(429, { 'retry-after': `-1 ${'9'.repeat(99)}` }),
      kind: 'rate_limited',
    },
    { name: '500', reply: refuse(500), kind: 'unavailable' },
    {
      name: '503 with seconds',
      reply: refuse(503, { 'retry-after': '30' }),
      kind: 'unavailable',
      retryAfterMs: 30_000,
    },
    { name: '502 without JSON', reply: text(`<p>${leak}</p>`, 502), kind: 'unavailable' },
    { name: 'no connection', reply: disconnect, kind: 'unavailable' },
    { name: 'no answer', reply: hang, kind: 'timeout' },
    { name: 'an answer that never ends', reply: begin('{"', 'stalled', contentType), kind: 'timeout' },
    {
      name: 'a truncated answer',
      reply: begin(`{"${leak}`, 'broken', contentType),
      kind: 'invalid_response',
    },
    { name: 'half a JSON', reply: text(`{"message":"${leak}"`), kind: 'invalid_response' },
    { name: 'no JSON', reply: text(leak), kind: 'invalid_response' },
    { name: 'an empty answer', reply: text(''), kind: 'invalid_response' },
    { name: 'no content', reply: () => new Response(null, { status: 204 }), kind: 'invalid_response' },
    { name: 'null', reply: json(null), kind: 'invalid_response' },
    { name: 'a list', reply: json([{ message: leak }]), kind: 'invalid_response' },
    { name: 'a JSON that is too deep', reply: text('['.repeat(300_000)), kind: 'invalid_response' },
    { name: 'another shape', reply: json({ message: leak }), kind: 'invalid_response' },
    {
      name: 'bytes that are not UTF-8',
      reply: () => new Response(Buffer.of(0x22, 0xff, 0x22)),
      kind: 'invalid_response',
    },
    { name: 'an endless answer', reply: endless(), kind: 'invalid_response' },
    { name: 'a redirect', reply: text(leak, 302, { location: ELSEWHERE }), kind: 'invalid_response' },
    {
      name: 'a redirect that keeps the method',
      reply: text('', 307, { location: ELSEWHERE }),
      kind: 'invalid_response',
    },
  ];
}

/** Successes that are none: HTTP 200 about an error, in the words of this one provider and of others. */
export const errorsInside = (leak: string): readonly Reply[] =>
  [
    { success: false, message: leak, error: leak },
    { success: false, data: null, errors: [{ code: 500, cause: leak }] },
    { success: false, err: { code: 'INTERNAL_SERVER_ERROR', msg: leak, internal_id: leak } },
    { success: false, data: { message: leak, name: leak, code: 0, status: 500, type: leak } },
    { statusCode: 500, error: 'INTERNAL_ERROR', message: leak },
  ].map((body) => json(body));

function endless(): Reply {
  const chunk = new Uint8Array(256 * 1024).fill(0x20);
  return () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
}
