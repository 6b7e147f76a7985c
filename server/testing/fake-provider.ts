import type { FlowStep } from '../contract/flow.ts';
import { ProviderError, WebhookRejected } from '../providers/errors.ts';
import type { Change, Outcome, ProviderAdapter } from '../providers/provider.ts';

const document: Omit<FlowStep, 'done'> = {
  id: 'ktp',
  kind: 'document',
  slot: 'ktp',
  side: 'front',
  documentType: 'ktp',
  accept: ['image/jpeg', 'image/png'],
  minBytes: 100,
  maxBytes: 1_000_000,
};

/** A provider that lives in this process: tests set what it answers next and see what it was asked. */
export interface FakeProvider extends ProviderAdapter {
  readonly calls: string[];
  /** What `fetchStatus` answers; an error is thrown. */
  answer: Outcome | ProviderError;
  /** What `submit` throws instead of answering. */
  refuseSubmit: ProviderError | null;
  /** Held by tests that want calls to overlap. */
  gate: Promise<void>;
}

export function fakeProvider(): FakeProvider {
  const calls: string[] = [];
  const provider: FakeProvider = {
    name: 'onekyc',
    mode: 'capture',
    documents: ['ktp'],
    calls,
    answer: { status: 'processing', result: null },
    refuseSubmit: null,
    gate: Promise.resolve(),
    steps: () => [document],
    async start(session) {
      calls.push('start');
      return { state: { submitted: false }, references: [`ref-${session.sessionId}`] };
    },
    async uploadTarget(_session, file) {
      calls.push(`uploadTarget ${file.slot}`);
      return {
        target: {
          method: 'PUT',
          url: `https://storage.example/${calls.length}`,
          headers: { 'content-type': file.contentType },
          expiresAt: new Date(Date.now() + 600_000).toISOString(),
        },
      };
    },
    async submit(_session, { signal }): Promise<Change> {
      calls.push('submit');
      await provider.gate;
      if (signal.aborted) throw new ProviderError('onekyc', 'submit', 'aborted');
      if (provider.refuseSubmit) throw provider.refuseSubmit;
      return { state: { submitted: true }, outcome: { status: 'processing', result: null } };
    },
    async fetchStatus(session, { signal }): Promise<Change> {
      calls.push('fetchStatus');
      await provider.gate;
      if (signal.aborted) throw new ProviderError('onekyc', 'fetchStatus', 'aborted');
      if (session.state['submitted'] !== true) return { outcome: { status: 'pending', result: null } };
      if (provider.answer instanceof ProviderError) throw provider.answer;
      return { outcome: provider.answer };
    },
    async receiveWebhook(request, find) {
      calls.push('receiveWebhook');
      if (request.headers['authorization'] !== 'Bearer sandbox-webhook') {
        throw new WebhookRejected(401, 'wrong authorization');
      }
      const text = Buffer.from(request.body).toString('utf8');
      const session = await find(`ref-${text}`);
      if (!session) throw new WebhookRejected(404, 'unknown session');
      return { kind: 'event', sessionId: session.sessionId, dedupeKey: text, trusted: false, change: {} };
    },
  };
  return provider;
}
