import { expect, test } from 'vitest';
import { FakeCamera, FakePictures, FakeQuality, verdictOf } from '../testing/fake-camera.ts';
import { ktpFlow } from '../testing/fake-server.ts';
import { FakeClock } from '../testing/fake-world.ts';
import type { LiveHint } from './hints.ts';
import { CaptureRoom } from './room.ts';

const step = ktpFlow().steps[1];
if (!step) throw new Error('the sample flow has no document');

function makeRoom() {
  const camera = new FakeCamera();
  const quality = new FakeQuality();
  const pictures = new FakePictures();
  const clock = new FakeClock();
  const hints: LiveHint[] = [];
  const counts = { changes: 0, lost: 0 };
  const room = new CaptureRoom({
    camera,
    quality,
    pictures,
    clock,
    strictness: () => 'strict',
    onHint: (hint) => hints.push(hint),
    onLost: () => {
      counts.lost += 1;
    },
    onChange: () => {
      counts.changes += 1;
    },
  });
  return { room, camera, quality, pictures, clock, hints, counts };
}
type Made = ReturnType<typeof makeRoom>;

const never = new AbortController().signal;
const stage = { width: 390, height: 844 };
const free = { x: 0, y: 140, width: 390, height: 560 };

async function watching(made: Made): Promise<AbortController> {
  const run = new AbortController();
  await made.room.open(step as NonNullable<typeof step>, run.signal);
  made.room.setStage(stage, free);
  made.room.watch(run.signal);
  return run;
}

async function frames({ camera, clock }: Made, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await camera.view?.deliver();
    await clock.advance(150);
  }
}

test('frames are judged where the guide is', async () => {
  const made = makeRoom();
  await watching(made);
  await frames(made, 1);
  const { region, quality } = made.quality.asked[0] ?? {};
  const layout = made.room.live.layout;
  expect(quality).toBe('strict');
  expect(region?.x).toBe(Math.round((layout?.region.x ?? -1) * 64));
  expect(region?.width).toBeGreaterThan(0);
});

test('a hint is told once, not with every frame, and nothing is drawn in between', async () => {
  const made = makeRoom();
  made.quality.verdicts.push(...Array.from({ length: 12 }, () => verdictOf('blurred')));
  await watching(made);
  await frames(made, 4);
  expect(made.hints).toEqual(['blurred']);
  const { changes } = made.counts;
  await frames(made, 8);
  expect(made.hints).toEqual(['blurred']);
  expect(made.counts.changes).toBe(changes);
});

test('a judge that fails costs a hint, not the camera', async () => {
  const made = makeRoom();
  made.quality.judge = () => Promise.reject(new Error('no worker'));
  await watching(made);
  await frames(made, 3);
  expect(made.room.live.hint).toBeNull();
  const { verdict } = await made.room
    .take(step as NonNullable<typeof step>, never)
    .catch(() => ({ verdict: null }));
  expect(verdict).toBeNull();
});

test('nothing is judged after the watch has ended', async () => {
  const made = makeRoom();
  const run = await watching(made);
  run.abort();
  await frames(made, 3);
  expect(made.quality.asked).toEqual([]);
});

test('a picture is cropped to the guide and its margin, and judged within it', async () => {
  const made = makeRoom();
  await watching(made);
  await made.room.take(step as NonNullable<typeof step>, never);
  expect(made.pictures.prepared[0]?.crop).toEqual(made.room.live.layout?.crop);
  const region = made.quality.asked.at(-1)?.region;
  expect((region?.width ?? 0) / 64).toBeLessThan(1);
  expect(region?.x).toBeGreaterThanOrEqual(0);
});

test('light and lens are kept with the view, and lost with it', async () => {
  const made = makeRoom();
  await watching(made);
  await made.room.toggleTorch();
  expect(made.room.live.isTorchOn).toBe(true);
  await made.room.nextLens();
  await made.room.nextLens();
  expect(made.camera.view?.log).toEqual(['torch on', 'lens tele', 'lens wide']);
  made.room.release();
  expect(made.room.live).toMatchObject({ video: null, isTorchOn: false, layout: null });
});

test('a torch that does not work is offered no more', async () => {
  const made = makeRoom();
  await watching(made);
  const view = made.camera.view;
  if (view) view.setTorch = () => Promise.reject(new Error('no light'));
  await made.room.toggleTorch();
  expect(made.room.live).toMatchObject({ canTorch: false, isTorchOn: false });
});

test('a lost camera is told of once', async () => {
  const made = makeRoom();
  await watching(made);
  made.camera.lose();
  expect(made.counts.lost).toBe(1);
  expect(made.room.live.video).toBeNull();
});

test('without a camera no picture is taken', async () => {
  const { room } = makeRoom();
  await expect(room.take(step as NonNullable<typeof step>, never)).rejects.toMatchObject({
    code: 'camera_lost',
  });
});
