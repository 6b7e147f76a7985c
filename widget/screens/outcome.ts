import { html, nothing, type TemplateResult } from 'lit';
import type { ProblemView, ProgressView, ResultView } from '../flow/view.ts';
import type { FirstKey } from '../i18n/messages.ts';
import { button, frame } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { Scene } from './scene.ts';

type Tone = 'good' | 'bad' | 'calm';

const markOf = (tone: Tone, stroke: string): TemplateResult =>
  html`<div class="mark ${tone}" part="mark">${icon(stroke)}</div>`;

export const spinner = html`<div class="spinner" part="spinner"></div>`;

/** Nothing to decide, only to wait: what happens now. */
export function progressScreen({ phase, isSlow, progress }: ProgressView, scene: Scene): TemplateResult {
  const { text } = scene;
  const sentence = phase === 'waiting' ? text(isSlow ? 'waiting_slow' : 'waiting_text') : null;
  return frame(scene, {
    title: text(phase),
    progress,
    mark: spinner,
    body: sentence ? html`<p>${sentence}</p>` : nothing,
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

/** What is said of an outcome: the reason for a refusal, where there are words for it; before a wait, also what comes. */
function sentencesOf({ outcome, reasonCode }: ResultView, { text }: Scene): string {
  const usual = text(`${outcome}_text`);
  // Of an approval there is nothing to explain, and that time ran out its own sentence says.
  const isSaid = outcome === 'approved' || (outcome === 'expired' && reasonCode === 'session_expired');
  const reason = isSaid ? '' : text(`reason_${reasonCode}` as FirstKey);
  if (!reason) return usual;
  return outcome === 'rejected' ? reason : `${reason} ${usual}`;
}

/** One mark, one sentence, one action. */
export function resultScreen(view: ResultView, scene: Scene): TemplateResult {
  const { text, redirectUrl, send, canRestart } = scene;
  const { outcome } = view;
  const mayRestart = canRestart && outcome === 'expired';
  const [tone, stroke] = marks[outcome];
  return frame(scene, {
    title: text(outcome),
    progress: null,
    mark: markOf(tone, stroke),
    body: html`<p>${sentencesOf(view, scene)}</p>
      <slot name="result"></slot>`,
    actions: redirectUrl
      ? html`<a class="primary" part="primary-button" href=${redirectUrl}>${text('continue')}</a>`
      : button('primary', text(mayRestart ? 'restart' : 'done'), () =>
          send({ type: mayRestart ? 'restart' : 'finish' }),
        ),
  });
}

/** What went wrong, in one sentence, and the way on. */
export const troubleScreen = (
  scene: Scene,
  title: string,
  sentence: string,
  actions: unknown,
): TemplateResult =>
  frame(scene, {
    title,
    progress: null,
    mark: markOf('calm', strokes.alert),
    body: html`<p role="alert">${sentence}</p>`,
    actions,
  });

export function problemScreen({ trouble, offer }: ProblemView, scene: Scene): TemplateResult {
  const { text, send } = scene;
  const action = offer ? button('primary', text(offer), () => send({ type: offer })) : nothing;
  return troubleScreen(scene, text(trouble), text(`${trouble}_text`), action);
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
    actions: notice.canRestart
      ? button('primary', scene.text('restart'), () => scene.send({ type: 'restart' }))
      : nothing,
  });
}

/** Before anything is known. */
export const loadingScreen = ({ text }: Scene): TemplateResult =>
  html`<section class="screen centred" part="screen" aria-busy="true">
    ${spinner}<span class="unseen">${text('loading')}</span>
  </section>`;
