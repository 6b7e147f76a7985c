import { describe, expect, test } from 'vitest';
import { verdictOf } from '../testing/fake-camera.ts';
import { approved, hostedFlow, ktpFlow, mixedFlow, pending, statusOf } from '../testing/fake-server.ts';
import { capture } from './capture/part.ts';
import { core } from './core.ts';
import { form } from './form/part.ts';
import { hosted } from './hosted/part.ts';
import { initialState, transition, viewOf } from './machine.ts';
import { advance, beginJourney } from './steps.ts';
import type { EffectType, FlowEvent, FlowState, StateName } from './types.ts';

/** The helper has no rules of its own. */
const proof = { begin: capture.begin, enter: {}, on: {}, view: {} };
const parts = { capture, form, hosted, proof };

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}

const start = beginJourney(ktpFlow());
const journey = { ...start, index: 1 };
const opening: FlowState = { name: 'opening', journey, suspended: false };

/** A form, a face, a proof that may be left out. */
const others = beginJourney(mixedFlow());
const formAt = { ...others, index: 1 };
const optionalAt = { ...others, index: 4 };
const page = beginJourney(hostedFlow());
const check = { ...page, index: 1 };
const atPage = { ...page, index: 2 };
const away: FlowState = {
  name: 'away',
  journey: atPage,
  way: 'popup',
  isOpen: true,
  patience: 0,
  waitedMs: 0,
  failures: 0,
};
const leaving: FlowState = { name: 'leaving', journey: atPage, way: 'popup', hasLeft: false };

/** Every state, some of them in the variants that matter. */
const states: readonly FlowState[] = freeze<FlowState[]>([
  initialState,
  { name: 'unsupported', code: 'browser_unsupported' },
  { name: 'loading' },
  { name: 'loading', hasAgreed: true },
  { name: 'consent', journey: start },
  { name: 'fetching', journey },
  { name: 'fetching', journey: { ...journey, index: 2 } },
  { name: 'prepare', journey },
  { name: 'prepare', journey: optionalAt },
  { name: 'form', journey: formAt },
  { name: 'saving', journey: formAt },
  opening,
  { name: 'opening', journey, suspended: true },
  { name: 'camera', journey },
  { name: 'checking', journey, source: 'camera' },
  { name: 'checking', journey, source: 'camera', isAuto: true },
  { name: 'checking', journey, source: 'file' },
  { name: 'review', journey, source: 'camera', picture: 'picture-1', problem: null },
  { name: 'review', journey, source: 'file', picture: null, problem: 'file_unreadable' },
  { name: 'uploading', journey, source: 'camera', picture: 'picture-1', loaded: 1, total: 2 },
  { name: 'briefing', journey: check },
  { name: 'trial', journey: check, phase: 'opening', code: null },
  { name: 'trial', journey: check, phase: 'live', code: null },
  { name: 'trial', journey: check, phase: 'failed', code: 'camera_denied' },
  leaving,
  { ...leaving, way: 'redirect', hasLeft: true },
  away,
  { ...away, way: 'iframe' },
  { ...away, way: null, isOpen: false, patience: 3 },
  { name: 'submitting', journey: { ...journey, index: 2 } },
  { name: 'submitting', journey: { ...others, index: 5 } },
  { name: 'waiting', journey: { ...journey, index: 2 }, waitedMs: 0, failures: 0 },
  { name: 'result', journey, outcome: 'approved', reasonCode: null },
  { name: 'failed', journey: null, code: 'network', resume: { name: 'loading' } },
  { name: 'failed', journey, code: 'camera_denied', resume: opening },
  { name: 'failed', journey: null, code: 'config_missing', resume: null },
  { name: 'failed', journey: atPage, code: 'network', resume: leaving },
  { name: 'result', journey: atPage, outcome: 'expired', reasonCode: null },
  { name: 'cancelled' },
  { name: 'ended' },
]);

const events: readonly FlowEvent[] = freeze([
  { type: 'start', problem: null },
  { type: 'start', problem: 'config_missing' },
  { type: 'start', problem: 'insecure_context' },
  { type: 'token_set' },
  { type: 'page_shown' },
  { type: 'cancel' },
  { type: 'destroy' },
  { type: 'agree' },
  { type: 'open_camera' },
  { type: 'shutter' },
  { type: 'shutter', by: 'auto' },
  { type: 'picking' },
  { type: 'file_chosen', file: 'picture-2' },
  { type: 'accept' },
  { type: 'retake' },
  { type: 'skip' },
  { type: 'form_filled' },
  { type: 'details_saved' },
  { type: 'details_refused' },
  { type: 'back' },
  { type: 'retry' },
  { type: 'finish' },
  { type: 'flow_loaded', flow: ktpFlow() },
  { type: 'flow_loaded', flow: ktpFlow({ steps: [] }) },
  { type: 'flow_loaded', flow: ktpFlow({ mode: 'hosted' }) },
  { type: 'part_loaded' },
  { type: 'camera_opened' },
  { type: 'camera_lost', hidden: false },
  { type: 'camera_lost', hidden: true },
  { type: 'judged', picture: 'picture-2', verdict: verdictOf(null) },
  { type: 'judged', picture: 'picture-2', verdict: verdictOf('glare') },
  { type: 'progress', loaded: 5, total: 10 },
  { type: 'uploaded' },
  { type: 'test_camera' },
  { type: 'go', way: 'redirect' },
  { type: 'go', way: 'link' },
  { type: 'finished' },
  { type: 'trial_live' },
  { type: 'trial_lost' },
  { type: 'page_opened', way: 'redirect' },
  { type: 'page_opened', way: 'iframe' },
  { type: 'page_closed' },
  { type: 'returned' },
  { type: 'flow_loaded', flow: hostedFlow() },
  { type: 'flow_loaded', flow: hostedFlow({}, true) },
  { type: 'status', status: pending() },
  { type: 'failed', code: 'session_expired' },
  { type: 'status', status: statusOf() },
  { type: 'status', status: approved },
  { type: 'failed', code: 'network' },
  { type: 'failed', code: 'aborted' },
  { type: 'failed', code: 'session_closed' },
  { type: 'failed', code: 'upload_missing' },
  { type: 'failed', code: 'upload_missing', paths: ['ktp', 'selfie'] },
  { type: 'failed', code: 'details_invalid', paths: ['firstName'] },
  { type: 'failed', code: 'file_too_large' },
  { type: 'failed', code: 'token_expired', retryAfterMs: 5_000 },
]);

/** What each state listens to, beside `cancel` and `destroy`. Anything else must leave it as it is. */
const listens: Readonly<Record<StateName, readonly FlowEvent['type'][]>> = {
  idle: ['start'],
  unsupported: ['start'],
  loading: ['agree', 'flow_loaded', 'failed'],
  consent: ['agree'],
  fetching: ['part_loaded', 'failed'],
  prepare: ['open_camera', 'file_chosen', 'skip'],
  opening: ['camera_opened', 'page_shown', 'failed', 'file_chosen', 'back'],
  camera: ['shutter', 'camera_lost', 'failed', 'file_chosen', 'back'],
  checking: ['judged', 'failed', 'camera_lost', 'back'],
  review: ['accept', 'retake', 'picking', 'file_chosen', 'back'],
  uploading: ['progress', 'uploaded', 'failed'],
  form: ['form_filled'],
  saving: ['details_saved', 'details_refused', 'failed'],
  briefing: ['test_camera', 'go'],
  trial: ['trial_live', 'trial_lost', 'failed', 'test_camera', 'go', 'back'],
  leaving: ['page_opened', 'page_shown', 'returned', 'failed'],
  away: ['status', 'finished', 'returned', 'page_closed', 'page_shown', 'go', 'failed'],
  submitting: ['status', 'failed'],
  waiting: ['status', 'page_shown', 'failed'],
  result: ['finish', 'start'],
  failed: ['retry', 'token_set', 'retake', 'picking', 'file_chosen', 'start', 'back', 'go'],
  cancelled: ['start'],
  ended: ['start'],
};

const label = ({ name, ...rest }: FlowState): string => {
  const { source, way, phase } = rest as { source?: string; way?: string | null; phase?: string };
  return [name, source, way, phase].filter(Boolean).join(' ');
};

describe('every state x every event', () => {
  test('the list of states is complete', () => {
    expect([...new Set(states.map(({ name }) => name))].sort()).toEqual(Object.keys(listens).sort());
  });

  test.each(states.map((state) => [label(state), state] as const))('%s', (_label, state) => {
    for (const event of events) {
      const { state: next, effects } = freeze(transition(state, event, parts));
      expect(Object.keys(listens)).toContain(next.name);
      expect(viewOf(next, parts).screen).toBeTypeOf('string');
      if (['cancel', 'destroy', ...listens[state.name]].includes(event.type)) continue;
      expect(next, event.type).toBe(state);
      expect(effects, event.type).toEqual([]);
    }
  });
});

describe('a step whose part is not there yet', () => {
  const consent: FlowState = freeze({ name: 'consent', journey: start });
  const fetching: FlowState = { name: 'fetching', journey };

  test('waits, asks for the part, and begins when it has come', () => {
    const { state, effects } = transition(consent, { type: 'agree' }, {});
    expect(state).toEqual({ name: 'fetching', journey: advance(start) });
    expect(effects.map(({ type }) => type)).toEqual(['announce', 'load_part']);
    expect(effects.at(-1)).toEqual({ type: 'load_part', part: 'capture' });
    expect(viewOf(state, {})).toEqual({ screen: 'loading' });
    expect(transition(state, { type: 'part_loaded' }, parts).state.name).toBe('prepare');
  });

  test('begins at once where the part is there', () => {
    const { state, effects } = transition(consent, { type: 'agree' }, parts);
    expect(state).toEqual({ name: 'prepare', journey: advance(start) });
    expect(effects.map(({ type }) => type)).toEqual(['announce', 'preload']);
  });

  test('can be tried again when it does not come', () => {
    const failed = transition(fetching, { type: 'failed', code: 'network' }, {}).state;
    expect(failed).toMatchObject({ name: 'failed', code: 'network', resume: fetching });
    const again = transition(failed, { type: 'retry' }, {});
    expect(again).toEqual({ state: fetching, effects: [{ type: 'load_part', part: 'capture' }] });
  });

  test('is not missed after the last one', () => {
    const done = transition(
      { name: 'fetching', journey: { ...journey, index: 2 } },
      { type: 'part_loaded' },
      {},
    );
    expect(done.state.name).toBe('submitting');
    expect(done.effects).toEqual([{ type: 'submit' }]);
  });

  test('without any part, the core alone never enters a state that it does not know', () => {
    const own = states.filter((state) => state.name in core.view);
    for (const state of own) {
      for (const event of events) {
        const { name } = transition(state, event, {}).state;
        if (state.name === 'failed' && event.type === 'retry') continue;
        expect(name in core.view, `${state.name} ${event.type} ${name}`).toBe(true);
      }
    }
  });
});

describe('consent given before the flow has come', () => {
  const early: FlowState = { name: 'loading', hasAgreed: true };

  test('leads on to the first picture, and both steps are told', () => {
    expect(transition({ name: 'loading' }, { type: 'agree' }, parts).state).toEqual(early);
    const { state, effects } = transition(early, { type: 'flow_loaded', flow: ktpFlow() }, parts);
    expect(state.name).toBe('prepare');
    const told = effects.flatMap((effect) => (effect.type === 'announce' ? [effect.announcement] : []));
    expect(told.map(({ name }) => name)).toEqual(['step', 'step']);
  });

  test('is asked for again where it did not say that a partner takes the pictures', () => {
    const { state, effects } = transition(early, { type: 'flow_loaded', flow: hostedFlow() }, parts);
    expect(state).toMatchObject({ name: 'consent', journey: { index: 0 } });
    expect(viewOf(state, parts)).toMatchObject({ screen: 'consent', asks: [['hosted', 1]] });
    expect(effects.filter(({ type }) => type === 'announce')).toHaveLength(1);
  });

  test('is asked for again where a face, a proof or details are wanted too', () => {
    const { state, effects } = transition(early, { type: 'flow_loaded', flow: mixedFlow() }, parts);
    expect(state).toMatchObject({ name: 'consent', journey: { index: 0 } });
    expect(effects.filter(({ type }) => type === 'announce')).toHaveLength(1);
  });

  test('is not asked for while it is awaited', () => {
    expect(viewOf({ name: 'loading' }, parts).screen).toBe('consent');
    expect(viewOf(early, parts).screen).toBe('loading');
  });
});

test('no state ever holds a token, an address or pixels', () => {
  const flow = { ...ktpFlow({ redirectUrl: 'https://shop.example/done' }), token: 'secret' };
  const { contract, sessionId, mode, steps, status, result } = flow;
  const { state } = transition(
    { name: 'loading' },
    { type: 'flow_loaded', flow: { contract, sessionId, mode, steps, status, result } },
    parts,
  );
  expect(JSON.stringify(state)).not.toMatch(/https?:|secret|blob:/);
});

test.each(
  states.filter(({ name }) => !['idle', 'unsupported', 'result', 'cancelled', 'ended'].includes(name)),
)('can be cancelled while $name, and lets everything go', (state) => {
  const { state: next, effects } = transition(state, { type: 'cancel' }, parts);
  expect(next.name).toBe('cancelled');
  expect(effects.map(({ type }): EffectType => type)).toEqual(['stop', 'announce']);
});

test.each(['idle', 'unsupported', 'result', 'cancelled', 'ended'] as const)(
  '%s has nothing to cancel',
  (name) => {
    const state = states.find((one) => one.name === name) ?? initialState;
    expect(transition(state, { type: 'cancel' }, parts)).toEqual({ state, effects: [] });
  },
);

test('ends from everywhere, and only once', () => {
  for (const state of states) {
    const { state: next, effects } = transition(state, { type: 'destroy' }, parts);
    expect(next).toEqual({ name: 'ended' });
    expect(effects).toEqual(state.name === 'ended' ? [] : [{ type: 'stop' }]);
  }
});
