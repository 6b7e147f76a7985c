import { html, nothing, type TemplateResult } from 'lit';
import type { PrepareView, ReviewView } from '../flow/capture/types.ts';
import type { Step, View } from '../flow/types.ts';
import type { CaptureTools, FaceHelper } from '../runtime/parts/capture-helper.ts';
import { button, frame, type Piece, reasonOf } from './frame.ts';
import { icon, strokes } from './icons.ts';
import { adviceOf, sizeIn, takesPdf, takesPictures, wordsFor } from './proof-words.ts';
import type { CaptureScene } from './scene.ts';

/** A face, seen from the front, light on it from one side. */
const faceInLight = html`<svg class="drawing" part="illustration" viewBox="0 0 280 190" aria-hidden="true">
  <rect class="soft" x="4" y="4" width="272" height="182" rx="20" />
  <path d="M58 186c4-24 26-36 52-41M222 186c-4-24-26-36-52-41" />
  <ellipse class="paper" cx="140" cy="90" rx="50" ry="62" />
  <path d="M121 82v2M159 82v2M140 84v14h-5M124 116c9 8 23 8 32 0" />
  <path class="bold" d="M214 52l14-10M222 80h17M198 30l7-15" />
</svg>`;

/** A page with lines. */
const pageOnTable = html`<svg class="drawing" part="illustration" viewBox="0 0 280 190" aria-hidden="true">
  <rect class="soft" x="4" y="4" width="272" height="182" rx="20" />
  <path class="paper" d="M86 22h76l34 34v114H86z" />
  <path d="M162 22v34h34M106 60h34M106 84h70M106 104h70M106 124h46" />
  <path class="bold" d="M158 146l10 10l20-22" />
</svg>`;

const againIn = ({ isAgain }: PrepareView, { text }: CaptureScene): Piece =>
  isAgain ? reasonOf(text('again', { document: text('document_other') })) : nothing;

function facePrepare(
  view: PrepareView,
  { liveness }: Step,
  scene: CaptureScene,
  { offerButton }: CaptureTools,
): TemplateResult {
  const { text, send } = scene;
  // Without a model no move can be followed; without a try left none is asked for.
  const hasMoves = Boolean(liveness?.modelUrl && liveness.round);
  return frame(scene, {
    title: text('prepare_title'),
    progress: view.progress,
    canStop: true,
    body: html`${againIn(view, scene)}${faceInLight}
      <div class="lead about">
        <p>${text('prepare_text')}</p>
        <p>${text('selfie_prepare_way')}${hasMoves ? ` ${text('selfie_prepare_moves')}` : ''}</p>
      </div>`,
    actions: html`${button('primary', text('open_camera'), () => send({ type: 'open_camera' }))}
    ${offerButton(scene, 'quiet', 'use_file', view.accept)}`,
  });
}

function filePrepare(
  view: PrepareView,
  step: Step,
  scene: CaptureScene,
  { offerButton }: CaptureTools,
): TemplateResult {
  const { text, send, locale } = scene;
  const size = sizeIn(locale, step.maxBytes, Math.floor);
  return frame(scene, {
    title: text('prepare_title', { document: text('document_other') }),
    progress: view.progress,
    canStop: true,
    body: html`${againIn(view, scene)}${pageOnTable}
      <div class="lead about">
        <p>${adviceOf(step, text)}</p>
        <p class="kinds">${text(takesPdf(step) ? 'file_kinds_pdf' : 'file_kinds', { size })}</p>
      </div>`,
    actions: html`${offerButton(scene, 'primary', 'use_file', view.accept)}
    ${takesPictures(step) ? button('quiet', text('open_camera'), () => send({ type: 'open_camera' })) : nothing}
    ${step.optional ? button('quiet', text('file_skip'), () => send({ type: 'skip' })) : nothing}`,
  });
}

/** A PDF has nothing to look at: its kind and its size, and never its name. */
function pdfReview(
  view: ReviewView,
  file: Blob,
  scene: CaptureScene,
  { offerButton }: CaptureTools,
): TemplateResult {
  const { text, send, locale } = scene;
  return frame(scene, {
    title: text('review_good'),
    progress: view.progress,
    canStop: true,
    body: html`<div class="paper-card" part="picture">
      <span class="paper-icon">${icon(strokes.page)}</span>
      <p><b>${text('file_pdf')}</b><br />${sizeIn(locale, file.size)}</p>
      <p class="paper-good">${icon(strokes.check)}${text('file_pdf_ready')}</p>
    </div>`,
    actions: html`${button('primary', text('use'), () => send({ type: 'accept' }))}
    ${offerButton(scene, 'quiet', 'use_file', view.accept, text('again_file'))}`,
  });
}

/** Screens of a face or a file, where they are other ones than of a document; in words they all are. */
export function proofScreen(
  view: View,
  step: Step,
  given: CaptureScene,
  tools: CaptureTools,
  face?: Pick<FaceHelper, 'cameraScreen'>,
): TemplateResult | null {
  const problem = view.screen === 'review' ? view.problem : null;
  const scene: CaptureScene = {
    ...given,
    text: wordsFor(step, given, problem),
    ...(step.kind === 'selfie' ? { facing: 'user' as const } : {}),
  };
  if (view.screen === 'prepare') {
    return step.kind === 'selfie'
      ? facePrepare(view, step, scene, tools)
      : filePrepare(view, step, scene, tools);
  }
  if (view.screen === 'camera' && face && step.kind === 'selfie')
    return face.cameraScreen(view, scene, tools);
  if (view.screen !== 'review') return tools.captureScreen(view, scene);
  const file = view.picture ? tools.pictures.get(view.picture) : null;
  if (file && !file.type.startsWith('image/') && !problem) return pdfReview(view, file, scene, tools);
  const offers =
    problem && !takesPictures(step) ? ({ primary: 'use_file', secondary: null } as const) : view.offers;
  return tools.captureScreen({ ...view, offers }, scene);
}
