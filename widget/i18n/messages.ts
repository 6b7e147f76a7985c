import type { en } from './en.ts';
import type { enCapture } from './en-capture.ts';

export type FirstKey = keyof typeof en;
export type CaptureKey = keyof typeof enCapture;
export type MessageKey = FirstKey | CaptureKey;

/** A whole locale. English comes in two parts, because its first part is in the first chunk. */
export type Messages = Readonly<Record<MessageKey, string>>;
