import { describe, expect, test } from 'vitest';
import { framesOf, isVirtualCamera, noNotes, noteReading } from './signals.ts';

describe('the name of a camera', () => {
  test.each([
    'OBS Virtual Camera',
    'ManyCam Virtual Webcam',
    'Snap Camera',
    'XSplit VCam',
    'v4l2loopback',
    'Unity Capture',
  ])('%s is a program’s', (label) => expect(isVirtualCamera(label)).toBe(true));
  test.each([
    'FaceTime HD Camera',
    'Integrated Webcam (0bda:5532)',
    'camera2 1, facing front',
    'Front Camera',
    'HD Pro Webcam C920 (046d:082d)',
    'USB2.0 HD UVC WebCam',
    'iPhone Camera',
    'DroidCam Source 3',
    'Kamera depan',
  ])('%s is a device’s', (label) => expect(isVirtualCamera(label)).toBe(false));
  test.each(['', '  '])('none tells nothing', (label) => expect(isVirtualCamera(label)).toBeNull());
});

describe('what is noticed of the pictures', () => {
  const note = (...seen: (readonly [at: number, print: number, tookMs?: number])[]) =>
    framesOf(
      seen.reduce(
        (notes, [at, print, tookMs = 20]) =>
          noteReading(notes, { at, light: { frame: 0.5, face: null, print } }, tookMs),
        noNotes,
      ),
    );

  test('is nothing before the first', () => {
    expect(framesOf(noNotes)).toEqual({
      analysed: 0,
      perSecond: 0,
      medianGapMs: 0,
      longestGapMs: 0,
      repeated: 0,
      medianMs: 0,
    });
  });

  test('is how many there are, how evenly they come, and which are the same again', () => {
    expect(note([0, 1, 10], [50, 2, 20], [100, 2, 30], [250, 3, 20])).toEqual({
      analysed: 4,
      perSecond: 12,
      medianGapMs: 50,
      longestGapMs: 150,
      repeated: 1,
      medianMs: 20,
    });
  });

  test('leaves out pauses, in which nobody looked', () => {
    expect(note([0, 1], [50, 2], [60_000, 3], [60_050, 4])).toMatchObject({
      analysed: 4,
      perSecond: 20,
      longestGapMs: 50,
    });
  });

  test('needs no more room for more pictures', () => {
    let notes = noNotes;
    for (let at = 0; at < 5_000; at += 1)
      notes = noteReading(notes, { at: at * 40, light: { frame: 0.5, face: null, print: at } }, 20);
    expect(notes.gaps.length).toBeLessThanOrEqual(200);
    expect(notes.took.length).toBeLessThanOrEqual(200);
    expect(framesOf(notes)).toMatchObject({ analysed: 5_000, perSecond: 25, medianGapMs: 40 });
  });
});
