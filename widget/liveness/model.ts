/** The face model: MediaPipe's FaceLandmarker bundle, float16, version 1 (Apache-2.0). */
export const FACE_MODEL = {
  /** Lowercase hex. Older and damaged copies of the same name circulate. */
  sha256: '64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff',
  bytes: 3_758_596,
} as const;
