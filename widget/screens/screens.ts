import { nothing, type TemplateResult } from 'lit';
import type { View } from '../flow/types.ts';
import { consentScreen } from './consent.ts';
import { loadingScreen, noticeScreen, problemScreen, progressScreen, resultScreen } from './outcome.ts';
import type { Scene } from './scene.ts';

/** A part's screen for this view; null where it is none of its own. */
export type LaterScreen = (view: View, scene: Scene) => TemplateResult | null;

/** The one screen that shows this view. `later` are those of the parts that are there. */
export function screenOf(
  view: View,
  scene: Scene,
  later: Iterable<{ readonly screen: LaterScreen }>,
): TemplateResult | typeof nothing {
  switch (view.screen) {
    case 'blank':
      return nothing;
    case 'loading':
      return loadingScreen(scene);
    case 'consent':
      return consentScreen(view, scene);
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
    default:
      for (const part of later) {
        const screen = part.screen(view, scene);
        if (screen) return screen;
      }
      return loadingScreen(scene);
  }
}
