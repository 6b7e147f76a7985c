import type { en } from './en.ts';
import type { enCapture } from './en-capture.ts';
import type { enHosted } from './en-hosted.ts';

export type FirstKey = keyof typeof en;
export type CaptureKey = keyof typeof enCapture;
export type HostedKey = keyof typeof enHosted;
export type MessageKey = FirstKey | CaptureKey | HostedKey;

/** English of a part of the flow, which comes with it. */
export type PartMessages = Readonly<Partial<Record<MessageKey, string>>>;

/** A whole locale. English comes in pieces: the first screen's, and one with each part. */
export type Messages = Readonly<Record<MessageKey, string>>;
