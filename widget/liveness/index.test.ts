import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { KycError } from '../errors.ts';
import type { createBridge as bridgeMaker } from '../worker-bridge.ts';
import { createFaceEngine, type EngineOptions } from './index.ts';
import type { Answer, Question } from './question.ts';
import type { Reading } from './types.ts';

const never = new AbortController().signal;
const emptyWasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const goodModel = new TextEncoder().encode('a model');
const model = { sha256: createHash('sha256').update(goodModel).digest('hex'), bytes: goodModel.length };
const frame = { data: new Uint8ClampedArray(4), width: 1, height: 1 };

type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;

/** Everything that the engine meets, with a record of it. */
function setUp(options: Partial<EngineOptions> = {}) {
  const asked: string[] = [];
  const questions: Question[] = [];
  const closed = { count: 0 };
  const files = { model: goodModel, status: 200, wasmType: 'application/wasm' };
  /** What the worker answers; opens at once without it. */
  const worker: { ask: Ask } = { ask: async () => ({ type: 'opened', hasGpu: false }) };
  vi.stubGlobal('location', { href: 'https://shop.example/checkout' });
  vi.stubGlobal(
    'fetch',
    vi.fn(async (url: string | URL, { signal }: { signal?: AbortSignal } = {}) => {
      signal?.throwIfAborted();
      asked.push(String(url));
      if (String(url).endsWith('.task')) return new Response(files.model, { status: files.status });
      return new Response(emptyWasm, { headers: { 'content-type': files.wasmType } });
    }),
  );
  const createBridge = (() => ({
    warm: () => undefined,
    ask: (question: Question, signal: AbortSignal) => {
      questions.push(question);
      return worker.ask(question, signal);
    },
    close: () => {
      closed.count += 1;
    },
  })) as unknown as typeof bridgeMaker;
  const engine = createFaceEngine({
    createBridge,
    modelUrl: 'https://kyc.example/v1/models/face.task',
    // Whose page is no place to look for faces in.
    load: async () => undefined,
    model,
    ...options,
  });
  return { engine, asked, questions, closed, files, worker };
}

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (thrown: unknown) => (thrown instanceof KycError ? thrown.code : thrown),
  );

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the face engine', () => {
  test('fetches WebAssembly and model once, tells how much is there, and opens in the worker', async () => {
    const { engine, asked, questions } = setUp();
    const shares: number[] = [];
    const [info, again] = await Promise.all([
      engine.open(never, (share) => shares.push(share)),
      engine.open(never),
    ]);
    expect(info).toEqual({ place: 'worker', delegate: 'cpu', simd: true });
    expect(again).toBe(info);
    expect(engine.info).toBe(info);
    expect(asked).toHaveLength(2);
    expect(questions.map(({ type }) => type)).toEqual(['open']);
    expect(questions[0]).toMatchObject({ isModule: true, delegate: 'cpu', model: goodModel });
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeCloseTo(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  test('a server with another name for WebAssembly is put up with', async () => {
    const { engine, files } = setUp();
    files.wasmType = 'application/octet-stream';
    expect(await engine.open(never)).toMatchObject({ place: 'worker' });
  });

  test.each([
    ['missing', { status: 404 }],
    ['cut off', { model: goodModel.subarray(0, 3) }],
    ['another one of the same size', { model: new TextEncoder().encode('a Model') }],
  ])('a model that is %s is not used, and the next try gets the right one', async (_, change) => {
    const { engine, files, questions } = setUp();
    Object.assign(files, change);
    expect(await code(engine.open(never))).toBe('network');
    expect(questions).toEqual([]);
    Object.assign(files, { status: 200, model: goodModel });
    expect(await engine.open(never)).toMatchObject({ place: 'worker' });
  });

  test('where WebAssembly is not allowed nothing is fetched', async () => {
    const { engine, asked } = setUp();
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('the policy'));
    expect(await code(engine.open(never))).toBe('browser_unsupported');
    expect(asked).toEqual([]);
    vi.restoreAllMocks();
  });

  test('where there are no vectors the files for that are taken', async () => {
    const { engine, asked, questions } = setUp();
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await engine.open(never)).toMatchObject({ simd: false });
    expect(asked.some((url) => url.includes('nosimd'))).toBe(true);
    expect(questions[0]).toMatchObject({ isModule: false, script: expect.stringContaining('nosimd') });
    vi.restoreAllMocks();
  });

  test('a landmarker that does not come in time is given up in the worker and in the page', async () => {
    const { engine, worker, closed } = setUp({ openMs: 5 });
    worker.ask = () => new Promise(() => undefined);
    expect(await code(engine.open(never))).toBe('browser_unsupported');
    expect(closed.count).toBeGreaterThan(0);
    expect(engine.info).toBeNull();
  });

  test('closing while it opens closes what arrives late', async () => {
    const { engine, worker, closed } = setUp();
    let arrive: (answer: Answer) => void = () => undefined;
    worker.ask = () =>
      new Promise((resolve) => {
        arrive = resolve;
      });
    const opening = code(engine.open(never));
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(2));
    await new Promise((resolve) => setTimeout(resolve, 5));
    engine.close();
    arrive({ type: 'opened', hasGpu: false });
    expect(await opening).toBe('aborted');
    expect(closed.count).toBeGreaterThan(0);
    expect(engine.info).toBeNull();
  });

  test('whoever no longer waits is told so, and the others get theirs', async () => {
    const { engine } = setUp();
    const control = new AbortController();
    const [left, stayed] = [code(engine.open(control.signal)), engine.open(never)];
    control.abort();
    expect(await left).toBe('aborted');
    expect(await stayed).toMatchObject({ place: 'worker' });
  });

  test('a worker that breaks is forgotten: the next opening makes another', async () => {
    const { engine, worker, questions } = setUp();
    await engine.open(never);
    const opens = worker.ask;
    worker.ask = async () => {
      throw new KycError('browser_unsupported');
    };
    expect(await code(engine.read(frame, 1, never))).toBe('browser_unsupported');
    expect(engine.info).toBeNull();
    expect(await code(engine.read(frame, 2, never))).toBe('browser_unsupported');
    worker.ask = opens;
    await engine.open(never);
    expect(questions.filter(({ type }) => type === 'open')).toHaveLength(2);
  });

  test('a slow processor is exchanged once for a graphics one, which goes back where it is no faster', async () => {
    const { engine, worker, questions } = setUp();
    const reading = { face: {}, faces: 1 } as unknown as Reading;
    worker.ask = async ({ type }) =>
      type === 'open' ? { type: 'opened', hasGpu: true } : { type: 'reading', reading, tookMs: 90 };
    await engine.open(never);
    for (let at = 0; at < 60; at += 1) await engine.read(frame, at, never);
    const delegates = questions.flatMap((question) => (question.type === 'open' ? question.delegate : []));
    expect(delegates).toEqual(['cpu', 'gpu', 'cpu']);
    expect(engine.info).toMatchObject({ delegate: 'cpu' });
  });
});
