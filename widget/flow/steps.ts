import type { KycErrorCode } from '../errors.ts';
import type { FlowFacts, Journey, PartName, Step } from './types.ts';

/** The contract this widget speaks (`CONTRACT_VERSION` of the server, which brings zod and so stays there). */
const CONTRACT = 1;

/**
 * Which part plays a kind of step, and which ones help it; none for the core itself. A kind that is not here is refused.
 */
const players: ReadonlyMap<Step['kind'], readonly PartName[]> = new Map<Step['kind'], PartName[]>([
  ['consent', []],
  ['details', ['form']],
  ['document', ['capture']],
  ['selfie', ['capture', 'proof', 'face']],
  ['file', ['capture', 'proof']],
  ['camera_check', ['hosted']],
  ['hosted', ['hosted']],
]);

/** True when this widget can take a person through the whole flow. */
export const canPlay = (flow: FlowFacts): boolean =>
  flow.contract === CONTRACT &&
  (flow.mode === 'hosted' ? Boolean(flow.hosted) : flow.steps.length > 0) &&
  flow.steps.every(({ kind, slot }) => players.get(kind)?.every((part) => part !== 'capture' || slot));

/** What the journey's present step needs: the part that plays it first. */
export const partsAt = (journey: Journey): readonly PartName[] =>
  players.get(currentStep(journey)?.kind ?? 'consent') ?? [];

/** The part that plays the journey's present step; null for the core. */
export const partAt = (journey: Journey): PartName | null => partsAt(journey)[0] ?? null;

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
function stepsOf({ mode, steps, hosted, status }: FlowFacts): readonly Step[] {
  if (mode !== 'hosted') return steps;
  const wasThere = hosted?.opened === true || status === 'processing';
  return [...steps, own('camera_check', wasThere), own('hosted', false)];
}

export function beginJourney(flow: FlowFacts): Journey {
  const steps = stepsOf(flow);
  return {
    sessionId: flow.sessionId,
    steps,
    index: nextOpen(steps, 0),
    refusals: 0,
    autoRefusals: 0,
    reopens: 0,
  };
}

/** The journey with its present step done, at the next open one. */
export function advance(journey: Journey): Journey {
  const steps = journey.steps.map((step, at) => (at === journey.index ? { ...step, done: true } : step));
  return {
    ...journey,
    steps,
    index: nextOpen(steps, journey.index),
    refusals: 0,
    autoRefusals: 0,
    reopens: 0,
  };
}

/**
 * Back to what the server refused: the form, or the files in these slots, all of them without `paths`. What else was done
 * stays so. Null where the journey has no such step, and for what no step can mend.
 */
export function reopen(
  journey: Journey,
  code: KycErrorCode,
  paths?: readonly string[] | undefined,
): Journey | null {
  const isForm = code === 'details_invalid';
  const isMeant = ({ kind, slot }: Step): boolean =>
    isForm ? kind === 'details' : code === 'upload_missing' && !!slot && (paths?.includes(slot) ?? true);
  if (!journey.steps.some(isMeant)) return null;
  const refused = isForm && paths ? [...paths] : [];
  const steps = journey.steps.map((step) =>
    isMeant(step)
      ? { ...step, done: false, refused }
      : { ...step, done: step.done || step.kind === 'consent' },
  );
  return { ...journey, steps, index: nextOpen(steps, 0), refusals: 0, autoRefusals: 0, reopens: 0 };
}

export const currentStep = (journey: Journey): Step | undefined => journey.steps[journey.index];
