import { z } from 'zod';
import { slotName } from './slot.ts';

/** What a person is asked to do before their face is photographed. Left and right are the person's own. */
export const challengeName = z.enum(['turn_left', 'turn_right', 'nod', 'blink', 'smile', 'move_closer']);
export type ChallengeName = z.infer<typeof challengeName>;

/** Says that a report is about the challenges that this server chose, and about none before or after them. */
const nonce = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the nonce of the present challenges');

/** Challenges to be done in this order, once. */
export const livenessRound = z.object({
  nonce,
  challenges: z.array(challengeName).min(1),
  /** How many rounds may follow when this one fails. */
  triesLeft: z.number().int().nonnegative(),
});
export type LivenessRound = z.infer<typeof livenessRound>;

/** What a selfie step knows of liveness, beside its `challenges`. */
export const stepLiveness = z.object({
  /** Null when no try is left: the picture is taken without challenges then. */
  round: livenessRound.nullable(),
  /** Where the face model lies; null where this server has none, so that no face can be followed. */
  modelUrl: z.url().nullable(),
});
export type StepLiveness = z.infer<typeof stepLiveness>;

/** `guided`: challenges were done before the picture. `manual`: it was taken, or chosen, without. */
export const livenessRoute = z.enum(['guided', 'manual']);
export type LivenessRoute = z.infer<typeof livenessRoute>;

/** Why the manual way was taken. */
export const manualReason = z.enum([
  /** The server has no face model. */
  'no_model',
  /** The browser, its policy or the network did not let the face be followed. */
  'no_engine',
  /** Every try failed. */
  'tries_used',
  /** The person asked for it. */
  'person',
  /** A file was chosen in place of the camera. */
  'file',
]);
export type ManualReason = z.infer<typeof manualReason>;

const count = z.number().int().min(0).max(1_000_000);
const milliseconds = z.number().min(0).max(3_600_000);

/** How one challenge went. */
export const challengeRecord = z.strictObject({
  name: challengeName,
  passed: z.boolean(),
  /** From the moment when it was asked for. */
  ms: milliseconds,
});
export type ChallengeRecord = z.infer<typeof challengeRecord>;

/**
 * What the page noticed. Evidence to be weighed by whoever decides, and no verdict: all of it comes from the person's own
 * browser, which can be made to say anything. No label, no picture, nothing that names a person or a device.
 */
export const livenessSignals = z.strictObject({
  camera: z.strictObject({
    /** True when the camera calls itself by the name of a program that plays other pictures; null where it has no name. */
    virtual: z.boolean().nullable(),
    /** How often another camera took its place midway. */
    changes: count,
    width: count,
    height: count,
    /** Pictures per second that the camera promises; null where it does not say. */
    frameRate: z.number().min(0).max(1000).nullable(),
    facing: z.enum(['user', 'environment', 'left', 'right']).nullable(),
  }),
  frames: z.strictObject({
    /** Looked at, over the whole step. */
    analysed: count,
    perSecond: z.number().min(0).max(1000),
    /** Between two of them. */
    medianGapMs: milliseconds,
    longestGapMs: milliseconds,
    /** Exactly like the one before, which a real sensor's noise does not allow. */
    repeated: count,
  }),
  face: z.strictObject({
    /** How often it was out of sight, or suddenly elsewhere, once the challenges had begun. */
    lost: count,
    jumps: count,
    /** How often a second face was seen. */
    others: count,
  }),
  engine: z
    .strictObject({
      place: z.enum(['worker', 'page']),
      delegate: z.enum(['cpu', 'gpu']),
      simd: z.boolean(),
      /** To look at one picture, the median. */
      medianMs: milliseconds,
    })
    .nullable(),
});
export type LivenessSignals = z.infer<typeof livenessSignals>;

/** Body of `POST /v1/flow/liveness`: how a round went, or that there was none. */
export const livenessReport = z.strictObject({
  slot: slotName,
  route: livenessRoute,
  /** Of the round that this is about; null where no round was begun. */
  nonce: nonce.nullable(),
  /** Those that were asked for, in their order; fewer than the round has when one failed. */
  challenges: z.array(challengeRecord).max(12),
  /** Only of the manual way. */
  reason: manualReason.optional(),
  /** SHA-256 of the picture that is about to be uploaded, lowercase hex; absent where the round failed and none was taken. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 lowercase hex digits')
    .optional(),
  signals: livenessSignals.nullable(),
});
export type LivenessReport = z.infer<typeof livenessReport>;

/** Answer of `POST /v1/flow/liveness`: the round to be done next; null when a picture came with the report, or no try is left. */
export const livenessAnswer = z.object({ next: livenessRound.nullable() });
export type LivenessAnswer = z.infer<typeof livenessAnswer>;

/** What the merchant is shown of a face's picture: how it was taken, and what the page noticed. */
export const livenessEvidence = z.object({
  slot: z.string(),
  route: livenessRoute,
  reason: manualReason.nullable(),
  /** Rounds that were begun and failed. */
  failedTries: z.number().int().nonnegative(),
  challenges: z.array(challengeRecord),
  /** Whether the picture that was announced for the slot is the one that was reported; null while either is missing. */
  samePicture: z.boolean().nullable(),
  signals: livenessSignals.nullable(),
});
export type LivenessEvidence = z.infer<typeof livenessEvidence>;
