import { html, nothing, type TemplateResult } from 'lit';
import type { AwayView, BriefingView, EmbeddedView, LeavingView, TrialView } from '../flow/hosted/types.ts';
import type { View } from '../flow/types.ts';
import type { HostedKey } from '../i18n/messages.ts';
import { button, frame, heading, progressLine } from './frame.ts';
import { icon, strokes } from './icons.ts';
import { spinner } from './outcome.ts';
import type { HostedScene, Scene } from './scene.ts';

const own = {
  card: 'M3 6h18v12H3zM6 15c.5-2 4.5-2 5 0M8.5 8.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3M14 10h4M14 14h4',
  back: 'M9 6L4 11l5 5M4 11h10a6 6 0 0 1 6 6v1',
  window: 'M9 5H4v14h16v-6M13 4h7v7M20 4l-9 9',
} as const;

const go = ({ text, send }: Scene, look: 'primary' | 'quiet', label: HostedKey): TemplateResult =>
  button(look, text(label), () => send({ type: 'go_to_page', way: null }));

/** Where the person is about to go, what they need there, and that they come back. */
function briefingScreen({ progress }: BriefingView, scene: Scene): TemplateResult {
  const { text, send } = scene;
  const point = (stroke: string, words: string): TemplateResult =>
    html`<li>${icon(stroke)}<span>${words}</span></li>`;
  return frame(scene, {
    title: text('briefing_title'),
    progress,
    canStop: true,
    body: html`<p class="lead">${text('briefing_text')}</p>
      <ul class="points" part="points">
        ${point(own.card, text('briefing_ready', { document: text('document_other') }))}
        ${point(strokes.camera, text('briefing_camera'))} ${point(own.back, text('briefing_back'))}
      </ul>`,
    actions: html`${button('primary', text('test_camera'), () => send({ type: 'test_camera' }))}
    ${go(scene, 'quiet', 'skip_test')}`,
  });
}

/** The camera's picture, small, so that the person sees that it works; or why it does not. */
function trialScreen(view: TrialView, scene: HostedScene): TemplateResult {
  const { text, send, video, isMirrored } = scene;
  const { phase, trouble, canRetry, progress } = view;
  const retry = button('primary', text('retry'), () => send({ type: 'test_camera' }));
  if (trouble) {
    return frame(scene, {
      title: text(`trial_${trouble}`),
      progress,
      canStop: true,
      mark: html`<div class="mark calm" part="mark">${icon(strokes.alert)}</div>`,
      body: html`<p role="alert">${text(`trial_${trouble}_text`)}</p>`,
      actions: canRetry
        ? html`${retry}${go(scene, 'quiet', 'go_anyway')}`
        : go(scene, 'primary', 'go_to_page'),
    });
  }
  const isLive = phase === 'live';
  return frame(scene, {
    title: text(isLive ? 'trial_live' : 'trial_opening'),
    progress,
    canStop: true,
    body: html`<div class="trial ${isLive ? 'live' : ''} ${isMirrored ? 'mirrored' : ''}" part="trial"
        role="img" aria-label=${text('trial_video')}>
        ${video ?? spinner}
        ${isLive ? html`<span class="works">${icon(strokes.check)}</span>` : nothing}
      </div>
      <p class="lead" role="status">${text(isLive ? 'trial_live_text' : 'trial_opening_text')}</p>`,
    actions: isLive
      ? html`${go(scene, 'primary', 'go_to_page')}${button('quiet', text('back'), () => send({ type: 'back' }))}`
      : go(scene, 'quiet', 'skip_test'),
  });
}

const leavingScreen = ({ progress }: LeavingView, scene: Scene): TemplateResult =>
  frame(scene, {
    title: scene.text('leaving'),
    progress,
    mark: spinner,
    body: html`<p role="status">${scene.text('leaving_text')}</p>`,
    actions: nothing,
  });

/** The page is somewhere else, or was: what to do there, and what to do here. */
function awayScreen({ place, isLong, progress }: AwayView, scene: HostedScene): TemplateResult {
  const { text, send, url } = scene;
  const finished = (look: 'primary' | 'quiet'): TemplateResult =>
    button(look, text('finished'), () => send({ type: 'finished' }));
  const actions = {
    window: html`${button('primary', text('show_page'), () => send({ type: 'show_page' }))}
    ${finished('quiet')}${go(scene, 'quiet', 'open_again')}`,
    // Without an opener: nothing is awaited of that tab, and it is to have no hold on this one.
    link: html`<a class="primary" part="primary-button" href=${url ?? nothing} target="_blank" rel="noopener noreferrer"
        >${text('open_tab')}</a
      >
      ${finished('quiet')}
      ${button('quiet', text('open_here'), () => send({ type: 'go_to_page', way: 'redirect' }))}`,
    gone: html`${finished('primary')}${go(scene, 'quiet', 'open_again')}`,
  };
  return frame(scene, {
    title: text(`away_${place}`),
    progress,
    canStop: true,
    mark: html`<div class="mark calm" part="mark">${icon(place === 'gone' ? strokes.clock : own.window)}</div>`,
    body: html`<p>${text(`away_${place}_text`)}</p>
      <p class="long" role="status">${isLong ? text('away_long') : ''}</p>`,
    actions: actions[place],
  });
}

/** The provider's page within ours. On small windows it takes the whole of it, as the camera does. */
function embeddedScreen({ progress }: EmbeddedView, scene: HostedScene): TemplateResult {
  const { text, send, url } = scene;
  return html`<dialog
    class="embedded"
    part="embedded"
    aria-labelledby="title"
    @cancel=${(event: Event) => event.preventDefault()}
  >
    <header part="header">
      ${progressLine(scene, progress)}
      <div class="bar">
        ${heading(text('embedded_title'))}
        <button
          class="round"
          type="button"
          part="stop-button"
          aria-label=${text('stop')}
          @click=${() => send({ type: 'cancel' })}
        >
          ${icon(strokes.cross)}
        </button>
      </div>
    </header>
    <iframe
      part="frame"
      title=${text('embedded_frame')}
      allow="camera; microphone; fullscreen; geolocation 'none'"
      referrerpolicy="strict-origin"
      src=${url ?? nothing}
    ></iframe>
    <footer part="actions">
      ${button('quiet', text('own_window'), () => send({ type: 'go_to_page', way: 'popup' }))}
    </footer>
  </dialog>`;
}

/** The screens of the hosted part; null for a view of another. */
export function hostedScreen(view: View, scene: HostedScene): TemplateResult | null {
  switch (view.screen) {
    case 'briefing':
      return briefingScreen(view, scene);
    case 'trial':
      return trialScreen(view, scene);
    case 'leaving':
      return leavingScreen(view, scene);
    case 'away':
      return awayScreen(view, scene);
    case 'embedded':
      return embeddedScreen(view, scene);
    default:
      return null;
  }
}
