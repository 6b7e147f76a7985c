import type { en } from './en.ts';
import type { enCapture } from './en-capture.ts';
import type { enFace } from './en-face.ts';
import type { enForm } from './en-form.ts';
import type { enHosted } from './en-hosted.ts';
import type { enProof } from './en-proof.ts';

export type FirstKey = keyof typeof en;
export type CaptureKey = keyof typeof enCapture;
export type FormKey = keyof typeof enForm;
export type HostedKey = keyof typeof enHosted;
export type ProofKey = keyof typeof enProof;
export type FaceKey = keyof typeof enFace;
export type MessageKey = FirstKey | CaptureKey | FormKey | HostedKey | ProofKey | FaceKey;

/** English of a part of the flow, which comes with it. */
export type PartMessages = Readonly<Partial<Record<MessageKey, string>>>;

/** A whole locale. English comes in pieces: the first screen's, and one with each part. */
export type Messages = Readonly<Record<MessageKey, string>>;
