import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parallaxOf, type Shape, shapeOf } from './shape.ts';
import { recorded } from './testing/recordings.ts';

const faces = ['still', 'turn', 'nod', 'smile', 'closer'].map((name): Shape => {
  const reading = recorded(name)[3];
  if (!reading?.face) throw new Error('no face');
  return shapeOf(reading.face, reading);
});

const transformed = (
  shape: Shape,
  change: (x: number, y: number, z: number) => readonly [number, number],
): Shape => {
  const after = Float64Array.from(shape);
  for (let at = 0; at < shape.length; at += 3) {
    const [x, y] = change((shape[at] ?? 0) - 0.5, (shape[at + 1] ?? 0) - 0.4, shape[at + 2] ?? 0);
    after.set([x + 0.5, y + 0.4], at);
  }
  return after;
};

const degrees = (angle: number): number => (angle * Math.PI) / 180;

test('a flat picture that is moved, turned in its plane, zoomed, sheared and tilted in perspective shows no depth', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...faces),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      fc.double({ min: 0.6, max: 1.4, noNaN: true }),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      fc.double({ min: -0.3, max: 0.3, noNaN: true }),
      (face, angle, zoom, narrow, perspective) => {
        const after = transformed(face, (x, y) => {
          const [u, v] = [x * narrow * zoom, y * zoom];
          const near = 1 + perspective * u;
          return [
            (u * Math.cos(angle) - v * Math.sin(angle)) / near + 0.05,
            (u * Math.sin(angle) + v * Math.cos(angle)) / near,
          ];
        });
        const { across, down, flat } = parallaxOf(face, after);
        expect(Math.hypot(across, down)).toBeLessThan(0.05);
        expect(flat).toBeLessThan(0.006);
      },
    ),
  );
});

test.each([18, 25, -20, -30])('a head that turns by %i degrees shows the sine of it across', (angle) => {
  for (const face of faces) {
    // Near points have a smaller z, and go to the side that the nose turns to.
    const after = transformed(face, (x, y, z) => [
      x * Math.cos(degrees(angle)) - z * Math.sin(degrees(angle)),
      y,
    ]);
    const { across, down, flat, solid } = parallaxOf(face, after);
    expect(across).toBeCloseTo(Math.sin(degrees(angle)), 1);
    expect(Math.abs(down)).toBeLessThan(0.02);
    expect(solid).toBeLessThan(flat / 10);
  }
});

test('a head that bows by 12 degrees shows it downwards', () => {
  for (const face of faces) {
    const after = transformed(face, (x, y, z) => [x, y * Math.cos(degrees(12)) - z * Math.sin(degrees(12))]);
    expect(parallaxOf(face, after).down).toBeCloseTo(Math.sin(degrees(12)), 1);
  }
});

test('a photo that is tilted becomes narrower, and where its points are expected is where they are', () => {
  for (const face of faces) {
    const after = transformed(face, (x, y) => [x * 0.7, y]);
    const { stretch, expected } = parallaxOf(face, after);
    expect(stretch).toBeCloseTo(0.7, 2);
    const [x, y] = expected(face[0] ?? 0, face[1] ?? 0);
    expect(x).toBeCloseTo(after[0] ?? 0, 3);
    expect(y).toBeCloseTo(after[1] ?? 0, 3);
  }
});

test('nothing moves: all is 0', () => {
  for (const face of faces) {
    const { across, down, flat, stretch } = parallaxOf(face, face);
    expect([across, down, flat].every((value) => Math.abs(value) < 1e-4)).toBe(true);
    expect(stretch).toBeCloseTo(1, 4);
  }
});
