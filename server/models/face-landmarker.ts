/** A file that is what it has to be, or is not used. */
export interface PinnedFile {
  readonly name: string;
  /** Lowercase hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where its makers publish it. */
  readonly source: string;
}

/** Google's Face Landmarker, float16, version 1 (Apache 2.0): what the widget follows faces with. */
export const faceLandmarker: PinnedFile = {
  name: 'face_landmarker.task',
  sha256: '64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff',
  bytes: 3_758_596,
  source:
    'https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/face_landmarker.task',
};
