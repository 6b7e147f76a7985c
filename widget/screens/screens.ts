import { nothing, type TemplateResult } from 'lit';
import type { CameraScreenView, ReviewView, View } from '../flow/view.ts';
import { consentScreen, prepareScreen } from './consent.ts';
import { loadingScreen, noticeScreen, problemScreen, progressScreen, resultScreen } from './outcome.ts';
import type { Scene } from './scene.ts';

/** Screens that come with the camera. */
export interface CaptureScreens {
  camera(view: CameraScreenView, scene: Scene): TemplateResult;
  review(view: ReviewView, scene: Scene): TemplateResult;
}

/** The one screen that shows this view. `later` is null until the capture step has been fetched. */
export function screenOf(
  view: View,
  scene: Scene,
  later: CaptureScreens | null,
): TemplateResult | typeof nothing {
  switch (view.screen) {
    case 'blank':
      return nothing;
    case 'loading':
      return loadingScreen(scene);
    case 'consent':
      return consentScreen(view, scene);
    case 'prepare':
      return prepareScreen(view, scene);
    case 'camera':
      return later?.camera(view, scene) ?? loadingScreen(scene);
    case 'review':
      return later?.review(view, scene) ?? loadingScreen(scene);
    case 'progress':
      return progressScreen(view, scene);
    case 'result':
      return resultScreen(view, scene);
    case 'problem':
      return problemScreen(view, scene);
    case 'unsupported':
      return noticeScreen(scene, { title: 'unsupported', sentence: 'unsupported_text', canRestart: false });
    case 'stopped':
      return noticeScreen(scene, { title: 'stopped', sentence: 'stopped_text', canRestart: true });
  }
}
