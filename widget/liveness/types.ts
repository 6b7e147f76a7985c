/** What the detector tells of one picture. Everything after it is pure and works on this alone. */
export interface Reading {
  /** When the picture was taken, in milliseconds of one clock that never goes back. */
  readonly at: number;
  /** Of the picture that was looked at, in pixels. */
  readonly width: number;
  readonly height: number;
  /** How many faces were found; 2 stands for two or more. */
  readonly faces: number;
  /** The largest one; null where none was found. */
  readonly face: Face | null;
  readonly light: Light;
}

/** A face. The picture is not mirrored: what is left in it is the person's own right. */
export interface Face {
  /**
   * `KEY_POINTS` (`points.ts`) in their order, x, y and z of each: x and y as fractions of the picture, outside of 0..1 where the
   * model sees the face go on beyond the edge; z in the scale of x, smaller is nearer.
   */
  readonly points: Float32Array;
  /** Around all 468 points of the mesh, as fractions of the picture; may stick out. */
  readonly box: Box;
  /** Degrees. Yaw above 0: the nose points to the person's own left. Pitch above 0: down. Roll above 0: clockwise in the picture. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** From the camera, in centimetres for a lens of usual width; good for ratios. */
  readonly distance: number;
  /** The model's own scores, 0..1, by the person's own left and right. */
  readonly blinkLeft: number;
  readonly blinkRight: number;
  readonly smileLeft: number;
  readonly smileRight: number;
  readonly jawOpen: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Measured on the pixels: the model finds faces in the dark too. Luma 0..1 (ITU-R BT.601). */
export interface Light {
  /** Mean of the whole picture. */
  readonly frame: number;
  /** Of the face, and of what is beside it; null without a face. */
  readonly face: FaceLight | null;
  /** Equal for two pictures only where every sampled pixel is: a fingerprint of 32 bits. */
  readonly print: number;
}

export interface FaceLight {
  /** Mean luma of the skin between eyes and chin. */
  readonly mean: number;
  /** Mean luma of the picture beside and above the face. */
  readonly around: number;
  /** Share of the face at 250 of 255 or above. */
  readonly burnt: number;
  /** Mean luma of the left half of the face in the picture over that of both, 0..1; 0.5 when lit evenly. */
  readonly side: number;
  /**
   * How steep the face's strongest edges are, at 112 pixels from side to side: 0.45 to 0.65 when sharp, 0.3 when blurred by a fiftieth of
   * its width; independent of the picture's size, of its light, noise and compression.
   */
  readonly sharpness: number;
  /** How much is to be seen where the eyes are (the lesser of both), and the mouth: 0.25 and more, below 0.15 where something smooth covers it. */
  readonly eyes: number;
  readonly mouth: number;
}
