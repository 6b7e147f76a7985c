import type { FlowStep } from '../../contract/flow.ts';

type Step = Omit<FlowStep, 'done'>;

/** OneKYC prints no limits. 5 MiB holds a sharp JPEG of 4096 px and is the limit that its neighbours print. */
const limits = {
  accept: ['image/jpeg', 'image/png'],
  maxBytes: 5 * 1024 * 1024,
  maxWidth: 4096,
  maxHeight: 4096,
};

/**
 * At 640 x 400 the smallest print of an ID-1 card, the 1.5 mm letters of the address, still has 11 px, about the least that
 * OCR reads.
 */
export const ktpStep: Step = {
  id: 'ktp',
  kind: 'document',
  slot: 'ktp',
  side: 'front',
  documentType: 'ktp',
  ...limits,
  minWidth: 640,
  minHeight: 400,
};

/**
 * 300 px either way is what a neighbour prints for the same kind of picture. The page asks it of the oval that the face
 * fills: with it a camera of 640 x 480 still serves, with 480 px it would not.
 */
export const selfieStep: Step = {
  id: 'selfie',
  kind: 'selfie',
  slot: 'selfie',
  ...limits,
  minWidth: 300,
  minHeight: 300,
};

/** The key under which the front is expected. Which one KTP_SCAN uses is printed nowhere; null when none fits. */
export function frontKey(keys: readonly string[]): string | null {
  const fitting = keys.filter((key) => /ktp/i.test(key) && !/back|selfie|face/i.test(key));
  return ['KTP', 'KTP_FRONT'].find((key) => fitting.includes(key)) ?? fitting[0] ?? null;
}

const faceWords = ['selfie', 'liveness', 'face', 'photo', 'portrait'] as const;

/**
 * The key under which the face is expected. None is printed for STANDALONE_LIVENESS: a selfie before all, then a key that is
 * one of the other words, then one that holds one; the only key there is, whatever it is called; null when none fits. Never
 * a key of a KTP, also not of somebody who holds theirs, nor of a film.
 */
export function faceKey(keys: readonly string[]): string | null {
  const possible = keys.filter((key) => !/ktp|video/i.test(key));
  const is = (word: string) => possible.find((key) => key.toLowerCase() === word);
  const holds = (word: string) => possible.find((key) => key.toLowerCase().includes(word));
  const [selfie, ...others] = faceWords;
  const found = [is(selfie), holds(selfie), ...others.map(is), ...others.map(holds)];
  const only = keys.length === 1 ? possible[0] : undefined;
  return found.find((key) => key !== undefined) ?? only ?? null;
}

/** A picture of the flow, and the submission of its own that takes it. */
export interface Part {
  readonly slot: 'ktp' | 'selfie';
  readonly submissionType: 'KTP_SCAN' | 'STANDALONE_LIVENESS';
  readonly step: Step;
  /** Where the picture belongs, among the keys that OneKYC offers; null when none fits. */
  readonly keyOf: (keys: readonly string[]) => string | null;
}

export const ktp: Part = { slot: 'ktp', submissionType: 'KTP_SCAN', step: ktpStep, keyOf: frontKey };

export const face: Part = {
  slot: 'selfie',
  submissionType: 'STANDALONE_LIVENESS',
  step: selfieStep,
  keyOf: faceKey,
};
