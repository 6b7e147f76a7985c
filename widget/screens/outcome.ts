import { html, nothing, type TemplateResult } from 'lit';
import type { ProblemView, ProgressView, ResultView } from '../flow/view.ts';
import type { FirstKey } from '../i18n/messages.ts';
import { button, frame, offerButton } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { Scene } from './scene.ts';

type Tone = 'good' | 'bad' | 'calm';

const markOf = (tone: Tone, stroke: string): TemplateResult =>
  html`<div class="mark ${tone}" part="mark">${icon(stroke)}</div>`;

const spinner = html`<div class="spinner" part="spinner"></div>`;

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

/** Nothing to decide, only to wait: what happens now, and how far it is. */
export function progressScreen(
  { phase, sent, isSlow, progress }: ProgressView,
  scene: Scene,
): TemplateResult {
  const { text, locale } = scene;
  const percent = (share: number): string =>
    new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
  const sentences: Partial<Record<ProgressView['phase'], FirstKey>> = {
    uploading: 'uploading_text',
    waiting: isSlow ? 'waiting_slow' : 'waiting_text',
  };
  const sentence = sentences[phase];
  return frame(scene, {
    title: text(phase),
    progress,
    mark: sent === null ? spinner : ringOf(sent, text(phase), percent(sent)),
    body: sentence ? html`<p>${text(sentence)}</p>` : nothing,
    actions: nothing,
  });
}

const marks = {
  approved: ['good', strokes.check],
  rejected: ['bad', strokes.cross],
  review: ['calm', strokes.clock],
  failed: ['bad', strokes.alert],
  expired: ['calm', strokes.clock],
} as const;

/** Reasons that have a sentence of their own; the provider's list is open, so any other is passed over. */
const reasons: ReadonlyMap<string, FirstKey> = new Map([
  ['document_not_found', 'reason_document_not_found'],
  ['document_invalid', 'reason_document_invalid'],
  ['invalid_document', 'reason_document_invalid'],
  ['not_ektp', 'reason_not_ektp'],
]);

/** One mark, one sentence, one action. */
export function resultScreen({ outcome, reasonCode }: ResultView, scene: Scene): TemplateResult {
  const { text, redirectUrl, send } = scene;
  const [tone, stroke] = marks[outcome];
  const reason = outcome === 'rejected' ? reasons.get(reasonCode ?? '') : undefined;
  return frame(scene, {
    title: text(outcome),
    progress: null,
    mark: markOf(tone, stroke),
    body: html`<p>${text(reason ?? `${outcome}_text`)}</p>
      <slot name="result"></slot>`,
    actions: redirectUrl
      ? html`<a class="primary" part="primary-button" href=${redirectUrl}>${text('continue')}</a>`
      : button('primary', text('done'), () => send({ type: 'finish' })),
  });
}

/** What went wrong, in one sentence, and the way on. */
export function problemScreen(view: ProblemView, scene: Scene): TemplateResult {
  const { text } = scene;
  const { trouble, primary, secondary, accept } = view;
  return frame(scene, {
    title: text(trouble),
    progress: null,
    mark: markOf('calm', strokes.alert),
    body: html`<p role="alert">${text(`${trouble}_text`)}</p>`,
    actions: html`${offerButton(scene, 'primary', primary, accept)}${offerButton(scene, 'quiet', secondary, accept)}`,
  });
}

/** A page of words without a step: unsupported, or stopped by the person. */
export function noticeScreen(
  scene: Scene,
  notice: { readonly title: FirstKey; readonly sentence: FirstKey; readonly canRestart: boolean },
): TemplateResult {
  return frame(scene, {
    title: scene.text(notice.title),
    progress: null,
    mark: markOf('calm', strokes.alert),
    body: html`<p>${scene.text(notice.sentence)}</p>`,
    actions: notice.canRestart ? offerButton(scene, 'primary', 'restart', []) : nothing,
  });
}

/** Before anything is known. */
export const loadingScreen = ({ text }: Scene): TemplateResult =>
  html`<section class="screen centred" part="screen" aria-busy="true">
    ${spinner}<span class="unseen">${text('loading')}</span>
  </section>`;
