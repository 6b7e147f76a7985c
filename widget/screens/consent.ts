import { html, type TemplateResult } from 'lit';
import type { ConsentView } from '../flow/view.ts';
import { button, frame, nameOf } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { Scene } from './scene.ts';

/** What is photographed, why, and what becomes of it. The merchant's own words go below. */
export function consentScreen(view: ConsentView, scene: Scene): TemplateResult {
  const { text, send } = scene;
  const document = nameOf(scene, view.document);
  const point = (stroke: string, words: string): TemplateResult =>
    html`<li>${icon(stroke)}<span>${words}</span></li>`;
  return frame(scene, {
    title: text('consent_title'),
    progress: view.progress,
    body: html`<p class="lead">${text(view.isHosted ? 'consent_text_hosted' : 'consent_text', { document })}</p>
      <ul class="points" part="points">
        ${point(strokes.camera, text(view.isHosted ? 'consent_hosted' : 'consent_what', { document }))}
        ${point(strokes.shield, text('consent_why'))} ${point(strokes.lock, text('consent_how'))}
      </ul>
      <slot name="consent"></slot>`,
    actions: html`${button('primary', text('agree'), () => send({ type: 'agree' }))}
    ${button('quiet', text('not_now'), () => send({ type: 'cancel' }))}`,
  });
}
