import type { UpstreamFile } from '../call.ts';
import type { Fields } from './answer.ts';
import type { StatusAnswer } from './wire.ts';

/** Of one picture, in bytes. */
export const LARGEST_IMAGE = 8 * 1024 * 1024;

/** Where a detailed status holds each picture, as base64 or as a data URL. */
const places = {
  front_document: ['step1', 'front_document_image'],
  back_document: ['step1', 'back_document_image'],
  face_image: ['step1', 'face_image'],
  best_frame: ['step2', 'best_frame'],
} as const;

export type ImageName = keyof typeof places;
export const imageNames = Object.keys(places) as ImageName[];
export const isImageName = (name: string): name is ImageName => Object.hasOwn(places, name);

/** What a file begins with (ITU-T T.81 B.1.1.2 with the marker that follows; PNG 5.2). */
const signatures = [
  ['image/jpeg', Buffer.of(0xff, 0xd8, 0xff)],
  ['image/png', Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
] as const;

/** The type is what the bytes say, whatever the data URL calls it. */
export function readImage(answer: StatusAnswer, name: ImageName): UpstreamFile | 'missing' | 'unreadable' {
  const [step, key] = places[name];
  const given = (answer[step] as Fields | undefined)?.[key];
  if (given === undefined || given === null || given === '') return 'missing';
  if (typeof given !== 'string') return 'unreadable';
  const encoded = given.replace(/^data:image\/[\w.+-]+;base64,/i, '').replace(/\s+/g, '');
  if (encoded.length > Math.ceil(LARGEST_IMAGE / 3) * 4) return 'unreadable';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return 'unreadable';
  const bytes = Buffer.from(encoded, 'base64');
  const found = signatures.find(([, start]) => bytes.subarray(0, start.length).equals(start));
  if (!found || bytes.length > LARGEST_IMAGE) return 'unreadable';
  return { contentType: found[0], bytes };
}
