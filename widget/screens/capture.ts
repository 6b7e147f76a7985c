import { render } from 'lit';
import { cameraScreen } from './camera.ts';
import { reviewScreen } from './review.ts';
import type { Scene } from './scene.ts';
import type { CaptureScreens } from './screens.ts';

export const captureScreens: CaptureScreens = {
  camera: cameraScreen,
  review: reviewScreen,
  /**
   * Lit reads a template when it is first rendered, and an old phone needs as long for the camera's as for its first
   * picture. So it is rendered once to nowhere while the person still reads.
   */
  rehearse(scene: Scene): void {
    const nowhere = document.createDocumentFragment();
    const quiet: Scene = { ...scene, live: null, send: () => undefined };
    const view = { screen: 'camera', document: { type: 'other', side: null }, phase: 'opening' } as const;
    render(cameraScreen({ ...view, progress: { current: 1, total: 1, fraction: 0 } }, quiet), nowhere);
  },
};
