import { html, type TemplateResult } from 'lit';
import type { ConsentView, PrepareView } from '../flow/view.ts';
import { button, frame, nameOf, picker } from './frame.ts';
import { cardOnTable, icon, strokes } from './icons.ts';
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
    body: html`<p class="lead">${text('consent_text', { document })}</p>
      <ul class="points" part="points">
        ${point(strokes.camera, text('consent_what', { document }))}
        ${point(strokes.shield, text('consent_why'))} ${point(strokes.lock, text('consent_how'))}
      </ul>
      <slot name="consent"></slot>`,
    actions: html`${button('primary', text('agree'), () => send({ type: 'agree' }))}
    ${button('quiet', text('not_now'), () => send({ type: 'cancel' }))}`,
  });
}

/** One drawing, one sentence, and the camera. */
export function prepareScreen(view: PrepareView, scene: Scene): TemplateResult {
  const { text, send } = scene;
  return frame(scene, {
    title: text('prepare_title', { document: nameOf(scene, view.document) }),
    progress: view.progress,
    canStop: true,
    body: html`${cardOnTable()}
      <p class="lead">${text('prepare_text')}</p>`,
    actions: html`${button('primary', text('open_camera'), () => send({ type: 'open_camera' }))}
    ${picker(scene, 'quiet', text('use_file'), view.accept)}`,
  });
}
