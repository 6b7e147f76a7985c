import type { Box, Size } from '../runtime/camera-geometry.ts';
import { SMALL_WINDOW } from './frame.ts';

/**
 * Keeps the camera's `<dialog>` in the right place and tells how large it is, in CSS pixels, and which part of it words
 * and buttons leave free.
 *
 * On small windows it is modal: the top layer is the only place that no ancestor's transform, overflow or stacking
 * context can clip, the page behind is inert, and nothing of the host's styles has to be touched. On large ones it stays
 * where it is in the page. Browsers without `<dialog>` get a fixed layer by style.
 */
export class Stage {
  private _dialog: HTMLDialogElement | null = null;
  private readonly _tell: (stage: Size, free: Box) => void;
  private readonly _query = matchMedia(SMALL_WINDOW);
  private readonly _observer = new ResizeObserver(() => this._measure());
  private readonly _place = (): void => this._apply();

  constructor(tell: (stage: Size, free: Box) => void) {
    this._tell = tell;
  }

  /** Takes care of this dialog, which is in the page, and no longer of another; null for none. */
  hold(dialog: HTMLDialogElement | null): void {
    if (dialog === this._dialog) return;
    this._query.removeEventListener('change', this._place);
    this._observer.disconnect();
    // One that was only moved has left the top layer, and would come back as if it had not.
    if (this._dialog?.isConnected && this._dialog.open) this._dialog.close();
    this._dialog = dialog;
    if (!dialog) return;
    this._query.addEventListener('change', this._place);
    // Its size changes what is shown, which is not to happen while that is drawn.
    queueMicrotask(this._place);
  }

  private _apply(): void {
    const dialog = this._dialog;
    if (!dialog?.isConnected) return;
    const isFull = this._query.matches;
    const free = dialog.querySelector('.free');
    this._observer.observe(dialog);
    if (free) this._observer.observe(free);
    dialog.toggleAttribute('data-full', isFull);
    const canOpen = 'showModal' in dialog;
    if (canOpen && dialog.open) dialog.close();
    if (canOpen && isFull) {
      dialog.showModal();
    } else {
      dialog.setAttribute('open', '');
    }
    dialog.querySelector('h2')?.focus();
    this._measure();
  }

  private _measure(): void {
    const dialog = this._dialog;
    const free = dialog?.querySelector('.free')?.getBoundingClientRect();
    if (!dialog || !free) return;
    const { left, top, width, height } = dialog.getBoundingClientRect();
    this._tell(
      { width, height },
      { x: free.left - left, y: free.top - top, width: free.width, height: free.height },
    );
  }
}
