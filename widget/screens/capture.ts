import { cameraScreen } from './camera.ts';
import { reviewScreen } from './review.ts';
import type { CaptureScreens } from './screens.ts';

export const captureScreens: CaptureScreens = { camera: cameraScreen, review: reviewScreen };
