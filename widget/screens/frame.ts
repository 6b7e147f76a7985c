import { html, nothing, type TemplateResult } from 'lit';
import type { Offer } from '../flow/recovery.ts';
import type { DocumentName, Progress } from '../flow/view.ts';
import { icon, strokes } from './icons.ts';
import type { Intent, Scene } from './scene.ts';

type Part = TemplateResult | typeof nothing;

/** "KTP", "MyKad, front". */
export function nameOf({ text }: Scene, { type, side }: DocumentName): string {
  const document = text(`document_${type}`);
  return side ? text(`side_${side}`, { document }) : document;
}

export const progressLine = ({ text }: Scene, progress: Progress | null): Part =>
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
    readonly mark?: Part;
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

type Look = 'primary' | 'quiet';

export const button = (look: Look, label: string, onClick: () => void): TemplateResult => html`<button
  class=${look}
  part=${`${look}-button`}
  type="button"
  @click=${onClick}
>
  ${label}
</button>`;

/**
 * A button that opens the file dialog. `withCamera` goes straight to the device's camera app; without it a phone lets
 * the person choose between camera and gallery, which is the route for those who have no working camera.
 */
export function picker(
  { send }: Scene,
  look: Look,
  label: string,
  accept: readonly string[],
  withCamera = false,
): TemplateResult {
  const open = (event: Event): void => {
    send({ type: 'picking' });
    const input = (event.currentTarget as HTMLElement).nextElementSibling;
    if (input instanceof HTMLInputElement) input.click();
  };
  const choose = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    // The same file may be chosen again.
    if (file) send({ type: 'pick', file });
    input.value = '';
  };
  return html`<button class=${look} part=${`${look}-button`} type="button" @click=${open}>${label}</button
    ><input
      type="file"
      hidden
      aria-label=${label}
      accept=${accept.join(',')}
      capture=${withCamera ? 'environment' : nothing}
      @change=${choose}
    />`;
}

const intents: Readonly<Record<Exclude<Offer, 'use_file' | 'native_camera'>, Intent>> = {
  retry: { type: 'retry' },
  retake: { type: 'retake' },
  restart: { type: 'restart' },
  cancel: { type: 'cancel' },
};

/** The button for an offer of the recovery rules; `label` where the usual words do not fit. */
export function offerButton(
  scene: Scene,
  look: Look,
  offer: Offer | null,
  accept: readonly string[],
  label?: string,
): Part {
  if (!offer) return nothing;
  const words = label ?? scene.text(offer === 'cancel' ? 'not_now' : offer);
  if (offer === 'use_file' || offer === 'native_camera') {
    return picker(scene, look, words, accept, offer === 'native_camera');
  }
  return button(look, words, () => scene.send(intents[offer]));
}
