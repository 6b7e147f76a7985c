import { html, nothing, type TemplateResult } from 'lit';
import type { Problem, ReviewView } from '../flow/capture/types.ts';
import type { CaptureKey } from '../i18n/messages.ts';
import { button, frame, reasonOf } from './frame.ts';
import { icon, strokes } from './icons.ts';
import { offerButton, sideOf } from './picker.ts';
import type { CaptureScene } from './scene.ts';

/** Codes of files that have a sentence in common; a hint has one of its own, `no_` and its name. */
const sentences: Partial<Readonly<Record<Problem, CaptureKey>>> = {
  file_type_unsupported: 'no_type',
  file_unreadable: 'no_unreadable',
  file_too_large: 'no_too_large',
  image_too_large: 'no_too_large',
  file_too_small: 'no_too_small',
  image_too_small: 'no_too_small',
};

/** Why a picture was refused; `no_photo` for a code without words of its own. */
const sentenceOf = ({ text }: CaptureScene, problem: Problem): string =>
  text(sentences[problem] ?? (`no_${problem}` as CaptureKey)) || text('no_photo');

/** The picture, large, with what was checked. A refused one says why, and cannot be sent. */
export function reviewScreen(view: ReviewView, scene: CaptureScene): TemplateResult {
  const { text, send } = scene;
  const { problem, offers, accept, again } = view;
  const url = view.picture && scene.picture(view.picture);
  const picture = url
    ? html`<div class="picture ${problem ? '' : 'good'}" part="picture">
        <img src=${url} alt=${text('picture_of', { document: sideOf(scene, view.document) })} />
      </div>`
    : nothing;
  if (problem && offers) {
    const label = (offer: string): string | undefined =>
      again === 'use_file' ? text(offer === 'use_file' ? 'again_file' : 'open_camera') : undefined;
    return frame(scene, {
      title: text('refused'),
      progress: view.progress,
      canStop: true,
      body: html`${picture}
        ${reasonOf(sentenceOf(scene, problem))}`,
      actions: html`${offerButton(scene, 'primary', offers.primary, accept, nativeOr(offers.primary, label))}
      ${offerButton(scene, 'quiet', offers.secondary, accept, nativeOr(offers.secondary, label))}`,
    });
  }
  const check = (key: CaptureKey): TemplateResult => html`<li>${icon(strokes.check)}${text(key)}</li>`;
  return frame(scene, {
    title: text('review_good'),
    progress: view.progress,
    canStop: true,
    body: html`${picture}
      <ul class="checks" part="checks">
        ${check('check_sharp')}${check('check_light')}${check('check_size')}
      </ul>`,
    actions: html`${button('primary', text('use'), () => send({ type: 'accept' }))}
    ${offerButton(scene, 'quiet', again, accept, again === 'use_file' ? text('again_file') : undefined)}`,
  });
}

const nativeOr = (offer: string | null, label: (offer: string) => string | undefined): string | undefined =>
  offer && offer !== 'native_camera' ? label(offer) : undefined;
