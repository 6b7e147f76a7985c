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
  <path class="bold" d="M36 62V44a12 12 0 0 1 12-12h18M214 32h18a12 12 0 0 1 12 12v18M244 146v18a12 12 0 0 1-12 12h-18M66 176H48a12 12 0 0 1-12-12v-18" />
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
