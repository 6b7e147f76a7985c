import { expect, test } from 'vitest';
import { smallFrame } from '../testing/fake-camera.ts';
import { judgeOptionsOf } from './judging.ts';
import { proofSubjects } from './proof-subjects.ts';
import type { Subject } from './subject.ts';

const card: Subject = { facing: 'environment', shape: 'id1', isWhole: false, isCard: true };
const frame = smallFrame(640, 360);
const guide = { x: 0.1, y: 0.1, width: 0.8, height: 0.8 };
const sight = { frame, quality: 'normal', subject: card, guide } as const;
const limits = { accept: ['image/jpeg'], maxBytes: 1_000_000, minWidth: 1000, minHeight: 500 };

test('a live frame is judged where the guide is, as the document that it is', () => {
  const region = { x: 64, y: 36, width: 512, height: 288 };
  expect(judgeOptionsOf(sight)).toEqual({ quality: 'normal', region, shape: 'id1' });
});

test('of a whole picture the outline is only wanted', () => {
  const whole = { limits, size: { width: 1920, height: 1080 }, crop: null };
  expect(judgeOptionsOf({ ...sight, guide: null }, whole)).toMatchObject({ shape: 'id1', outline: 'wanted' });
});

test('the least size is asked of the judged part in proportion to what would be kept', () => {
  const size = { width: 1920, height: 1080 };
  const all = judgeOptionsOf({ ...sight, guide: null }, { limits, size, crop: null });
  // A third of the picture's pixels on each side.
  expect(all).toMatchObject({ minWidth: 333, minHeight: 166 });
  const crop = { x: 0, y: 0, width: 1, height: 1 };
  expect(judgeOptionsOf(sight, { limits, size, crop })).toMatchObject({ minWidth: 266, minHeight: 133 });
});

test('faces and pages are told as what they are, with their own limits, and no outline is asked of them', () => {
  for (const subject of [proofSubjects.selfie, proofSubjects.file]) {
    if (!subject) throw new Error('no such subject');
    const whole = { limits, size: { width: 1920, height: 1080 }, crop: null };
    const options = judgeOptionsOf({ ...sight, subject }, whole);
    expect(options).toMatchObject({ shape: subject.shape, thresholds: subject.thresholds });
    expect(options).not.toHaveProperty('outline');
  }
});

test('of a face, which is kept whole, the least size is asked of the whole picture', () => {
  const { selfie: subject } = proofSubjects;
  if (!subject) throw new Error('no such subject');
  const oval = { x: 0.35, y: 0.1, width: 0.3, height: 0.8 };
  const size = { width: 1920, height: 1080 };
  // The oval has 192 x 288 pixels of the frame, of which the whole may have 333 x 166 at least.
  const options = judgeOptionsOf({ ...sight, subject, guide: oval }, { limits, size, crop: null });
  expect(options).toMatchObject({ region: { width: 192, height: 288 }, minWidth: 99, minHeight: 133 });
});
