import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentView } from '../flow/view.ts';
import { button, frame } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { Scene } from './scene.ts';

const symbols = {
  details: strokes.pen,
  document: strokes.camera,
  hosted: strokes.camera,
  selfie: strokes.face,
  file: strokes.page,
} as const;

/** What is photographed and asked for, why, and what becomes of it. The merchant's own words go below. */
export function consentScreen({ documents, asks, progress }: ConsentView, scene: Scene): TemplateResult {
  const { text, send, locale } = scene;
  const names = documents.map((type) => text(`document_${type}`));
  // Safari 14 has no lists.
  const document = Intl.ListFormat ? new Intl.ListFormat(locale).format(names) : names.join(', ');
  const isLong = asks.length > 1 || asks.some(([kind]) => kind === 'hosted');
  const point = (stroke: string, words: string): TemplateResult =>
    html`<li>${icon(stroke)}<span>${words}</span></li>`;
  return frame(scene, {
    title: text('consent_title'),
    progress,
    body: html`${
      document
        ? html`<p class="lead">${text(isLong ? 'consent_text_hosted' : 'consent_text', { document })}</p>`
        : nothing
    }
      <ul class="points" part="points">
        ${asks.map(([kind, count]) => {
          const isMany = count > 1 && (kind === 'document' || kind === 'file');
          const key = isMany ? (`consent_${kind}_many` as const) : (`consent_${kind}` as const);
          return point(symbols[kind], text(key, { document, count }));
        })}
        ${point(strokes.shield, text('consent_why'))} ${point(strokes.lock, text('consent_how'))}
      </ul>
      <slot name="consent"></slot>`,
    actions: html`${button('primary', text('agree'), () => send({ type: 'agree' }))}
    ${button('quiet', text('not_now'), () => send({ type: 'cancel' }))}`,
  });
}
