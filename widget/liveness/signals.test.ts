import { expect, test } from 'vitest';
import { livenessSignals } from '../../server/contract/liveness.ts';
import { framesOf, isVirtualCamera, type Notes, noNotes, noteReading } from './signals.ts';

test.each([
  'OBS Virtual Camera',
  'OBS-Camera',
  'ManyCam Virtual Webcam',
  'Snap Camera',
  'XSplit VCam',
  'mmhmm Camera',
  'SplitCam Video Driver',
  'Unity Video Capture Virtual',
  'Dummy video device (0x0000)',
  'v4l2loopback',
  'NVIDIA Broadcast',
  'Logi Capture',
])('plays other pictures: %s', (label) => {
  expect(isVirtualCamera(label)).toBe(true);
});

test.each([
  'FaceTime HD Camera (Built-in)',
  'camera2 1, facing front',
  'Front Camera',
  'Kamera Depan',
  'HP TrueVision HD (04f2:b56d)',
  'Logitech BRIO (046d:085e)',
  'Integrated Camera (13d3:56a6)',
  'iPhone von Sample Kamera',
  'DroidCam Source 3',
  'EpocCam Camera',
  'Iriun Webcam',
  'Camo',
  'Surface Camera Front',
  'Jobs Webcam',
])('is a camera: %s', (label) => {
  expect(isVirtualCamera(label)).toBe(false);
});

test('says nothing of a camera without a name', () => {
  expect([isVirtualCamera(''), isVirtualCamera('  ')]).toEqual([null, null]);
});

const noted = (times: readonly number[], print = (at: number): number => at, took = 20): Notes =>
  times.reduce(
    (notes, at, index) =>
      noteReading(notes, { at, light: { frame: 0.5, face: null, print: print(index) } }, took + (index % 3)),
    noNotes,
  );

test('counts pictures, gaps and repeats', () => {
  const notes = noted([0, 40, 80, 120, 320, 360], (at) => Math.min(at, 3));
  expect(framesOf(notes)).toEqual({
    analysed: 6,
    perSecond: 5000 / 360,
    medianGapMs: 40,
    longestGapMs: 200,
    repeated: 2,
    medianMs: 21,
  });
});

test('a pause, as of a hidden page, is no gap', () => {
  const frames = framesOf(noted([0, 50, 100, 60_000, 60_050]));
  expect([frames.perSecond, frames.longestGapMs]).toEqual([20, 50]);
});

test('keeps no more than it needs, and what the contract takes', () => {
  const notes = noted(Array.from({ length: 20_000 }, (_, at) => at * 33));
  expect(notes.gaps.length + notes.took.length).toBeLessThanOrEqual(240);
  const { medianMs, ...frames } = framesOf(notes);
  expect(livenessSignals.shape.frames.safeParse(frames).success).toBe(true);
  expect(livenessSignals.shape.frames.safeParse({ ...framesOf(noNotes), medianMs: undefined }).success).toBe(
    false,
  );
  const { medianMs: none, ...empty } = framesOf(noNotes);
  expect(livenessSignals.shape.frames.safeParse(empty).success).toBe(true);
  expect([medianMs, none]).toEqual([21, 0]);
});
