import type { FlowFacts, Journey, PartName, Step } from './types.ts';

/** The contract this widget speaks (`CONTRACT_VERSION` of the server, which brings zod and so stays there). */
const CONTRACT = 1;

/** Which part plays a kind of step; null for the core itself. A kind that is not here is refused. */
const players: ReadonlyMap<Step['kind'], PartName | null> = new Map([
  ['consent', null],
  ['document', 'capture'],
  ['camera_check', 'hosted'],
  ['hosted', 'hosted'],
]);

/** True when this widget can take a person through the whole flow. */
export const canPlay = (flow: FlowFacts): boolean =>
  flow.contract === CONTRACT &&
  (flow.mode === 'hosted' ? Boolean(flow.hosted) : flow.steps.length > 0) &&
  flow.steps.every(({ kind, slot }) => players.has(kind) && (kind !== 'document' || Boolean(slot)));

/** The part that plays the journey's present step; null for the core. */
export const partAt = (journey: Journey): PartName | null =>
  players.get(currentStep(journey)?.kind ?? 'consent') ?? null;

/**
 * The first step at or after `from` that is still to do; `steps.length` when none is. Consent is not kept by the
 * server, but whoever has delivered something has given it.
 */
export function nextOpen(steps: readonly Step[], from: number): number {
  const hasDelivered = steps.some((step) => step.done && step.kind !== 'consent');
  const index = steps.findIndex(
    (step, at) => at >= from && !step.done && !(step.kind === 'consent' && hasDelivered),
  );
  return index < 0 ? steps.length : index;
}

const own = (kind: 'camera_check' | 'hosted', done: boolean): Step => ({
  id: kind,
  kind,
  accept: [],
  maxBytes: 0,
  done,
});

/** In hosted mode two steps of ours follow the server's. Whoever was on their way to the page has done the first. */
const stepsOf = ({ mode, steps, hosted }: FlowFacts): readonly Step[] =>
  mode === 'hosted' ? [...steps, own('camera_check', hosted?.opened === true), own('hosted', false)] : steps;

export function beginJourney(flow: FlowFacts): Journey {
  const steps = stepsOf(flow);
  return { sessionId: flow.sessionId, steps, index: nextOpen(steps, 0), refusals: 0, reopens: 0 };
}

/** The journey with its present step done, at the next open one. */
export function advance(journey: Journey): Journey {
  const steps = journey.steps.map((step, at) => (at === journey.index ? { ...step, done: true } : step));
  return { ...journey, steps, index: nextOpen(steps, journey.index), refusals: 0, reopens: 0 };
}

/** Back to the first picture, none of them taken as delivered: the server says that it lacks one. */
export function rewind(journey: Journey): Journey {
  const steps = journey.steps.map((step) =>
    step.kind === 'consent' ? { ...step, done: true } : { ...step, done: false },
  );
  return { ...journey, steps, index: nextOpen(steps, 0), refusals: 0, reopens: 0 };
}

export const currentStep = (journey: Journey): Step | undefined => journey.steps[journey.index];
