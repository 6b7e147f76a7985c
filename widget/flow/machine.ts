import { core } from './core.ts';
import { stopped } from './moves.ts';
import type { FlowPart, FlowParts } from './part.ts';
import { partAt, partsAt } from './steps.ts';
import type { FlowEvent, FlowState, Move, StateName, Transition, View } from './types.ts';

export const initialState: FlowState = { name: 'idle' };

/** Nothing is left to cancel in these. */
const final: readonly StateName[] = ['idle', 'unsupported', 'result', 'cancelled', 'ended'];

/** Who to ask, in this order: a part knows its own failures better than the core. */
function knowing(state: FlowState, parts: FlowParts): readonly FlowPart[] {
  const name = 'journey' in state && state.journey ? partAt(state.journey) : null;
  const part = name && parts[name];
  return part ? [part, core] : [core];
}

/** A step that was waiting for its parts begins when they are there; what a state begins with happens. */
function arrived({ state, effects, isArrival }: Move, parts: FlowParts): Transition {
  if (!isArrival) return { state, effects };
  let entered = state;
  if (state.name === 'fetching') {
    const missing = partsAt(state.journey).find((name) => !parts[name]);
    if (missing) return { state, effects: [...effects, { type: 'load_part', part: missing }] };
    const name = partAt(state.journey);
    entered = ((name && parts[name]) ?? core).begin(state.journey);
  }
  const begun = knowing(entered, parts).flatMap(({ enter }) => enter[entered.name]?.(entered) ?? []);
  return { state: entered, effects: [...effects, ...begun] };
}

/**
 * The whole of what the flow decides, given the parts that are there. Pure: the same state, event and parts always give
 * the same answer, and an event that means nothing in a state leaves it identical, with no effects.
 */
export function transition(state: FlowState, event: FlowEvent, parts: FlowParts): Transition {
  if (event.type === 'destroy') {
    return state.name === 'ended' ? { state, effects: [] } : stopped('ended');
  }
  if (event.type === 'cancel') {
    if (final.includes(state.name)) return { state, effects: [] };
    const { effects, ...rest } = stopped('cancelled');
    return { ...rest, effects: [...effects, { type: 'announce', announcement: { name: 'cancel' } }] };
  }
  if (event.type === 'failed' && event.code === 'aborted') return { state, effects: [] };
  for (const { on } of knowing(state, parts)) {
    const handle = on[state.name]?.[event.type];
    if (handle) return arrived(handle(state, event), parts);
  }
  return { state, effects: [] };
}

/** What is to be shown of a state: names and numbers, no words and no markup. */
export function viewOf(state: FlowState, parts: FlowParts): View {
  for (const { view } of knowing(state, parts)) {
    const shown = view[state.name]?.(state);
    if (shown) return shown;
  }
  return { screen: 'loading' };
}
