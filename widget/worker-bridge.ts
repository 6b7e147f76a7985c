import { KycError, type KycErrorCode } from './errors.ts';

/**
 * Questions to a worker, and the same questions answered in the page where no worker can be started: a strict
 * `worker-src`, an old browser, a script on another origin. Used by the rooms that compute; knows none of them.
 */
export interface Bridge<Question, Answer> {
  /** Starts the worker ahead of the first question. Never rejects. */
  warm(): void;
  /**
   * Questions are answered one after the other. Rejects with `aborted` as soon as the signal fires, with `timeout` when
   * no answer comes, and with the KycError that the worker threw.
   */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  /** Ends the worker; a question that waits for it is answered in the page. The next one starts a new worker. */
  close(): void;
}

type Answerer<Question, Answer> = (question: Question, signal: AbortSignal) => Promise<Answer>;

export interface BridgeOptions<Question, Answer> {
  /** Address of the worker's built script (`import url from './x.worker.ts?worker&url'`). */
  readonly url: string;
  /** The same answers without a worker; fetched only when it is needed. */
  readonly inPage: () => Promise<Answerer<Question, Answer>>;
  /** Thrown by the worker or the page, when it is no KycError. */
  readonly fallbackCode: KycErrorCode;
  /** The worker ends after this long without a question, in milliseconds. */
  readonly idleMs?: number;
  /** Longest wait for the worker's script, and for one answer, in milliseconds. */
  readonly startMs?: number;
  readonly answerMs?: number;
  readonly spawn?: (url: string) => Worker | Promise<Worker>;
}

type ToWorker<Question> = { readonly id: number; readonly question: Question } | { readonly cancel: number };
type FromWorker<Answer> =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly code: KycErrorCode | null };

/** The worker is gone or never came: the question itself may be fine. */
class WorkerLost extends Error {}

/** A worker that ended this often by itself is not started again. */
const MAX_LOSSES = 2;

/** Starts a script as a worker. One from another origin is fetched and started as our own: browsers forbid it directly. */
async function spawnWorker(url: string): Promise<Worker> {
  // The built script is a classic one, which older browsers start too; the development server serves modules, and says so.
  const type = url.includes('type=module') ? 'module' : 'classic';
  const address = new URL(url, location.href);
  if (address.origin === location.origin) return new Worker(address, { type });
  const script = await fetch(address, { credentials: 'omit' });
  if (!script.ok) throw new WorkerLost();
  const copy = URL.createObjectURL(new Blob([await script.text()], { type: 'text/javascript' }));
  try {
    return new Worker(copy, { type });
  } finally {
    // Revoked a little later: some engines read the address only after the constructor has returned.
    setTimeout(() => URL.revokeObjectURL(copy), 10_000);
  }
}

/** `work`, but no longer than `ms`. */
function bounded<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** A running worker and the one question that it has. */
class Line<Question, Answer> {
  readonly #worker: Worker;
  readonly ready: Promise<void>;
  #count = 0;
  #settle: { id: number; resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;
  #fail: (error: Error) => void = () => {};

  constructor(worker: Worker, fallbackCode: KycErrorCode) {
    this.#worker = worker;
    this.ready = new Promise((resolve, reject) => {
      this.#fail = (error) => {
        reject(error);
        this.#settle?.reject(error);
      };
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker<Answer>>) => {
        if ('ready' in data) return resolve();
        const open = this.#settle;
        if (open?.id !== data.id) return;
        if ('answer' in data) open.resolve(data.answer);
        else open.reject(new KycError(data.code ?? fallbackCode));
      });
      for (const name of ['error', 'messageerror']) {
        worker.addEventListener(name, (event) => {
          event.preventDefault();
          this.end();
        });
      }
    });
    // Whoever waits for it is told; nobody need be waiting.
    this.ready.catch(() => {});
  }

  ask(question: Question, signal: AbortSignal): Promise<Answer> {
    this.#count += 1;
    const id = this.#count;
    const cancel = (): void => this.#post({ cancel: id });
    return new Promise<Answer>((resolve, reject) => {
      this.#settle = { id, resolve, reject };
      this.#post({ id, question });
      signal.addEventListener('abort', cancel, { once: true });
    }).finally(() => signal.removeEventListener('abort', cancel));
  }

  end(): void {
    this.#worker.terminate();
    this.#fail(new WorkerLost());
  }

  #post(message: ToWorker<Question>): void {
    this.#worker.postMessage(message);
  }
}

export function createBridge<Question, Answer>(
  options: BridgeOptions<Question, Answer>,
): Bridge<Question, Answer> {
  const { url, inPage, fallbackCode, spawn = spawnWorker } = options;
  const { idleMs = 30_000, startMs = 10_000, answerMs = 30_000 } = options;
  let line: Promise<Line<Question, Answer>> | null = null;
  let losses = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  const end = (): void => {
    clearTimeout(idle);
    const ended = line;
    line = null;
    ended?.then(
      (open) => open.end(),
      () => {},
    );
  };

  const start = (): Promise<Line<Question, Answer>> => {
    line ??= (async () => {
      const open = new Line<Question, Answer>(await spawn(url), fallbackCode);
      try {
        await bounded(open.ready, startMs, () => new WorkerLost());
      } catch (thrown) {
        open.end();
        throw thrown;
      }
      return open;
    })();
    return line;
  };

  const askWorker = async (question: Question, signal: AbortSignal): Promise<Answer> => {
    const open = await start();
    return bounded(open.ask(question, signal), answerMs, () => {
      end();
      return new KycError('timeout');
    });
  };

  const answer = async (question: Question, signal: AbortSignal): Promise<Answer> => {
    if (signal.aborted) throw new KycError('aborted');
    if (losses < MAX_LOSSES) {
      try {
        return await askWorker(question, signal);
      } catch (thrown) {
        if (thrown instanceof KycError) throw thrown;
        // It did not start or it broke: this question is answered in the page, the next may try again.
        losses += 1;
        end();
        if (signal.aborted) throw new KycError('aborted');
      }
    }
    try {
      return await (await inPage())(question, signal);
    } catch (thrown) {
      throw thrown instanceof KycError ? thrown : new KycError(fallbackCode, { cause: thrown });
    }
  };

  return {
    warm() {
      if (losses < MAX_LOSSES) start().catch(() => {});
    },
    ask(question, signal) {
      clearTimeout(idle);
      waiting += 1;
      const answered = queue.then(() => answer(question, signal));
      queue = answered
        .catch(() => {})
        .then(() => {
          waiting -= 1;
          if (waiting === 0) idle = setTimeout(end, idleMs);
        });
      if (signal.aborted) return Promise.reject(new KycError('aborted'));
      return new Promise((resolve, reject) => {
        const stop = (): void => reject(new KycError('aborted'));
        signal.addEventListener('abort', stop, { once: true });
        answered.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
      });
    },
    close() {
      losses = 0;
      end();
    },
  };
}

/** The part of a worker's global scope that `serve` needs. */
interface Scope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** The worker's side: answers questions with `work`. `transfer` names the buffers of the answer that move instead of being copied. */
export function serve<Question, Answer>(
  scope: Scope,
  work: Answerer<Question, Answer>,
  transfer: (answer: Answer) => Transferable[] = () => [],
): void {
  const running = new Map<number, AbortController>();
  scope.addEventListener('message', ({ data }: MessageEvent<ToWorker<Question>>) => {
    if ('cancel' in data) {
      running.get(data.cancel)?.abort();
      return;
    }
    const { id, question } = data;
    const control = new AbortController();
    running.set(id, control);
    // A promise even where the work throws at once.
    (async () => work(question, control.signal))()
      .then(
        (answer) => scope.postMessage({ id, answer }, transfer(answer)),
        (thrown: unknown) => {
          scope.postMessage({ id, code: thrown instanceof KycError ? thrown.code : null }, []);
        },
      )
      .finally(() => running.delete(id));
  });
  scope.postMessage({ ready: true }, []);
}
