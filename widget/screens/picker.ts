import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureOffer } from '../flow/capture/recovery.ts';
import type { DocumentName } from '../flow/view.ts';
import { button, type Look, nameOf, type Piece } from './frame.ts';
import type { CaptureScene, Scene } from './scene.ts';

/** "KTP", "MyKad, front". */
export function sideOf(scene: Scene, name: DocumentName): string {
  const document = nameOf(scene, name);
  return name.side ? scene.text(`side_${name.side}`, { document }) : document;
}

/**
 * A button that opens the file dialog. `withCamera` goes straight to the device's camera app; without it a phone lets
 * the person choose between camera and gallery, which is the route for those who have no working camera.
 */
export function picker(
  { send, facing = 'environment' }: Scene & Pick<Partial<CaptureScene>, 'facing'>,
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
      capture=${withCamera ? facing : nothing}
      @change=${choose}
    />`;
}

/** The button for an offer of the recovery rules; `label` where the usual words do not fit. */
export function offerButton(
  scene: Scene,
  look: Look,
  offer: CaptureOffer | null,
  accept: readonly string[],
  label: string = offer ? scene.text(offer) : '',
): Piece {
  if (!offer) return nothing;
  if (offer === 'use_file' || offer === 'native_camera') {
    return picker(scene, look, label, accept, offer === 'native_camera');
  }
  return button(look, label, () => scene.send({ type: offer }));
}
