import { html, nothing, type TemplateResult } from 'lit';
import type { PrepareView } from '../flow/capture/types.ts';
import { button, frame, reasonOf } from './frame.ts';
import { picker, sideOf } from './picker.ts';
import type { Scene } from './scene.ts';

/** A card on a table, seen from above, with light on it. */
const cardOnTable = (): TemplateResult => html`<svg
  class="drawing"
  part="illustration"
  viewBox="0 0 280 190"
  aria-hidden="true"
>
  <rect class="soft" x="4" y="22" width="272" height="164" rx="20" />
  <rect class="paper" x="54" y="50" width="172" height="108" rx="8" />
  <circle cx="94" cy="92" r="13" />
  <path d="M72 128c2-14 11-20 22-20s20 6 22 20M140 80h62M140 98h62M140 116h38" />
  <rect class="bold" x="36" y="32" width="208" height="144" rx="12" stroke-dasharray="18 148 55 84 55 148 55 84 37" />
</svg>`;

/** One drawing, one sentence, and the camera. */
export function prepareScreen(view: PrepareView, scene: Scene): TemplateResult {
  const { text, send } = scene;
  const document = sideOf(scene, view.document);
  return frame(scene, {
    title: text('prepare_title', { document }),
    progress: view.progress,
    canStop: true,
    body: html`${view.isAgain ? reasonOf(text('again', { document })) : nothing}${cardOnTable()}
      <p class="lead">${text('prepare_text')}</p>`,
    actions: html`${button('primary', text('open_camera'), () => send({ type: 'open_camera' }))}
    ${picker(scene, 'quiet', text('use_file'), view.accept)}`,
  });
}
