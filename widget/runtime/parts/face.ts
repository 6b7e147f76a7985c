/** The part that follows a face, with the real engine. Reached through `load-part.ts` only. */
import { createFaceEngine } from '../../liveness/index.ts';
import type { createBridge as bridgeMaker } from '../../worker-bridge.ts';
import type { Part } from '../part.ts';
import { facePart } from './face-part.ts';

/** `loadBridge` fetches what the capture part has: a later file may not import what another later file has. */
export const partWith = (loadBridge: () => Promise<typeof bridgeMaker>): Part =>
  facePart(async (modelUrl, { settings: { assetsUrl } }) =>
    createFaceEngine({ createBridge: await loadBridge(), modelUrl, assetsUrl }),
  );
