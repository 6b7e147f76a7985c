import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentView } from '../flow/view.ts';
import type { FirstKey } from '../i18n/messages.ts';
import { button, frame } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { Scene } from './scene.ts';

/** What is photographed and asked for, why, and what becomes of it. The merchant's own words go below. */
export function consentScreen({ documents, asks, progress }: ConsentView, scene: Scene): TemplateResult {
  const { text, send, locale } = scene;
  const names = documents.map((type) => text(`document_${type}`));
  // Safari 14 has no lists.
  const document = Intl.ListFormat ? new Intl.ListFormat(locale).format(names) : names.join(', ');
  const point = (stroke: string, key: FirstKey, count: number | undefined = 0): unknown =>
    count ? html`<li>${icon(stroke)}<span>${text(key, { document, count })}</span></li>` : nothing;
  const { document: pictures = 0, selfie, file, details } = asks;
  return frame(scene, {
    title: text('consent_title'),
    progress,
    body: html`${document ? html`<p class="lead">${text('consent_text', { document })}</p>` : nothing}
      <ul class="points" part="points">
        ${point(strokes.camera, pictures > 1 ? 'consent_many' : 'consent_what', pictures)}
        ${point(strokes.face, 'consent_selfie', selfie)} ${point(strokes.page, 'consent_file', file)}
        ${point(strokes.page, 'consent_details', details)} ${point(strokes.shield, 'consent_why', 1)}
        ${point(strokes.lock, 'consent_how', 1)}
      </ul>
      <slot name="consent"></slot>`,
    actions: html`${button('primary', text('agree'), () => send({ type: 'agree' }))}
    ${button('quiet', text('not_now'), () => send({ type: 'cancel' }))}`,
  });
}
