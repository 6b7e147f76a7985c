import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KycError } from './errors.ts';
import { type BridgeOptions, createBridge, serve } from './worker-bridge.ts';

type Listener = (event: { data?: unknown; preventDefault(): void }) => void;

/** Two ends of a wire that behave like a page and its worker; messages arrive in later microtasks. */
class FakeWorker {
  ended = false;
  readonly received: unknown[] = [];
  readonly #listeners: [string, Listener][] = [];
  readonly #inside: Listener[] = [];

  constructor(work: ((question: number, signal: AbortSignal) => Promise<number>) | null) {
    if (!work) return;
    queueMicrotask(() => {
      const scope = {
        addEventListener: (_: 'message', listener: (event: MessageEvent) => void) =>
          this.#inside.push(listener as unknown as Listener),
        postMessage: (data: unknown) => this.emit('message', data),
      };
      serve(scope, work);
    });
  }

  emit(name: string, data?: unknown): void {
    queueMicrotask(() => {
      if (this.ended) return;
      for (const [type, listener] of this.#listeners) {
        if (type === name) listener({ data, preventDefault() {} });
      }
    });
  }

  addEventListener(name: string, listener: Listener): void {
    this.#listeners.push([name, listener]);
  }

  postMessage(data: unknown): void {
    this.received.push(data);
    queueMicrotask(() => {
      if (!this.ended) for (const listener of this.#inside) listener({ data, preventDefault() {} });
    });
  }

  terminate(): void {
    this.ended = true;
  }
}

const never = new AbortController().signal;
const double = async (question: number): Promise<number> => question * 2;

function setUp(
  work: ((question: number, signal: AbortSignal) => Promise<number>) | null,
  more: Partial<BridgeOptions<number, number>> = {},
) {
  const workers: FakeWorker[] = [];
  const inPage = vi.fn(async () => async (question: number) => -question);
  const bridge = createBridge<number, number>({
    url: 'worker.js',
    inPage,
    fallbackCode: 'encode_failed',
    spawn: () => {
      const worker = new FakeWorker(work);
      workers.push(worker);
      return worker as unknown as Worker;
    },
    ...more,
  });
  return { bridge, workers, inPage };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a bridge to a worker', () => {
  test('starts nothing before the first question, and one worker for all', async () => {
    const { bridge, workers } = setUp(double);
    expect(workers).toHaveLength(0);
    bridge.warm();
    bridge.warm();
    expect(await Promise.all([bridge.ask(1, never), bridge.ask(2, never)])).toEqual([2, 4]);
    expect(workers).toHaveLength(1);
  });

  test('has one question in flight', async () => {
    let running = 0;
    let most = 0;
    const { bridge } = setUp(async (question) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return question;
    });
    expect(await Promise.all([1, 2, 3].map((question) => bridge.ask(question, never)))).toEqual([1, 2, 3]);
    expect(most).toBe(1);
  });

  test('passes the code of an error on, and gives others the fallback code', async () => {
    const { bridge } = setUp(async (question) => {
      throw question === 1 ? new KycError('image_too_small') : new Error('anything');
    });
    await expect(bridge.ask(1, never)).rejects.toMatchObject({ code: 'image_too_small' });
    await expect(bridge.ask(2, never)).rejects.toMatchObject({ code: 'encode_failed' });
  });

  test('rejects at once when aborted, tells the worker, and drops its late answer', async () => {
    const seen: AbortSignal[] = [];
    let finish = (_: number): void => {};
    const { bridge, workers } = setUp((question, signal) => {
      seen.push(signal);
      return question === 1 ? new Promise((resolve) => (finish = resolve)) : double(question);
    });
    const control = new AbortController();
    const first = bridge.ask(1, control.signal);
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    control.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await vi.waitFor(() => expect(seen[0]?.aborted).toBe(true));
    const second = bridge.ask(5, never);
    finish(99);
    expect(await second).toBe(10);
    expect(workers).toHaveLength(1);
    await expect(bridge.ask(1, control.signal)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('ends an idle worker and starts another one when asked again', async () => {
    const { bridge, workers } = setUp(double, { idleMs: 1_000 });
    await bridge.ask(1, never);
    await vi.advanceTimersByTimeAsync(999);
    expect(workers[0]?.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(workers[0]?.ended).toBe(true);
    expect(await bridge.ask(3, never)).toBe(6);
    expect(workers).toHaveLength(2);
  });

  test('answers in the page what a broken worker did not, then starts a new one', async () => {
    const { bridge, workers, inPage } = setUp((question) =>
      question === 1 ? new Promise(() => {}) : double(question),
    );
    const lost = bridge.ask(1, never);
    await vi.waitFor(() => expect(workers[0]?.received).toHaveLength(1));
    workers[0]?.emit('error');
    expect(await lost).toBe(-1);
    expect(inPage).toHaveBeenCalledOnce();
    expect(await bridge.ask(2, never)).toBe(4);
    expect(workers).toHaveLength(2);
  });

  test.each([
    ['the constructor throws', () => Promise.reject(new DOMException('no', 'SecurityError'))],
    [
      'a policy forbids it',
      () => {
        const worker = new FakeWorker(null);
        queueMicrotask(() => worker.emit('error'));
        return worker as unknown as Worker;
      },
    ],
  ])('works in the page when %s, and stops trying', async (_, spawn) => {
    const counted = vi.fn(spawn);
    const { bridge } = setUp(null, { spawn: counted });
    for (const question of [1, 2, 3, 4]) expect(await bridge.ask(question, never)).toBe(-question);
    expect(counted).toHaveBeenCalledTimes(2);
  });

  test('works in the page when the worker never starts', async () => {
    const { bridge } = setUp(null, { startMs: 500 });
    const answer = bridge.ask(4, never);
    await vi.advanceTimersByTimeAsync(500);
    expect(await answer).toBe(-4);
  });

  test('gives up on a worker that does not answer', async () => {
    const { bridge, workers } = setUp(() => new Promise(() => {}), { answerMs: 2_000 });
    const answer = bridge.ask(4, never);
    answer.catch(() => {});
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(answer).rejects.toMatchObject({ code: 'timeout' });
    expect(workers[0]?.ended).toBe(true);
  });

  test('what was given up is not done again in the page when the worker ends', async () => {
    const { bridge, workers, inPage } = setUp((question) =>
      question === 1 ? new Promise(() => {}) : double(question),
    );
    const control = new AbortController();
    const given = bridge.ask(1, control.signal);
    await vi.waitFor(() => expect(workers[0]?.received).toHaveLength(1));
    control.abort();
    bridge.close();
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    expect(await bridge.ask(2, never)).toBe(4);
    expect(inPage).not.toHaveBeenCalled();
  });

  test('close ends the worker; the next question starts one', async () => {
    const { bridge, workers } = setUp(double);
    await bridge.ask(1, never);
    bridge.close();
    await vi.waitFor(() => expect(workers[0]?.ended).toBe(true));
    expect(await bridge.ask(2, never)).toBe(4);
  });
});
