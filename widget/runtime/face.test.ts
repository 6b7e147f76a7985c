import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LivenessReport, StepLiveness } from '../../server/contract/liveness.ts';
import { decode, type Recording } from '../liveness/testing/recording.ts';
import type { Reading } from '../liveness/types.ts';
import { ktpFlow, Refusal } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';
import { FaceWorker } from './parts/face-part.ts';

const nonce = 'AAAAAAAAAAAAAAAAAAAAAA';
const round = { nonce, challenges: ['turn_left', 'blink'] as const, triesLeft: 2 };
const modelUrl = 'https://kyc.example/v1/models/face_landmarker.task';
const sha256 = createHash('sha256').update('a picture').digest('hex');

const faceFlow = (liveness?: Partial<StepLiveness>) =>
  ktpFlow({
    provider: 'enxtai',
    steps: [
      { id: 'consent', kind: 'consent', accept: [], maxBytes: 0, done: true },
      {
        id: 'live_photo',
        kind: 'selfie',
        slot: 'live_photo',
        accept: ['image/jpeg'],
        maxBytes: 5_000_000,
        done: false,
        challenges: [...round.challenges],
        ...(liveness && {
          liveness: { round: { ...round, challenges: [...round.challenges] }, modelUrl, ...liveness },
        }),
      },
    ],
  });

const faceOf = ({ runtime }: World): FaceWorker => {
  const worker = runtime.workers.get('face');
  if (!(worker instanceof FaceWorker)) throw new Error('the face’s part is not there');
  return worker;
};

/** At the face's step, before its camera is opened. */
async function atFace(liveness?: Partial<StepLiveness>): Promise<World> {
  const world = makeWorld();
  world.api.flows.set(faceFlow(liveness));
  world.api.answers.set('POST /v1/flow/liveness', { next: null });
  await Promise.all((['capture', 'proof', 'face'] as const).map((part) => world.runtime.preload(part)));
  world.runtime.send({ type: 'start', problem: null });
  await settled();
  world.runtime.send({ type: 'agree' });
  await settled();
  expect(world.runtime.state.name).toBe('prepare');
  return world;
}

async function openCamera(world: World): Promise<World> {
  world.runtime.send({ type: 'open_camera' });
  await settled();
  expect(world.runtime.state.name).toBe('camera');
  return world;
}

/** Taken by a press, and sent. */
async function photograph(world: World): Promise<void> {
  world.runtime.send({ type: 'shutter' });
  await settled();
  await accept(world);
}

async function accept({ runtime }: World): Promise<void> {
  expect(runtime.state.name).toBe('review');
  runtime.send({ type: 'accept' });
  // A digest takes longer than a promise.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await settled();
}

const reports = ({ api }: World): LivenessReport[] => api.bodies as LivenessReport[];

describe('a face that cannot be followed is photographed by hand, and it is said why', () => {
  test('the server has no model', async () => {
    const world = await openCamera(await atFace({ modelUrl: null }));
    expect(faceOf(world).live).toMatchObject({ mode: 'manual', canSkip: false });
    expect(world.face.opened).toBe(0);
    await photograph(world);
    expect(reports(world)).toMatchObject([
      { slot: 'live_photo', route: 'manual', reason: 'no_model', nonce: null, challenges: [], sha256 },
    ]);
    expect(reports(world)[0]?.signals).toMatchObject({
      camera: { virtual: false, changes: 0, width: 1280, height: 720, frameRate: 30 },
      engine: null,
    });
    expect(world.uploads.sent).toHaveLength(1);
  });

  test('no try is left', async () => {
    const world = await openCamera(await atFace({ round: null }));
    expect(faceOf(world).live.mode).toBe('manual');
    await photograph(world);
    expect(reports(world)).toMatchObject([{ route: 'manual', reason: 'tries_used' }]);
  });

  test('the engine fails, and is tried again with the next picture', async () => {
    const world = await atFace({});
    world.face.close();
    world.face.refusals.push('network');
    await openCamera(world);
    expect(faceOf(world).live.mode).toBe('manual');
    world.runtime.send({ type: 'shutter' });
    await settled();
    world.runtime.send({ type: 'retake' });
    await settled();
    expect(faceOf(world).live.mode).toBe('guided');
  });

  test('the person wants to take it, while the files are on their way', async () => {
    const world = await atFace({});
    world.face.close();
    world.face.hold = true;
    await openCamera(world);
    expect(faceOf(world).live.mode).toBe('loading');
    world.runtime.handle({ type: 'face_manual' });
    expect(faceOf(world).live.mode).toBe('manual');
    world.face.arrive();
    await settled();
    expect(faceOf(world).live.mode).toBe('manual');
    await photograph(world);
    expect(reports(world)).toMatchObject([{ route: 'manual', reason: 'person' }]);
  });

  test('a file was chosen', async () => {
    const world = await atFace({});
    const file = new Blob(['a picture'], { type: 'image/jpeg' });
    world.runtime.handle({ type: 'pick', file });
    await settled();
    await accept(world);
    expect(reports(world)).toMatchObject([{ route: 'manual', reason: 'file', sha256, signals: null }]);
  });

  test('a server that knows nothing of liveness is told nothing', async () => {
    const world = await openCamera(await atFace());
    expect(faceOf(world).live.mode).toBe('manual');
    await photograph(world);
    expect(reports(world)).toEqual([]);
    expect(world.uploads.sent).toHaveLength(1);
  });
});

describe('a face that can be followed', () => {
  test('its files are fetched before its step begins', async () => {
    const world = await atFace({});
    await world.clock.advance(500);
    expect(world.face.opened).toBe(1);
    await openCamera(world);
    expect(world.face.opened).toBe(1);
    expect(faceOf(world).live).toMatchObject({ mode: 'guided', total: 2, done: 0, challenge: null });
  });

  test('a camera that is opening goes before its files', async () => {
    const world = await atFace({});
    world.camera.hold = true;
    world.runtime.send({ type: 'open_camera' });
    await settled();
    await world.clock.advance(500);
    expect(world.face.opened).toBe(0);
    world.camera.grant();
    await settled();
    expect(world.face.opened).toBe(1);
    await world.clock.advance(500);
    expect(world.face.opened).toBe(1);
  });

  test('an engine that breaks is made anew; one that keeps breaking is given up', async () => {
    const world = await openCamera(await atFace({}));
    for (let times = 0; times < 3; times += 1) {
      expect(faceOf(world).live.mode).toBe('guided');
      world.face.isBroken = true;
      await world.camera.view?.deliver();
      await settled();
      await world.camera.view?.deliver();
      await settled();
    }
    expect(faceOf(world).live.mode).toBe('manual');
  });

  test('a cancellation closes the engine and the camera', async () => {
    const world = await openCamera(await atFace({}));
    world.runtime.send({ type: 'cancel' });
    await settled();
    expect(world.camera.live).toBe(0);
    expect(world.face.closed).toBe(1);
    expect(world.face.info).toBeNull();
  });

  test('a report that cannot be delivered holds the picture back, and is delivered when tried again', async () => {
    const world = await openCamera(await atFace({ modelUrl: null }));
    world.api.answers.set('POST /v1/flow/liveness', new Refusal('network', []));
    await photograph(world);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'network' });
    expect(world.uploads.sent).toEqual([]);
    world.api.answers.set('POST /v1/flow/liveness', { next: null });
    world.runtime.send({ type: 'retry' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await settled();
    expect(world.uploads.sent).toHaveLength(1);
  });
});

const recorded = (name: string): Reading[] =>
  decode(
    JSON.parse(
      readFileSync(new URL(`../liveness/testing/recorded/${name}.json`, import.meta.url), 'utf8'),
    ) as Recording,
  );

/** Shows the camera what was recorded, again and again, until `until` is true or it has been played so often. */
async function play(world: World, name: string, until: () => boolean, times = 6): Promise<void> {
  const readings = recorded(name);
  const length = (readings.at(-1)?.at ?? 0) + 67;
  const from = Math.ceil(performance.now()) + 1;
  for (let time = 0; time < times; time += 1) {
    for (const reading of readings) {
      if (until()) return;
      world.face.readings.push({ ...reading, at: from + time * length + reading.at });
      await world.camera.view?.deliver();
      await settled();
    }
  }
}

describe('a round', () => {
  const copies = { open: 0 };
  beforeEach(() => {
    copies.open = 0;
    vi.stubGlobal('createImageBitmap', async () => {
      copies.open += 1;
      return { width: 640, height: 480, close: () => (copies.open -= 1) };
    });
    const toBlob = (give: (blob: Blob) => void): void =>
      give(new Blob(['a picture'], { type: 'image/jpeg' }));
    vi.stubGlobal('document', {
      createElement: () => ({ getContext: () => ({ drawImage: () => undefined }), toBlob }),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const stateOf = ({ runtime }: World): string => runtime.state.name;
  const hints = ({ announced }: World) =>
    announced.flatMap((told) => (told.name === 'hint' ? told.detail.code : []));

  test('that is passed takes the picture by itself, and is told with it', async () => {
    const world = await openCamera(await atFace({}));
    await play(world, 'turn_blink_nod', () => stateOf(world) !== 'camera');
    await settled();
    expect(stateOf(world)).toBe('review');
    expect(hints(world)).toEqual(expect.arrayContaining(['turn_left', 'blink', 'look_here']));
    expect(world.page.vibrations).toBeGreaterThanOrEqual(2);
    expect(faceOf(world).live).toMatchObject({ mode: 'guided', done: 2, total: 2 });
    // One copy of the picture at a time, and none once it was encoded.
    expect(copies.open).toBe(0);
    await accept(world);
    const [report] = reports(world);
    expect(report).toMatchObject({ slot: 'live_photo', route: 'guided', nonce, sha256 });
    expect(report?.challenges.map(({ name, passed }) => [name, passed])).toEqual([
      ['turn_left', true],
      ['blink', true],
    ]);
    expect(report?.signals).toMatchObject({
      face: { others: 0 },
      engine: { place: 'worker', delegate: 'cpu', simd: true, medianMs: 20 },
    });
    expect(report?.signals?.frames.analysed).toBeGreaterThan(50);
    expect(world.uploads.sent).toHaveLength(1);
  });

  test('may be done again for another picture, and is told with that one', async () => {
    const world = await openCamera(await atFace({}));
    await play(world, 'turn_blink_nod', () => stateOf(world) !== 'camera');
    await settled();
    world.runtime.send({ type: 'retake' });
    await settled();
    expect(faceOf(world).live).toMatchObject({ mode: 'guided', done: 0 });
    await play(world, 'turn_blink_nod', () => stateOf(world) !== 'camera');
    await settled();
    await accept(world);
    expect(reports(world)).toMatchObject([{ route: 'guided', nonce }]);
  });

  test('that fails is told, and followed by another; after the last one the picture is taken by hand', async () => {
    const world = await openCamera(await atFace({}));
    const second = { ...round, nonce: 'B'.repeat(22), challenges: ['blink', 'turn_left'], triesLeft: 1 };
    world.api.answers.set('POST /v1/flow/liveness', { next: second });
    await play(world, 'photo_moved', () => reports(world).length === 1);
    expect(reports(world)).toMatchObject([
      { route: 'guided', nonce, challenges: [{ name: 'turn_left', passed: false }] },
    ]);
    expect(reports(world)[0]).not.toHaveProperty('sha256');
    expect(hints(world).at(-1)).toBe('try_again');
    expect(faceOf(world).live).toMatchObject({ mode: 'guided', canSkip: true, done: 0 });
    await world.clock.advance(2_500);

    world.api.answers.set('POST /v1/flow/liveness', { next: null });
    await play(world, 'photo_moved', () => reports(world).length === 2);
    expect(reports(world)[1]).toMatchObject({ nonce: second.nonce });
    await world.clock.advance(2_500);
    expect(faceOf(world).live.mode).toBe('manual');
    await photograph(world);
    expect(reports(world)[2]).toMatchObject({ route: 'manual', reason: 'tries_used', nonce: null, sha256 });
    expect(copies.open).toBe(0);
  });

  test('that another page has used is followed by the one that is open now', async () => {
    const world = await openCamera(await atFace({}));
    await play(world, 'turn_blink_nod', () => stateOf(world) !== 'camera');
    await settled();
    const other = { nonce: 'C'.repeat(22), challenges: ['nod' as const], triesLeft: 0 };
    world.api.flows.set(faceFlow({ round: other }));
    world.api.answers.set('POST /v1/flow/liveness', new Refusal('liveness_round_over', []));
    await accept(world);
    expect(world.runtime.state).toMatchObject({ name: 'review', problem: 'upload_missing' });
    expect(world.uploads.sent).toEqual([]);

    world.api.answers.set('POST /v1/flow/liveness', { next: null });
    world.runtime.send({ type: 'retake' });
    await settled();
    expect(faceOf(world).live).toMatchObject({ mode: 'guided', total: 1 });
  });

  test('whose failure cannot be told is a problem that can be tried again', async () => {
    const world = await openCamera(await atFace({}));
    world.api.answers.set('POST /v1/flow/liveness', new Refusal('network', []));
    await play(world, 'photo_moved', () => stateOf(world) !== 'camera');
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'network' });
    expect(world.camera.live).toBe(0);
    world.runtime.send({ type: 'retry' });
    await settled();
    expect(faceOf(world).live).toMatchObject({ mode: 'guided', done: 0 });
  });
});
