import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journey, openAdapter } from '../conformance.harness.ts';
import { json } from '../conformance.upstream.ts';
import { ProviderError, WebhookRejected } from '../errors.ts';
import {
  delivery,
  fixtures,
  hmac,
  KYC_SESSION,
  OTHER_SESSION,
  route,
  signed,
  webhookBody,
} from './fixtures.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

const sometimes = (...good: unknown[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, fc.jsonValue());

const approving = ['FACE_VERIFIED', 'VERIFIED'];
const statuses = [...approving, ...approving, 'PENDING', 'OCR_COMPLETED', 'PENDING_REVIEW', 'REJECTED'];

describe('whatever the provider answers', () => {
  it('approves in the two documented ways only', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    const answers = fc.record({
      kycSessionId: sometimes(KYC_SESSION, KYC_SESSION, KYC_SESSION, OTHER_SESSION),
      status: sometimes(...statuses),
      extractedData: fc.jsonValue(),
      verificationScores: fc.jsonValue(),
      rejectionReason: fc.jsonValue(),
    });
    let approvals = 0;
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        upstream.set({ [route.status]: json(answer) });
        const change = await adapter.fetchStatus(session, context()).catch((error: unknown) => error);
        if (change instanceof ProviderError) return;
        expect(change).toHaveProperty('outcome.status');
        const { result } = (change as { outcome: { result: string | null } }).outcome;
        expect(result === 'approved').toBe(approving.some((status) => status === answer.status));
        expect(answer.kycSessionId).toBe(KYC_SESSION);
        if (result === 'approved') approvals += 1;
      }),
      { numRuns: 300 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it('fails with a ProviderError or gives what the contract allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(route)),
        fc.oneof(fc.jsonValue(), fc.record({ success: fc.constant(true), kycSessionId: fc.jsonValue() })),
        fc.constantFrom(200, 201, 400, 401, 409, 422, 500),
        async (where, body, status) => {
          const { adapter } = openAdapter(fixtures, { [where]: json(body, status) });
          const end = await journey(fixtures, adapter, 'fetchStatus')
            .then(({ session }) => adapter.fetchStatus(session, context()))
            .catch((error: unknown) => error);
          if (end instanceof ProviderError) return;
          expect(end).toHaveProperty('outcome.status');
        },
      ),
    );
  });
});

describe('whatever arrives as a webhook', () => {
  const set = async () => {
    const { adapter } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'end');
    const find = async (name: string) => (name === KYC_SESSION ? session : null);
    return (request: ReturnType<typeof signed>) =>
      adapter.receiveWebhook(request, find, context()).catch((error: unknown) => error);
  };

  it('is refused when a byte of it was changed', async () => {
    const receive = await set();
    const { body, headers } = delivery();
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), async (where, change) => {
        const changed = Buffer.from(body);
        changed[where] = (changed[where] ?? 0) ^ change;
        const end = await receive({ ...signed(changed), headers });
        expect(end).toBeInstanceOf(WebhookRejected);
        expect(end).toMatchObject({ status: 401 });
      }),
    );
  });

  it('is refused with any other signature', async () => {
    const receive = await set();
    const digit = fc.constantFrom(...'0123456789abcdef');
    const signature = fc.oneof(
      fc.string(),
      fc.array(digit, { minLength: 64, maxLength: 64 }).map((digits) => digits.join('')),
    );
    await fc.assert(
      fc.asyncProperty(signature, async (given) => {
        const end = await receive(signed(delivery().body, given));
        expect(end).toMatchObject({ name: 'WebhookRejected', status: 401 });
      }),
    );
  });

  it('is an event, ignored or refused, though it be signed', async () => {
    const receive = await set();
    const data = fc.record(
      {
        kycSessionId: sometimes(KYC_SESSION),
        status: sometimes(...statuses),
        finalStatus: sometimes(undefined, undefined, 'VERIFIED'),
        extractedData: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.uint8Array(),
      fc.json(),
      fc
        .record(
          {
            id: sometimes(webhookBody.id),
            event: sometimes(webhookBody.event, 'kyc.status_changed', 'kyc.test'),
            timestamp: sometimes(webhookBody.timestamp),
            data: fc.oneof({ weight: 9, arbitrary: data }, fc.jsonValue()),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
    );
    let approvals = 0;
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const bytes = Buffer.from(sent);
        const end = await receive(signed(bytes, hmac(bytes)));
        if (end instanceof WebhookRejected) return;
        const event = end as {
          kind: string;
          trusted?: boolean;
          change?: { outcome?: { result: string | null } };
        };
        expect(['event', 'ignored']).toContain(event.kind);
        if (event.change?.outcome === undefined) return;
        expect(event.trusted).toBe(true);
        const { data: said } = JSON.parse(bytes.toString()) as { data: { status: string } };
        expect(event.change.outcome.result === 'approved').toBe(approving.includes(said.status));
        if (event.change.outcome.result === 'approved') approvals += 1;
      }),
      // The true one among them, so that it is certain that some are believed at all.
      { numRuns: 500, examples: [[JSON.stringify(webhookBody)]] },
    );
    expect(approvals).toBeGreaterThan(0);
  });
});
