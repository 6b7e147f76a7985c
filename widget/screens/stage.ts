import { nothing } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart } from 'lit/directive.js';
import { SMALL_WINDOW } from './frame.ts';
import type { Intent } from './scene.ts';

/**
 * Keeps the camera's `<dialog>` in the right place and tells how large it is.
 *
 * On small windows it is modal: the top layer is the only place that no ancestor's transform, overflow or stacking
 * context can clip, the page behind is inert, and nothing of the host's styles has to be touched. On large ones it stays
 * where it is in the page. Browsers without `<dialog>` get a fixed layer by style.
 */
class Stage extends AsyncDirective {
  private _dialog: HTMLDialogElement | null = null;
  private _send: (intent: Intent) => void = () => undefined;
  private readonly _query = matchMedia(SMALL_WINDOW);
  private readonly _observer = new ResizeObserver(() => this._measure());
  private readonly _place = (): void => this._apply();

  override render(_send: (intent: Intent) => void): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [send]: [(intent: Intent) => void]): typeof nothing {
    this._send = send;
    if (!this._dialog) {
      this._dialog = part.element as HTMLDialogElement;
      this.reconnected();
    }
    return nothing;
  }

  protected override reconnected(): void {
    this._query.addEventListener('change', this._place);
    // While Lit fills a template its nodes are not in the page yet, and only there can a dialog be opened.
    void Promise.resolve().then(this._place);
  }

  protected override disconnected(): void {
    this._query.removeEventListener('change', this._place);
    this._observer.disconnect();
    if (this._dialog?.open) this._dialog.close();
  }

  private _apply(): void {
    const dialog = this._dialog;
    if (!dialog?.isConnected || !this.isConnected) return;
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
    this._send({
      type: 'stage',
      stage: { width, height },
      free: { x: free.left - left, y: free.top - top, width: free.width, height: free.height },
    });
  }
}

export const stage = directive(Stage);
