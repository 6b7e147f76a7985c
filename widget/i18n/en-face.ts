/**
 * What the camera's screen says while a face is followed, and of pictures of one that are refused. A hint has six words at the
 * most. Left and right are the person's own.
 */
export const enFace = {
  hint_getting_ready: 'Getting ready…',
  hint_face_none: 'Place your face in the oval',
  hint_face_many: 'Only you in the picture, please',
  hint_face_cut_off: 'Show your whole face',
  hint_face_far: 'Move a little closer',
  hint_face_near: 'Move back a little',
  hint_face_off_centre: 'Move into the middle',
  hint_backlit: 'Turn towards the light',
  hint_face_covered: 'Keep your face uncovered',
  hint_face_turned: 'Look straight ahead',
  hint_face_tilted: 'Hold your head upright',
  hint_eyes_closed: 'Open your eyes',
  /** In place of `hint_ready` where there is no shutter. */
  face_hint_ready: 'Looks good, stay like this',

  hint_turn_left: 'Turn your head left',
  hint_turn_right: 'Turn your head right',
  hint_nod: 'Nod slowly',
  hint_blink: 'Blink with both eyes',
  hint_smile: 'Now smile, please',
  selfie_hint_move_closer: 'Now bring your face closer',
  hint_relax_face: 'Relax your face first',
  hint_try_again: 'Let’s try once more',
  hint_look_here: 'Look into the camera',

  face_moves: '{done} of {total} done',
  face_by_hand: 'Take it myself',
  face_without_moves: 'Take it without moves',
  face_is_by_hand: 'The photo is taken without moves.',

  no_face_none: 'We can’t see your face. Place it in the oval.',
  no_face_many: 'There is more than one face. Take it with only you in the picture.',
  no_face_cut_off: 'A part of your face is missing. Show all of it.',
  no_face_far: 'Your face is too far away. Move closer.',
  no_face_near: 'Your face is too close. Move back a little.',
  no_face_off_centre: 'Your face is at the edge. Move into the middle.',
  no_backlit: 'The light is behind you. Turn so that it shines on your face.',
  no_face_covered: 'Something hides part of your face. Keep eyes, nose and mouth free.',
  no_face_turned: 'Your face is turned away. Look straight into the camera.',
  no_face_tilted: 'Your head is tilted. Hold it upright.',
  no_eyes_closed: 'Your eyes are closed. Keep them open for the photo.',
};
