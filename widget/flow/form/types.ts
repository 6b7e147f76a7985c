import type { Journey, Step } from '../types.ts';
import type { Framed } from '../view.ts';

/** What was typed is no part of it: that is in the memory of the part's worker, and nowhere else. */
export type FormState =
  | { readonly name: 'form'; readonly journey: Journey }
  | { readonly name: 'saving'; readonly journey: Journey };

export type FormEvent =
  /** Everything that was typed is as it should be. */
  | { readonly type: 'form_filled' }
  | { readonly type: 'details_saved' }
  /** The server will not have it; the fields it named are shown by the worker. */
  | { readonly type: 'details_refused' };

export type FormEffect =
  | { readonly type: 'show_form'; readonly step: Step }
  | { readonly type: 'save_details' };

export interface FormView extends Framed {
  readonly screen: 'form';
  readonly isSending: boolean;
}
