import { arrive, failTo, preloadNext, visit, wait } from '../moves.ts';
import { definePart } from '../part.ts';
import { advance, currentStep } from '../steps.ts';
import type { Journey } from '../types.ts';
import { progressOf } from '../view.ts';
import type { FormState, FormView } from './types.ts';

const formView = (journey: Journey, isSending: boolean): FormView => ({
  screen: 'form',
  isSending,
  progress: progressOf(journey, isSending ? 0.7 : 0.3),
});

/** A form is filled in, and saved. */
export const form = definePart<FormState['name']>({
  begin: (journey) => ({ name: 'form', journey }),
  enter: {
    form: ({ journey }) => {
      const step = currentStep(journey);
      return step ? [{ type: 'show_form', step }, ...preloadNext(journey)] : [];
    },
    saving: () => [{ type: 'save_details' }],
  },
  on: {
    form: {
      form_filled: ({ journey }) => arrive({ name: 'saving', journey }),
    },
    saving: {
      // What was typed stays until it was handed in: it may have to be mended.
      details_saved: ({ journey }) => visit(advance(journey)),
      // Not entered anew: what the server said of the fields is shown already.
      details_refused: ({ journey }) => ({ state: { name: 'form', journey }, effects: [] }),
      failed: (state, { code }) =>
        code === 'session_closed' ? wait(state.journey) : failTo(state.journey, code, state),
    },
  },
  view: {
    form: ({ journey }) => formView(journey, false),
    saving: ({ journey }) => formView(journey, true),
  },
});
