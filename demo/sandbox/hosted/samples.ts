import { readFileSync } from 'node:fs';

/** The pictures that a provider keeps of a session, by TrueStack's names for them. */
export const pictures = ['front_document', 'back_document', 'face_image', 'best_frame'] as const;
export type Picture = (typeof pictures)[number];

/** A small drawn JPEG, of nobody. */
export const samplePicture = (picture: Picture): Buffer =>
  readFileSync(new URL(`./samples/${picture}.jpg`, import.meta.url));
