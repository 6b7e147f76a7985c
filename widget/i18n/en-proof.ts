/**
 * What steps with other pictures than of a document say: a face, or a proof as picture or PDF. A key of the capture step
 * with `selfie_` or `file_` before it takes the place of it there.
 */
export const enProof = {
  document_selfie: 'photo',
  document_file: 'proof',
  document_residence_proof: 'proof of address',
  document_investor_proof: 'proof of investor status',

  selfie_prepare_title: 'Now your face',
  selfie_prepare_text: 'Face a window or a lamp. Take off glasses and hat.',
  selfie_again: 'The photo of your face did not arrive well. Please take it once more.',
  selfie_camera_title: 'Your face',
  selfie_place: 'Place your face in the oval',
  selfie_hint_blurred: 'Hold still until it’s sharp',
  selfie_review_good: 'Is your face clear?',
  selfie_picture_of: 'The photo of your face',
  selfie_no_too_dark: 'It is too dark to see you well. Face a window or a lamp.',
  selfie_no_too_bright: 'It is too bright to see you well. Move out of the strong light.',
  selfie_no_low_contrast: 'It is too pale to see you well. Look for even light.',
  selfie_no_too_small: 'Your face is too small. Move closer.',

  file_again: 'Your {document} did not arrive well. Please add it once more.',
  file_prepare_text: 'All of it has to be readable.',
  file_prepare_residence:
    'A bill or a bank statement with your name and address, not older than three months.',
  file_prepare_investor: 'A letter or a statement that shows it, with your name.',
  file_kinds: 'Photo, up to {size}',
  file_kinds_pdf: 'PDF or photo, up to {size}',
  file_open_camera: 'Take a photo',
  file_use_file: 'Choose a file',
  file_skip: 'I don’t have one',
  file_place: 'Get the whole page in',
  file_hint_no_document: 'Get the whole page in',
  file_review_good: 'Is it the right one?',
  file_use: 'Use this file',
  file_checking: 'Checking your file',
  file_uploading: 'Sending your file',
  file_again_file: 'Choose another file',
  file_pdf: 'PDF document',
  file_pdf_ready: 'Ready to send',
  file_picture_of: 'Your {document}',
  file_no_type: 'This kind of file does not work here. Choose a JPEG or PNG photo.',
  file_no_type_pdf: 'This kind of file does not work here. Choose a PDF, or a JPEG or PNG photo.',
  file_no_unreadable: 'This file could not be opened. Choose another one.',
  file_no_too_large: 'This file is too large. It can have {size} at the most.',
  file_no_file_too_small: 'This file is too small to show everything. It needs {size} at the least.',
};
