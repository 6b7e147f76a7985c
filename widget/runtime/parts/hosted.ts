/** The part that leads to the provider's own page and back. Reached through `load-part.ts` only. */
import type { Part } from '../part.ts';
import type { Camera } from '../ports.ts';
import { browserWindows } from '../windows.ts';
import { hostedPart } from './hosted-part.ts';

/** `loadCamera` rejects with `network`. */
export const partWith = (loadCamera: () => Promise<Camera>): Part =>
  hostedPart(() => ({ windows: browserWindows, loadCamera }));
