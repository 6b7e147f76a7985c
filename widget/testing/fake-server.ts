import type { Field, Flow, HostedPage } from '../../server/contract/flow.ts';
import type { FlowStatus } from '../../server/contract/status.ts';
import { KycError, type KycErrorCode } from '../errors.ts';
import type { Call, Server, UploadProgress, Uploads } from '../runtime/ports.ts';

/** Answers in order; the last one stays. A code or a refusal is thrown as an error. */
export class Answers<T extends object> {
  readonly #queue: (T | KycErrorCode | Refusal)[];

  constructor(...answers: (T | KycErrorCode | Refusal)[]) {
    this.#queue = answers;
  }

  set(...answers: (T | KycErrorCode | Refusal)[]): void {
    this.#queue.splice(0, this.#queue.length, ...answers);
  }

  next(): T {
    const answer = this.#queue.length > 1 ? this.#queue.shift() : this.#queue[0];
    if (answer === undefined) throw new Error('no answer was prepared');
    if (typeof answer === 'string') throw new KycError(answer);
    if (answer instanceof Refusal) throw new KycError(answer.code, { paths: answer.paths });
    return answer;
  }
}

/** OneKYC's flow: consent, then the KTP. */
export const ktpFlow = (changes: Partial<Flow> = {}): Flow => ({
  contract: 1,
  sessionId: 'ses_sample',
  provider: 'onekyc',
  mode: 'capture',
  steps: [
    { id: 'consent', kind: 'consent', accept: [], maxBytes: 0, done: false },
    {
      id: 'ktp',
      kind: 'document',
      slot: 'ktp',
      side: 'front',
      documentType: 'ktp',
      accept: ['image/jpeg', 'image/png'],
      maxBytes: 5_000_000,
      minWidth: 600,
      done: false,
    },
  ],
  locale: 'en',
  status: 'pending',
  result: null,
  expiresAt: '2030-01-01T00:00:00.000Z',
  tokenExpiresAt: '2030-01-01T00:00:00.000Z',
  ...changes,
});

const picture = { accept: ['image/jpeg', 'image/png'], maxBytes: 5_000_000, done: false } as const;

/** A flow with a step of every kind: form, document, face, a proof that may be left out. */
export const mixedFlow = (changes: Partial<Flow> = {}): Flow =>
  ktpFlow({
    provider: 'ost',
    steps: [
      { id: 'consent', kind: 'consent', accept: [], maxBytes: 0, done: false },
      { id: 'details', kind: 'details', accept: [], maxBytes: 0, done: false, fields: sampleFields },
      {
        ...picture,
        id: 'document_id',
        kind: 'document',
        slot: 'document_id',
        documentType: 'passport',
        accept: [...picture.accept],
      },
      { ...picture, id: 'selfie', kind: 'selfie', slot: 'selfie', accept: [...picture.accept] },
      {
        id: 'residence_proof',
        kind: 'file',
        slot: 'residence_proof',
        accept: ['image/jpeg', 'image/png', 'application/pdf'],
        minBytes: 20,
        maxBytes: 20_971_520,
        optional: true,
        done: false,
      },
    ],
    ...changes,
  });

/** A field of every kind. */
export const sampleFields: Field[] = [
  { name: 'firstName', type: 'text', required: true, maxLength: 20 },
  { name: 'birthdate', type: 'date', required: true, min: '1926-11-26', max: '2008-11-26' },
  { name: 'country', type: 'country', required: true },
  { name: 'placeOfWork', type: 'text', required: false },
  { name: 'estimatedParticipationAmount', type: 'number', required: true, min: 1 },
  { name: 'ethereumAddress', type: 'text', format: 'ethereum_address', required: true },
];

/** The flow of a provider that takes the pictures on its own page. */
export const hostedFlow = (changes: Partial<Flow> = {}, opened = false): Flow =>
  ktpFlow({
    provider: 'truestack',
    mode: 'hosted',
    steps: [{ id: 'consent', kind: 'consent', accept: [], maxBytes: 0, done: false }],
    hosted: { url: 'https://provider.example/start', expiresAt: '2030-01-01T00:00:00.000Z', opened },
    ...changes,
  });

/** Still nothing: the person is on the provider's page. */
export const pending = (): FlowStatus => statusOf({ status: 'pending', pollAfterMs: 1_000 });

/** What `POST /v1/flow/hosted` answers. */
export const providerPage: HostedPage = {
  url: 'https://provider.example/onboarding?ref=1',
  expiresAt: '2030-01-01T00:00:00.000Z',
  opened: true,
};

export const statusOf = (changes: Partial<FlowStatus> = {}): FlowStatus => ({
  sessionId: 'ses_sample',
  status: 'processing',
  result: null,
  reasonCode: null,
  pollAfterMs: 2_000,
  ...changes,
});

export const approved = statusOf({ status: 'completed', result: 'approved', pollAfterMs: null });

/** An answer that is no success, and the names in it. */
export class Refusal {
  readonly code: KycErrorCode;
  readonly paths: readonly string[];

  constructor(code: KycErrorCode, paths: readonly string[]) {
    this.code = code;
    this.paths = paths;
  }
}

export class FakeApi implements Server {
  readonly calls: string[] = [];
  readonly flows = new Answers<Flow>(ktpFlow());
  readonly submissions = new Answers<FlowStatus>(statusOf());
  readonly statuses = new Answers<FlowStatus>(approved);

  flow(): Promise<Flow> {
    return this.#answer('flow', () => this.flows.next());
  }
  submit(): Promise<FlowStatus> {
    return this.#answer('submit', () => this.submissions.next());
  }
  status(): Promise<FlowStatus> {
    return this.#answer('status', () => this.statuses.next());
  }
  authorize(): Promise<null> {
    return Promise.resolve(null);
  }
  /** Endpoints of parts, by method and path: what they answer with, or the code that they refuse with. */
  readonly answers = new Map<string, unknown>();
  /** Bodies that came with the calls of parts. */
  readonly bodies: unknown[] = [];
  call<T>({ method, path, body, parse }: Call<T>): Promise<T> {
    return this.#answer(`${method} ${path}`, () => {
      this.bodies.push(body);
      const answer = this.answers.get(`${method} ${path}`);
      if (answer instanceof Refusal) throw new KycError(answer.code, { paths: answer.paths });
      if (typeof answer === 'string') throw new KycError(answer as KycErrorCode);
      return parse(answer ?? null);
    });
  }

  async #answer<T>(call: string, next: () => T): Promise<T> {
    this.calls.push(call);
    return next();
  }
}

export class FakeUploads implements Uploads {
  readonly sent: { readonly slot: string; readonly size: number }[] = [];
  readonly outcomes = new Answers<{ readonly progress: readonly number[] }>({ progress: [0.5, 1] });
  /** While set, uploads stay under way until it is called. */
  hold = false;
  release: () => void = () => undefined;

  async send(
    slot: string,
    file: Blob,
    onProgress: (progress: UploadProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (const share of this.outcomes.next().progress)
      onProgress({ loaded: Math.round(share * file.size), total: file.size });
    if (this.hold) {
      await new Promise<void>((resolve, reject) => {
        this.release = resolve;
        signal.addEventListener('abort', () => reject(new KycError('aborted')));
      });
    }
    this.sent.push({ slot, size: file.size });
  }
}
