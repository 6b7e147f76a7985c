import type { Track } from '../runtime/live-loop.ts';

type Corners = NonNullable<Track['corners']>;

/** The drawn outline covers this much of the way to the found one in each of these, in milliseconds: smooth, and never behind. */
const EASE_MS = 70;
/** CSS pixels within which it has arrived. */
const ARRIVED = 0.5;
/** A document that is not found for a moment keeps its outline, or it would flicker. Milliseconds. */
const FADE_MS = 400;

const pathOf = (corners: Corners): string =>
  `M${corners.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}z`;

/**
 * Draws what changes with every frame over the camera's preview: the document's outline, and how much of the holding still
 * is done. By attributes, as a whole screen would have to be rendered otherwise; a screen that is rendered leaves them alone.
 */
export class Overlay {
  private _dialog: Element | null = null;
  private _target: Corners | null = null;
  private _drawn: Corners | null = null;
  private _frame = 0;
  private _paintedAt = 0;
  private _fade: ReturnType<typeof setTimeout> | undefined;
  private readonly _isCalm = matchMedia('(prefers-reduced-motion: reduce)');

  /** Draws into this dialog, which is in the page; null for none. */
  hold(dialog: Element | null): void {
    if (dialog === this._dialog) return;
    this._hide();
    this._dialog = dialog;
  }

  show({ corners, isGood, progress }: Track): void {
    const dialog = this._dialog;
    if (!dialog) return;
    const outline = dialog.querySelector('.outline');
    dialog.querySelector('.filling')?.setAttribute('stroke-dasharray', `${Math.round(progress * 100)} 101`);
    outline?.classList.toggle('good', isGood);
    if (!corners) {
      this._fade ??= setTimeout(() => this._hide(), FADE_MS);
      return;
    }
    clearTimeout(this._fade);
    this._fade = undefined;
    outline?.classList.add('seen');
    this._target = corners;
    if (!this._drawn || this._isCalm.matches) this._draw(corners);
    else if (!this._frame) this._next(performance.now());
  }

  private _next(from: number): void {
    this._paintedAt = from;
    this._frame = requestAnimationFrame((now) => this._move(now));
  }

  private _move(now: number): void {
    this._frame = 0;
    const { _target: target, _drawn: drawn } = this;
    if (!target || !drawn) return;
    const share = 1 - Math.exp(-Math.max(1, now - this._paintedAt) / EASE_MS);
    let far = 0;
    const [a, b, c, d] = target.map(([x, y], at) => {
      const [px = x, py = y] = drawn[at] ?? [];
      far = Math.max(far, Math.abs(x - px), Math.abs(y - py));
      return [px + (x - px) * share, py + (y - py) * share] as const;
    });
    const hasArrived = far < ARRIVED || !a || !b || !c || !d;
    this._draw(hasArrived ? target : [a, b, c, d]);
    if (!hasArrived) this._next(now);
  }

  private _draw(corners: Corners): void {
    this._drawn = corners;
    const path = pathOf(corners);
    for (const line of this._dialog?.querySelectorAll('.outline path') ?? []) line.setAttribute('d', path);
  }

  private _hide(): void {
    clearTimeout(this._fade);
    this._fade = undefined;
    cancelAnimationFrame(this._frame);
    this._frame = 0;
    this._target = null;
    this._drawn = null;
    this._dialog?.querySelector('.outline')?.classList.remove('seen');
  }
}
