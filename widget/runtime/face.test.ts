import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { LivenessReport, StepLiveness } from '../../server/contract/liveness.ts';
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
