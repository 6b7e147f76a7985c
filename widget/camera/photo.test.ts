import { expect, test } from 'vitest';
import { agrees, photoSize } from './photo.ts';
import { hasTorch, switchTorch } from './torch.ts';

const hd = { width: 1920, height: 1080 };
const upright = { width: 1080, height: 1920 };
const sensor = { imageWidth: { min: 640, max: 4000 }, imageHeight: { min: 480, max: 3000 } };

test.each([
  [{ width: 3840, height: 2160 }, hd, true],
  [{ width: 1920, height: 1088 }, hd, true],
  [{ width: 4000, height: 3000 }, hd, false],
  [{ width: 1280, height: 720 }, hd, false],
  [{ width: 3840, height: 2160 }, upright, false],
  [{ width: 0, height: 0 }, hd, false],
])('a photo of %j for a video of %j agrees: %s', (photo, video, expected) => {
  expect(agrees(photo, video)).toBe(expected);
});

test('the largest photo in the ratio of the video is asked for, as the sensor lies', () => {
  expect(photoSize(hd, sensor)).toEqual({ imageWidth: 4000, imageHeight: 2250 });
  expect(photoSize(upright, sensor)).toEqual({ imageWidth: 4000, imageHeight: 2250 });
});

test('never more than a weak phone can decode', () => {
  const huge = { imageWidth: { max: 12000 }, imageHeight: { max: 9000 } };
  expect(photoSize(hd, huge)).toEqual({ imageWidth: 4032, imageHeight: 2268 });
});

test('no size is asked for where the device does not say, or has less than the video', () => {
  expect(photoSize(hd, {})).toEqual({});
  expect(photoSize(hd, { imageWidth: { max: 640 }, imageHeight: { max: 480 } })).toEqual({});
});

const track = (torch: unknown, applyConstraints = async (): Promise<void> => undefined) => ({
  getCapabilities: () => ({ torch }) as MediaTrackCapabilities,
  applyConstraints,
});

test.each([
  [true, true],
  [[false, true], true],
  [false, false],
  [[false], false],
  [undefined, false],
])('a capability of %j is a torch: %s', (torch, expected) => {
  expect(hasTorch(track(torch))).toBe(expected);
});

test('a browser without capabilities has no torch', () => {
  expect(hasTorch({ applyConstraints: async () => undefined })).toBe(false);
});

test('the torch is set alone, and a refusal has a code', async () => {
  const asked: unknown[] = [];
  await switchTorch(
    track(true, async (...args: unknown[]) => void asked.push(...args)),
    true,
  );
  expect(asked).toEqual([{ advanced: [{ torch: true }] }]);
  const refuses = track(true, async () => {
    throw new DOMException('no', 'OverconstrainedError');
  });
  await expect(switchTorch(refuses, true)).rejects.toMatchObject({ code: 'camera_failed' });
});
