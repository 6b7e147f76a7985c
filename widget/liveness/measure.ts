import type { Frame } from '../quality/types.ts';
import { lightOf } from './light.ts';
import { KEY_POINTS } from './points.ts';
import type { Box, Face, Reading } from './types.ts';

/** What of MediaPipe's `FaceLandmarkerResult` is used. */
export interface Detection {
  readonly faceLandmarks: readonly (readonly {
    readonly x: number;
    readonly y: number;
    readonly z: number;
  }[])[];
  readonly faceBlendshapes: readonly {
    readonly categories: readonly { readonly categoryName: string; readonly score: number }[];
  }[];
  readonly facialTransformationMatrixes: readonly { readonly data: readonly number[] }[];
}

/** Points of the mesh without the irises. */
const MESH = 468;
const DEGREES = 180 / Math.PI;

function boxOf(landmarks: Detection['faceLandmarks'][number]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of landmarks.slice(0, MESH)) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function faceAt(detection: Detection, at: number): Face | null {
  const landmarks = detection.faceLandmarks[at];
  const matrix = detection.facialTransformationMatrixes[at]?.data;
  if (!landmarks?.length || !matrix) return null;
  const scores = new Map(
    detection.faceBlendshapes[at]?.categories.map(({ categoryName, score }) => [categoryName, score]),
  );
  const score = (name: string): number => scores.get(name) ?? 0;
  const points = new Float32Array(KEY_POINTS.length * 3);
  KEY_POINTS.forEach((index, place) => {
    const { x = 0, y = 0, z = 0 } = landmarks[index] ?? {};
    points.set([x, y, z], place * 3);
  });
  const m = (index: number): number => matrix[index] ?? 0;
  // Column-major, camera looking along -z: the angles of a rotation by yaw, then pitch, then roll.
  return {
    points,
    box: boxOf(landmarks),
    yaw: Math.atan2(m(8), m(10)) * DEGREES,
    pitch: Math.asin(Math.max(-1, Math.min(1, -m(9)))) * DEGREES,
    roll: -Math.atan2(m(1), m(5)) * DEGREES,
    distance: -m(14),
    blinkLeft: score('eyeBlinkLeft'),
    blinkRight: score('eyeBlinkRight'),
    smileLeft: score('mouthSmileLeft'),
    smileRight: score('mouthSmileRight'),
    jawOpen: score('jawOpen'),
  };
}

const areaOf = ({ box }: Face): number => box.width * box.height;

/**
 * What the detector and the pixels say of a picture. Pure.
 *
 * @param at When it was taken, in milliseconds.
 */
export function measure(detection: Detection, frame: Frame, at: number): Reading {
  const faces = detection.faceLandmarks
    .map((_, index) => faceAt(detection, index))
    .filter((face) => face !== null)
    .sort((one, other) => areaOf(other) - areaOf(one));
  const face = faces[0] ?? null;
  const { width, height } = frame;
  return { at, width, height, faces: Math.min(2, faces.length), face, light: lightOf(frame, face) };
}
