import { html, nothing, type TemplateResult } from 'lit';
import type { DeliveryView, PictureProblemView } from '../flow/capture/types.ts';
import { frame } from './frame.ts';
import { spinner, troubleScreen } from './outcome.ts';
import { offerButton } from './picker.ts';
import type { Scene } from './scene.ts';

/** A ring that closes as the bytes go, with the share in words. */
const ringOf = (share: number, label: string, percent: string): TemplateResult => html`<div
  class="ring"
  part="upload"
  role="progressbar"
  aria-label=${label}
  aria-valuenow=${Math.round(share * 100)}
  aria-valuetext=${percent}
>
  <svg viewBox="0 0 96 96" aria-hidden="true">
    <circle cx="48" cy="48" r="45" />
    <circle class="sent" cx="48" cy="48" r="45" pathLength="100" stroke-dasharray="${share * 100} 101" />
  </svg>
  <span>${percent}</span>
</div>`;

/** A chosen file is looked at, or a picture sent: what happens now, and how far it is. */
export function deliveryScreen({ phase, sent, progress }: DeliveryView, scene: Scene): TemplateResult {
  const { text, locale } = scene;
  const percent = (share: number): string =>
    new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
  return frame(scene, {
    title: text(phase),
    progress,
    mark: sent === null ? spinner : ringOf(sent, text(phase), percent(sent)),
    body: phase === 'uploading' ? html`<p>${text('uploading_text')}</p>` : nothing,
    actions: nothing,
  });
}

/** The camera or the picture failed: why, and the ways on. */
export function pictureProblemScreen(view: PictureProblemView, scene: Scene): TemplateResult {
  const { text } = scene;
  const { trouble, primary, secondary, accept } = view;
  return troubleScreen(
    scene,
    text(trouble),
    text(`${trouble}_text`),
    html`${offerButton(scene, 'primary', primary, accept)}${offerButton(scene, 'quiet', secondary, accept)}`,
  );
}
