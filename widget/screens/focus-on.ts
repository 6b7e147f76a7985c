import { nothing } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** Gives its element the focus when it is given another object than before; null leaves the focus where it is. */
class FocusOn extends Directive {
  private _before: object | null = null;

  override render(_call: object | null): typeof nothing {
    return nothing;
  }

  override update({ element }: ElementPart, [call]: [object | null]): typeof nothing {
    if (call && call !== this._before) {
      // While Lit fills a template its nodes are not in the page yet, and a heading may take the focus after that.
      void Promise.resolve().then(() => (element as HTMLElement).focus());
    }
    this._before = call;
    return nothing;
  }
}

export const focusOn = directive(FocusOn);
