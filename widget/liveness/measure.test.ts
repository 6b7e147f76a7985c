import { describe, expect, test } from 'vitest';
import { type Detection, measure } from './measure.ts';
import { KEY_POINTS, pointOf } from './points.ts';

const frame = { data: new Uint8ClampedArray(64 * 48 * 4).fill(128), width: 64, height: 48 };

/** Column-major, as MediaPipe has it: turned by yaw, then pitch, then roll, in degrees; `z` centimetres from the camera. */
function matrixOf(yaw: number, pitch: number, roll: number, z = 40): number[] {
  const [a, b, c] = [yaw, pitch, roll].map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  const [sy, cy, sx, cx, sz, cz] = [
    Math.sin(a),
    Math.cos(a),
    Math.sin(b),
    Math.cos(b),
    Math.sin(c),
    Math.cos(c),
  ];
  // R = Ry Rx Rz
  const rows = [
    [cy * cz + sy * sx * sz, -cy * sz + sy * sx * cz, sy * cx],
    [cx * sz, cx * cz, -sx],
    [-sy * cz + cy * sx * sz, sy * sz + cy * sx * cz, cy * cx],
  ];
  const columns = [0, 1, 2].flatMap((at) => [...rows.map((row) => row[at] ?? 0), 0]);
  return [...columns, 0, 0, -z, 1];
}

/** A mesh around a place, `size` wide and high, with its irises far outside of it. */
const meshAt = (x: number, y: number, size: number) =>
  Array.from({ length: 478 }, (_, at) =>
    at < 468
      ? {
          x: x + (size * (at % 26)) / 25 - size / 2,
          y: y + (size * Math.floor(at / 26)) / 17 - size / 2,
          z: -0.1,
        }
      : { x: 5, y: 5, z: 0 },
  );

const detectionOf = (
  faces: readonly { size: number; yaw?: number; pitch?: number; roll?: number; z?: number }[],
): Detection => ({
  faceLandmarks: faces.map(({ size }) => meshAt(0.5, 0.4, size)),
  faceBlendshapes: faces.map(() => ({
    categories: [
      { categoryName: 'eyeBlinkLeft', score: 0.1 },
      { categoryName: 'eyeBlinkRight', score: 0.2 },
      { categoryName: 'mouthSmileLeft', score: 0.3 },
      { categoryName: 'jawOpen', score: 0.4 },
    ],
  })),
  facialTransformationMatrixes: faces.map(({ yaw = 0, pitch = 0, roll = 0, z }) => ({
    data: matrixOf(yaw, pitch, roll, z),
  })),
});

describe('what the detector says', () => {
  test.each([
    [0, 0, 0],
    [25, 0, 0],
    [-25, 0, 0],
    [0, 15, 0],
    [0, -15, 0],
    [10, -8, 0],
  ])('is angles in degrees: yaw %d, pitch %d', (yaw, pitch, roll) => {
    const { face } = measure(detectionOf([{ size: 0.4, yaw, pitch, roll }]), frame, 7);
    expect(face?.yaw).toBeCloseTo(yaw, 3);
    expect(face?.pitch).toBeCloseTo(pitch, 3);
  });

  test('is a roll that is told by its size and its side', () => {
    const left = measure(detectionOf([{ size: 0.4, roll: 12 }]), frame, 7).face?.roll ?? 0;
    const right = measure(detectionOf([{ size: 0.4, roll: -12 }]), frame, 7).face?.roll ?? 0;
    expect(Math.abs(left)).toBeCloseTo(12, 3);
    expect(right).toBeCloseTo(-left, 3);
  });

  test('is a box around the mesh, which the irises are no part of, and a distance', () => {
    const { face, at, width, height } = measure(detectionOf([{ size: 0.4, z: 33 }]), frame, 7);
    expect({ at, width, height }).toEqual({ at: 7, width: 64, height: 48 });
    expect(face?.box.x).toBeCloseTo(0.3);
    expect(face?.box.y).toBeCloseTo(0.2);
    expect(face?.box.width).toBeCloseTo(0.4);
    expect(face?.box.height).toBeCloseTo(0.4);
    expect(face?.distance).toBeCloseTo(33);
  });

  test('is the scores that are used, 0 for what is missing', () => {
    const { face } = measure(detectionOf([{ size: 0.4 }]), frame, 7);
    expect(face).toMatchObject({
      blinkLeft: 0.1,
      blinkRight: 0.2,
      smileLeft: 0.3,
      smileRight: 0,
      jawOpen: 0.4,
    });
  });

  test('is the key points, in their order', () => {
    const { face } = measure(detectionOf([{ size: 0.4 }]), frame, 7);
    expect(face?.points).toHaveLength(KEY_POINTS.length * 3);
    const mesh = meshAt(0.5, 0.4, 0.4);
    const [x, y, z] = pointOf(face?.points ?? new Float32Array(), 'noseTip');
    expect(x).toBeCloseTo(mesh[4]?.x ?? 0);
    expect(y).toBeCloseTo(mesh[4]?.y ?? 0);
    expect(z).toBeCloseTo(-0.1);
  });

  test('is the largest face, and how many there are', () => {
    const both = measure(
      detectionOf([
        { size: 0.2, yaw: 5 },
        { size: 0.4, yaw: 9 },
      ]),
      frame,
      7,
    );
    expect(both.faces).toBe(2);
    expect(both.face?.yaw).toBeCloseTo(9);
    const none = measure(detectionOf([]), frame, 7);
    expect(none).toMatchObject({ faces: 0, face: null, light: { face: null } });
  });
});
