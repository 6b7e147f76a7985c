import type { ChallengeName } from '../../server/contract/liveness.ts';

/** What is wrong with how a face stands before the camera, the most important thing first; one at a time is said. */
export type FaceHint =
  | 'too_dark'
  | 'face_none'
  | 'face_many'
  | 'face_cut_off'
  | 'face_far'
  | 'face_near'
  | 'face_off_centre'
  | 'too_bright'
  | 'backlit'
  | 'face_covered'
  | 'face_turned'
  | 'face_tilted'
  | 'eyes_closed'
  | 'hold_still'
  | 'blurred';

/** What is said while a face is guided: what is wrong, or what to do now. */
export type GuideSaying =
  | FaceHint
  | ChallengeName
  /** Of somebody who smiles: before a smile that is asked for, and before the picture. */
  | 'relax_face'
  /** Straight into the camera: between two challenges, and for the picture. */
  | 'look_here';
