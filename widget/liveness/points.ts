/**
 * Points of the 468-point face mesh and the ten of the irises (numbers as in MediaPipe's canonical face model) that everything
 * after the detector works on. Left and right are the person's own.
 */
const named = {
  noseTip: 4,
  noseBridge: 6,
  chin: 152,
  forehead: 10,
  rightCheek: 234,
  leftCheek: 454,
  rightEyeOuter: 33,
  rightEyeInner: 133,
  rightLidTop: 159,
  rightLidTopOuter: 160,
  rightLidTopInner: 158,
  rightLidBottom: 145,
  rightLidBottomOuter: 144,
  rightLidBottomInner: 153,
  rightIris: 468,
  leftEyeOuter: 263,
  leftEyeInner: 362,
  leftLidTop: 386,
  leftLidTopOuter: 387,
  leftLidTopInner: 385,
  leftLidBottom: 374,
  leftLidBottomOuter: 373,
  leftLidBottomInner: 380,
  leftIris: 473,
  mouthRight: 61,
  mouthLeft: 291,
  lipTop: 13,
  lipBottom: 14,
  noseRight: 129,
  noseLeft: 358,
  underNose: 2,
  noseMiddle: 197,
  browRight: 105,
  browLeft: 334,
} as const;

/** The face's outline, clockwise in the picture from the forehead; without the four that are named above. */
const oval = [
  338, 297, 332, 284, 251, 389, 356, 323, 361, 288, 397, 365, 379, 378, 400, 377, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 127, 162, 21, 54, 103, 67, 109,
] as const;

export type PointName = keyof typeof named;

/** The numbers in the mesh, in the order of `Face.points`. */
export const KEY_POINTS: readonly number[] = [...Object.values(named), ...oval];

const places = Object.fromEntries(Object.keys(named).map((name, at) => [name, at])) as Readonly<
  Record<PointName, number>
>;

/** Where a point stands in `KEY_POINTS`. */
export const indexOf = (name: PointName): number => places[name];

/** Places in `KEY_POINTS` of what no expression moves but for the jaw: outline, corners of the eyes, nose. */
export const RIGID: readonly number[] = [
  ...(
    [
      'noseTip',
      'noseBridge',
      'noseRight',
      'noseLeft',
      'underNose',
      'noseMiddle',
      'rightEyeOuter',
      'rightEyeInner',
      'leftEyeOuter',
      'leftEyeInner',
      'chin',
      'forehead',
      'rightCheek',
      'leftCheek',
    ] as const
  ).map(indexOf),
  ...oval.map((_, at) => Object.keys(named).length + at),
];

/** x, y and z of a point; see `Face.points`. */
export function pointOf(points: Float32Array, name: PointName): readonly [x: number, y: number, z: number] {
  const at = places[name] * 3;
  return [points[at] ?? 0, points[at + 1] ?? 0, points[at + 2] ?? 0];
}

/** The whole outline of the face, all 36 points of it, x and y; in no order that matters. */
export function ovalOf(points: Float32Array): readonly (readonly [x: number, y: number])[] {
  const ends = (['forehead', 'chin', 'rightCheek', 'leftCheek'] as const).map((name) => {
    const [x, y] = pointOf(points, name);
    return [x, y] as const;
  });
  const first = Object.keys(named).length;
  const rest = oval.map((_, at) => {
    const start = (first + at) * 3;
    return [points[start] ?? 0, points[start + 1] ?? 0] as const;
  });
  return [...ends, ...rest];
}
