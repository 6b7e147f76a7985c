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
