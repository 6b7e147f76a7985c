import { createHash } from 'node:crypto';
import type { FlowStep } from '../contract/flow.ts';
import type { ProviderName } from '../contract/session.ts';
import { noChecks, nothingExtracted } from '../contract/status.ts';
import type { UploadRequest } from '../contract/upload.ts';
import type { CallContext, Change, ProviderAdapter } from '../providers/provider.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/store.ts';
import { createSessions, type SessionsOptions } from './index.ts';
import type { Session } from './session.ts';

// Test code only: an obviously made-up person, a provider that does nothing by itself, and a clock that stands still.

export const NOON = Date.parse('2026-01-15T12:00:00Z');
export const DATA_KEY = new Uint8Array(32).fill(7);

export const sampleSession = (changed: Partial<Session> = {}): Session => ({
  id: 'ses_000000000000000000000001',
  provider: 'onekyc',
  mode: 'capture',
  status: 'pending',
  result: null,
  document: { type: 'ktp', name: 'BUDI CONTOH', number: '0000000101000001' },
  user: { externalId: 'customer-1', email: 'budi@contoh.example', phone: '+62 000 0000' },
  details: { placeOfWork: 'KANTOR CONTOH' },
  state: { partner: 'STATE-CONTOH' },
  checks: noChecks,
  extracted: { ...nothingExtracted, address: 'JL. CONTOH NO. 1' },
  images: { front: 'https://images.example/GAMBAR-CONTOH' },
  reasonCode: null,
  hosted: null,
  askAt: null,
  askTries: 0,
  redirectUrl: 'https://shop.example/end',
  webhookUrl: null,
  locale: 'id',
  platform: 'Web',
  metadata: { order: 'PESANAN-CONTOH' },
  uploads: [],
  submittedAt: null,
  refreshedAt: null,
  createdAt: new Date(NOON),
  updatedAt: new Date(NOON),
  expiresAt: new Date(NOON + 3_600_000),
  version: 1,
  ...changed,
});

export const documentStep: Omit<FlowStep, 'done'> = {
  id: 'ktp',
  kind: 'document',
  slot: 'ktp',
  accept: ['image/jpeg', 'image/png'],
  minBytes: 4,
  maxBytes: 1000,
};

export const form: Omit<FlowStep, 'done'> = {
  id: 'person',
  kind: 'details',
  accept: [],
  maxBytes: 0,
  fields: [
    { name: 'firstName', type: 'text', required: true },
    { name: 'city', type: 'text', required: false },
  ],
};

/** What a person sends for `documentStep`, and how it is announced. */
export const bytes = Buffer.from('a picture of a sample card');
export const file = (changed: Partial<UploadRequest> = {}): UploadRequest => ({
  slot: 'ktp',
  contentType: 'image/jpeg',
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  ...changed,
});
export const contentUrl = (slot: string): string => `https://kyc.example/v1/flow/uploads/${slot}/content`;

export const processing: Change = { outcome: { status: 'processing', result: null } };

export const fakeAdapter = (changed: Partial<ProviderAdapter> = {}): ProviderAdapter => ({
  name: 'onekyc',
  mode: 'capture',
  documents: ['ktp'],
  steps: () => [documentStep],
  start: async (session) => ({ state: { started: true }, references: [`ref-${session.sessionId}`] }),
  uploadTarget: async (_session, file) => ({
    target: {
      method: 'PUT',
      url: `https://uploads.example/${file.slot}`,
      headers: {},
      expiresAt: new Date(NOON).toISOString(),
    },
  }),
  submit: async () => ({ outcome: { status: 'processing', result: null } }),
  fetchStatus: async () => ({ outcome: { status: 'processing', result: null } }),
  receiveWebhook: async () => ({ kind: 'ignored' }),
  ...changed,
});

export const context = (signal: AbortSignal = new AbortController().signal): CallContext => ({
  signal,
  requestId: 'request-1',
});

/** The service over a database in memory. */
export async function setUp(
  adapter: Partial<ProviderAdapter> = {},
  changed: Partial<Omit<SessionsOptions, 'store'>> & { readonly wrap?: (store: Store) => Store } = {},
) {
  const { wrap = (same: Store) => same, ...options } = changed;
  const store = wrap(await openStore({ file: ':memory:', dataKey: DATA_KEY }));
  const clock = { now: NOON };
  const changes: Session[] = [];
  const fake = fakeAdapter(adapter);
  const sessions = createSessions({
    store,
    providers: new Map<ProviderName, ProviderAdapter>([[fake.name, fake]]),
    now: () => clock.now,
    publicUrl: 'https://kyc.example/',
    sessionTtlMs: 3_600_000,
    onChange: (session) => changes.push(session),
    ...options,
  });
  const make = async () => (await sessions.create({ provider: fake.name }, null, context())).session;
  return { store, sessions, clock, changes, make };
}

/** A promise that the test settles, for calls that must overlap. */
export function gate<T = void>() {
  let open: (value: T) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Until what was started got as far as it can without what the test holds back. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
