import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journey, openAdapter } from '../conformance.harness.ts';
import { WebhookRejected } from '../errors.ts';
import { callback, callbackBody, fixtures, SUBMISSION } from './fixtures.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

describe('callbacks', () => {
  const deliver = async (changed: Parameters<typeof callback>[0]) => {
    const { adapter } = openAdapter(fixtures);
    const { session, references } = await journey(fixtures, adapter, 'end');
    return adapter.receiveWebhook(
      callback(changed),
      async (name) => (references.includes(name) ? session : null),
      context(),
    );
  };

  it.each(['POST', 'PUT', 'PATCH'])('come by %s and are never believed', async (method) => {
    await expect(deliver({ method })).resolves.toEqual({
      kind: 'event',
      sessionId: fixtures.session.sessionId,
      dedupeKey: `${SUBMISSION}:COMPLETED:VALID`,
      trusted: false,
      change: {},
    });
  });

  it('differ by status and result', async () => {
    const keys = await Promise.all(
      [{}, { status: 'ERROR', result: null }, { result: 'INVALID' }, { reasonCode: 'NOT_EKTP' }].map(
        async (changed) => {
          const event = await deliver({ body: callbackBody(changed) });
          return event.kind === 'event' ? event.dedupeKey : null;
        },
      ),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it.each([
    ['another method', { method: 'GET' }, 400],
    ['a body that is no JSON', { body: Buffer.from('{') }, 400],
    [
      'bytes that are no text',
      { body: Buffer.concat([callbackBody({}).subarray(0, -2), Buffer.of(0xff, 0x22, 0x7d)]) },
      400,
    ],
    ['no status', { body: callbackBody({ status: undefined }) }, 400],
    ['a scheme in other letters', { headers: { authorization: 'bearer callback-0001-sample' } }, 401],
    ['an empty header', { headers: { authorization: '' } }, 401],
    ['a wrong key and a broken body', { headers: { authorization: 'x' }, body: Buffer.from('{') }, 401],
  ])('are refused with %s', async (_, changed, status) => {
    await expect(deliver(changed)).rejects.toMatchObject({ name: 'WebhookRejected', status });
  });

  it('are an event or refused, whatever arrives', async () => {
    const { adapter } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'end');
    const { authorization } = callback().headers;
    const body = fc.oneof(
      fc.uint8Array(),
      fc.json().map((value) => Buffer.from(value)),
      fc
        .record(
          {
            submissionId: fc.oneof(fc.constant(SUBMISSION), fc.jsonValue()),
            status: fc.oneof(fc.constant('COMPLETED'), fc.jsonValue()),
            result: fc.oneof(fc.constantFrom('VALID', null), fc.jsonValue()),
          },
          { requiredKeys: [] },
        )
        .map(callbackBody),
    );
    const headers = fc.oneof(
      fc.constant({ authorization }),
      fc.record({ authorization: fc.string() }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(body, headers, async (bytes, sent) => {
        const find = async (name: string) => (name === SUBMISSION ? session : null);
        const event = await adapter
          .receiveWebhook(callback({ body: bytes, headers: sent }), find, context())
          .catch((error: unknown) => error);
        if (event instanceof WebhookRejected) return;
        expect(sent.authorization).toBe(authorization);
        expect(event).toMatchObject({
          kind: 'event',
          sessionId: session.sessionId,
          trusted: false,
          change: {},
        });
      }),
    );
  });
});
