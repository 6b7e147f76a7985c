import { describe, expect, test } from 'vitest';
import type { AutoMode } from '../flow/capture/types.ts';
import type { Hint, Verdict } from '../quality/types.ts';
import { FakeCamera, FakePictures, FakeQuality, verdictOf } from '../testing/fake-camera.ts';
import { ktpFlow } from '../testing/fake-server.ts';
import { FakeClock } from '../testing/fake-world.ts';
import type { LiveHint } from './hints.ts';
import type { Track } from './live-loop.ts';
import { CaptureRoom } from './room.ts';

const step = ktpFlow().steps[1];
if (!step) throw new Error('the sample flow has no document');

function makeRoom() {
  const camera = new FakeCamera();
  const quality = new FakeQuality();
  const pictures = new FakePictures();
  const clock = new FakeClock();
  const hints: LiveHint[] = [];
  const tracks: Track[] = [];
  const counts = { changes: 0, lost: 0, moments: 0 };
  const wishes = { canAuto: true, isStraightened: false };
  const room = new CaptureRoom({
    camera,
    quality,
    pictures,
    clock,
    strictness: () => 'strict',
    canAuto: () => wishes.canAuto,
    isStraightened: () => wishes.isStraightened,
    onTrack: (track) => tracks.push(track),
    onMoment: () => {
      counts.moments += 1;
    },
    onHint: (hint) => hints.push(hint),
    onLost: () => {
      counts.lost += 1;
    },
    onChange: () => {
      counts.changes += 1;
    },
  });
  return { room, camera, quality, pictures, clock, hints, tracks, counts, wishes };
}
type Made = ReturnType<typeof makeRoom>;

const never = new AbortController().signal;
const stage = { width: 390, height: 844 };
const free = { x: 0, y: 140, width: 390, height: 560 };

async function watching(made: Made, mode: AutoMode = 'now'): Promise<AbortController> {
  const run = new AbortController();
  await made.room.open(step as NonNullable<typeof step>, run.signal);
  made.room.setStage(stage, free);
  made.room.watch(mode, run.signal);
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

/** A card that fills most of the fake camera's 64 x 48 frame. */
const withCard = (hint: Hint | null = null, x = 10, confidence = 0.9): Verdict => ({
  ...verdictOf(hint),
  outline: {
    corners: [
      [x, 10],
      [x + 44, 10],
      [x + 44, 38],
      [x, 38],
    ],
    confidence,
  },
});
const many = <T>(value: T, times = 30): T[] => Array.from({ length: times }, () => value);

describe('a picture without a press', () => {
  test('is asked for once, when the card has been held still', async () => {
    const made = makeRoom();
    made.quality.verdicts.push(...many(withCard()));
    await watching(made);
    await frames(made, 4);
    expect(made.counts.moments).toBe(0);
    await frames(made, 3);
    expect(made.counts.moments).toBe(1);
    expect(made.hints.at(-1)).toBe('taking');
    expect(made.room.live.auto).toBe('on');
  });

  test.each([
    ['where no outline is found', verdictOf(null), {}, 'now'],
    ['where the merchant does not want it', withCard(), { canAuto: false }, 'now'],
    ['after refused ones', withCard(), {}, 'never'],
  ] as const)('is not taken %s, and there is no choice', async (_where, verdict, wish, mode) => {
    const made = makeRoom();
    Object.assign(made.wishes, wish);
    made.quality.verdicts.push(...many(verdict));
    await watching(made, mode);
    await frames(made, 20);
    expect(made.counts.moments).toBe(0);
    expect(made.room.live.auto).toBeNull();
    expect(made.hints.at(-1)).toBe('ready');
  });

  test('comes only after a pause where one was refused', async () => {
    const made = makeRoom();
    made.quality.verdicts.push(...many(withCard()));
    await watching(made, 'later');
    await frames(made, 13);
    expect(made.counts.moments).toBe(0);
    await frames(made, 7);
    expect(made.counts.moments).toBeGreaterThan(0);
  });

  test('a person who cannot hold still switches it off, for later steps too', async () => {
    const made = makeRoom();
    made.quality.verdicts.push(...many(withCard(), 60));
    const run = await watching(made);
    await frames(made, 3);
    made.room.toggleAuto();
    await frames(made, 20);
    expect(made.counts.moments).toBe(0);
    expect(made.room.live.auto).toBe('off');
    run.abort();
    const again = await watching(made);
    await frames(made, 10);
    expect(made.room.live.auto).toBe('off');
    made.room.toggleAuto();
    await frames(made, 10);
    expect(made.counts.moments).toBeGreaterThan(0);
    again.abort();
  });

  test('a moving card is told to be held still', async () => {
    const made = makeRoom();
    made.quality.verdicts.push(...Array.from({ length: 12 }, (_, index) => withCard(null, 2 + index * 1.5)));
    await watching(made);
    await frames(made, 12);
    expect(made.hints).toEqual(['hold_still']);
  });
});

test('the outline is drawn where it is seen, and no more after the watch', async () => {
  const made = makeRoom();
  made.quality.verdicts.push(withCard());
  const run = await watching(made);
  await frames(made, 1);
  const { picture } = made.room.live.layout ?? { picture: { x: 0, y: 0, width: 0, height: 0 } };
  const [[x, y]] = made.tracks.at(-1)?.corners ?? [[0, 0]];
  expect(x).toBeCloseTo(picture.x + (10 / 64) * picture.width, 3);
  expect(y).toBeCloseTo(picture.y + (10 / 48) * picture.height, 3);
  run.abort();
  expect(made.tracks.at(-1)).toEqual({ corners: null, isGood: false, progress: 0 });
});

describe('what is kept of a picture', () => {
  const document = step as NonNullable<typeof step>;

  async function taken(verdict: Verdict, isStraightened = false) {
    const made = makeRoom();
    made.wishes.isStraightened = isStraightened;
    await watching(made);
    made.quality.verdicts.push(verdict);
    await made.room.take(document, never);
    return { cut: made.pictures.prepared[0]?.cut, room: made.room };
  }

  test('is the card and a margin, where its outline is sure', async () => {
    const { cut, room } = await taken(withCard());
    const { x = 0, width = 0 } = cut?.crop ?? {};
    // 44 of 64 pixels, and 8 % of them on each side.
    expect(x).toBeCloseTo((10 - 3.52) / 64, 5);
    expect(width).toBeCloseTo((44 + 7.04) / 64, 5);
    expect(cut?.straighten).toBeUndefined();
    expect(room.original?.corners?.[0]).toEqual([10 / 64, 10 / 48]);
  });

  test.each([
    ['it is not', withCard(null, 10, 0.2)],
    ['the picture is refused', withCard('glare')],
    ['there is none', verdictOf(null)],
  ])('is the guide and its margin where %s', async (_why, verdict) => {
    const { cut, room } = await taken(verdict);
    expect(cut).toEqual({ crop: room.live.layout?.crop });
  });

  test('is seen from straight above where the merchant wants it', async () => {
    const { cut } = await taken(withCard(), true);
    expect(cut?.straighten?.ratio).toBeCloseTo(85.6 / 53.98, 5);
    expect(cut?.crop).not.toBeNull();
  });

  test('is the card in a chosen file too, and all of the file without an outline', async () => {
    const made = makeRoom();
    made.quality.verdicts.push(withCard(), verdictOf(null));
    const file = new Blob(['a file']);
    await made.room.check(file, document, never);
    expect(made.room.original?.blob).toBe(file);
    await made.room.check(file, document, never);
    const [first, second] = made.pictures.prepared;
    expect(first?.crop).not.toBeNull();
    expect(second?.crop).toBeNull();
    expect(made.room.original).toEqual({ blob: file, corners: null });
  });

  test('nothing is kept of it at the end', async () => {
    const { room } = await taken(withCard());
    room.close();
    expect(room.original).toBeNull();
  });
});
