import { html, nothing, type TemplateResult } from 'lit';
import type { DocumentName, Progress } from '../flow/view.ts';
import { icon, strokes } from './icons.ts';
import type { Scene } from './scene.ts';

export type Piece = TemplateResult | typeof nothing;

/** "KTP", without its side. */
export const nameOf = ({ text }: Scene, { type }: DocumentName): string => text(`document_${type}`);

export const progressLine = ({ text }: Scene, progress: Progress | null): Piece =>
  progress
    ? html`<progress
        part="progress"
        max="1"
        .value=${progress.fraction}
        aria-label=${text('step', { current: progress.current, total: progress.total })}
      ></progress>`
    : nothing;

/** The heading takes the focus when its screen appears. */
export const heading = (title: string): TemplateResult =>
  html`<h2 id="title" part="title" tabindex="-1">${title}</h2>`;

/** Every screen but the camera's: a line and a title on top, the thing itself, what to do at the thumb. */
export const frame = (
  scene: Scene,
  options: {
    readonly title: string;
    readonly progress: Progress | null;
    readonly body: unknown;
    readonly actions: unknown;
    /** A small cross to stop, where no button says so. */
    readonly canStop?: boolean;
    readonly mark?: Piece;
  },
): TemplateResult => html`<section
  class=${options.mark ? 'screen centred' : 'screen'}
  part="screen"
  aria-labelledby="title"
>
  <header part="header">
    ${progressLine(scene, options.progress)}${options.mark}
    <div class="bar">
      ${heading(options.title)}
      ${
        options.canStop
          ? html`<button
              class="round"
              type="button"
              part="stop-button"
              aria-label=${scene.text('stop')}
              @click=${() => scene.send({ type: 'cancel' })}
            >
              ${icon(strokes.cross)}
            </button>`
          : nothing
      }
    </div>
  </header>
  <div class="body" part="body">${options.body}</div>
  <footer part="actions">${options.actions}</footer>
</section>`;

/** Why something is asked for once more. */
export const reasonOf = (sentence: string): TemplateResult =>
  html`<p class="reason" part="reason" role="alert">${icon(strokes.alert)}<span>${sentence}</span></p>`;

/** Windows in which the camera, or the provider's page, takes the whole screen. */
export const SMALL_WINDOW = '(max-width: 600px), (max-height: 500px)';

export type Look = 'primary' | 'quiet';

export const button = (look: Look, label: string, onClick: () => void): TemplateResult => html`<button
  class=${look}
  part=${`${look}-button`}
  type="button"
  @click=${onClick}
>
  ${label}
</button>`;
