import type { TemplateResult } from 'lit';
import type { View } from '../flow/types.ts';
import { cameraScreen } from './camera.ts';
import { deliveryScreen, pictureProblemScreen } from './delivery.ts';
import { prepareScreen } from './prepare.ts';
import { reviewScreen } from './review.ts';
import type { CaptureScene } from './scene.ts';

/** The screens of the capture part; null for a view of another. */
export function captureScreen(view: View, scene: CaptureScene): TemplateResult | null {
  switch (view.screen) {
    case 'prepare':
      return prepareScreen(view, scene);
    case 'camera':
      return cameraScreen(view, scene);
    case 'review':
      return reviewScreen(view, scene);
    case 'delivery':
      return deliveryScreen(view, scene);
    case 'picture_problem':
      return pictureProblemScreen(view, scene);
    default:
      return null;
  }
}
