import type { KycErrorCode } from '../errors.ts';

export interface Support {
  /** False when the flow cannot be gone through in this browser at all. */
  readonly supported: boolean;
  /** False when only the way through a chosen photo is open. */
  readonly camera: boolean;
  /** Why it is not supported; null when it is. */
  readonly code: KycErrorCode | null;
}

/** What this browser can do. Asks for nothing and shows no prompt. */
export function checkSupport(): Support {
  const code = 'createImageBitmap' in globalThis ? null : 'browser_unsupported';
  const camera = code === null && Boolean(navigator.mediaDevices?.getUserMedia);
  return { supported: code === null, camera, code };
}
