import { describe, expect, test } from 'vitest';
import { approved, hostedFlow, ktpFlow, pending, statusOf } from '../../testing/fake-server.ts';
import { transition, viewOf } from '../machine.ts';
import { beginJourney, canPlay, currentStep } from '../steps.ts';
import type { FlowEvent, FlowState, StateOf, Transition } from '../types.ts';
import { hosted } from './part.ts';

const parts = { hosted };
const send = (state: FlowState, event: FlowEvent): Transition => transition(state, event, parts);

const start = beginJourney(hostedFlow());
const check = { ...start, index: 1 };
const page = { ...start, index: 2 };
const away: StateOf<'away'> = {
  name: 'away',
  journey: page,
  way: 'popup',
  isOpen: true,
  patience: 0,
  waitedMs: 0,
  failures: 0,
};

describe('the steps', () => {
  test('two of ours follow the consent', () => {
    expect(start.steps.map(({ id }) => id)).toEqual(['consent', 'camera_check', 'hosted']);
    expect(currentStep(start)?.id).toBe('consent');
  });

  test('whoever was on their way is at the last one', () => {
    expect(currentStep(beginJourney(hostedFlow({}, true)))?.id).toBe('hosted');
  });

  test('there are none in capture mode', () => {
    expect(beginJourney(ktpFlow()).steps.map(({ kind }) => kind)).toEqual(['consent', 'document']);
  });

  test.each([
    ['a page', hostedFlow(), true],
    ['no consent either', hostedFlow({ steps: [] }), true],
    ['no page', { ...hostedFlow(), hosted: undefined }, false],
    [
      'a step that it has no screen for',
      hostedFlow({ steps: [{ ...ktpFlow().steps[0], kind: 'selfie' } as never] }),
      false,
    ],
  ] as const)('%s: can it be played', (_name, flow, expected) => {
    expect(canPlay(flow)).toBe(expected);
  });
});

test('the step of the page is told once, at the first press', () => {
  const first = send({ name: 'briefing', journey: check }, { type: 'go', way: 'popup' });
  expect(first.state).toMatchObject({ name: 'leaving', journey: { index: 2 }, way: 'popup' });
  expect(first.effects.map(({ type }) => type)).toEqual(['end_trial', 'announce', 'open_page']);
  const again = send(away, { type: 'go', way: 'redirect' });
  expect(again.effects).toEqual([{ type: 'open_page', way: 'redirect' }]);
});

describe('away', () => {
  test.each([
    ['still pending', pending(), 'away'],
    ['at work', statusOf(), 'away'],
    ['approved', approved, 'result'],
    ['expired', statusOf({ status: 'expired', pollAfterMs: null }), 'result'],
  ] as const)('%s', (_name, status, expected) => {
    expect(send(away, { type: 'status', status }).state.name).toBe(expected);
  });

  test.each(['finished', 'returned', 'page_closed', 'page_shown'] as const)('%s asks at once', (type) => {
    const { state, effects } = send(away, { type });
    expect(effects).toContainEqual({ type: 'poll', afterMs: 0 });
    expect(state).toMatchObject({ isOpen: type === 'finished' || type === 'page_shown' });
  });

  test('a person who came back looks on for a while, then is asked', () => {
    let state: FlowState = { ...away, isOpen: false, patience: 2 };
    expect(viewOf(state, parts)).toMatchObject({ screen: 'progress', phase: 'waiting' });
    state = send(state, { type: 'status', status: pending() }).state;
    expect(viewOf(state, parts)).toMatchObject({ screen: 'progress' });
    state = send(state, { type: 'status', status: pending() }).state;
    expect(viewOf(state, parts)).toMatchObject({ screen: 'away', place: 'gone' });
  });

  test('an answer that asks for patience gets it', () => {
    const status = statusOf({ status: 'pending', pollAfterMs: 45_000 });
    expect(send(away, { type: 'status', status }).effects).toEqual([{ type: 'poll', afterMs: 45_000 }]);
    const refused = send(away, { type: 'failed', code: 'rate_limited', retryAfterMs: 90_000 });
    expect(refused.effects).toEqual([{ type: 'poll', afterMs: 90_000 }]);
  });

  test('what waiting cannot mend is told', () => {
    const { state } = send(away, { type: 'failed', code: 'token_expired' });
    expect(state).toMatchObject({ name: 'failed', code: 'token_expired', resume: away });
    expect(send(state, { type: 'token_set' }).state).toEqual(away);
  });
});

test('the line only ever moves on', () => {
  const way: FlowState[] = [
    { name: 'consent', journey: start },
    { name: 'briefing', journey: check },
    { name: 'trial', journey: check, phase: 'opening', code: null },
    { name: 'trial', journey: check, phase: 'live', code: null },
    { name: 'leaving', journey: page, way: 'popup', hasLeft: false },
    away,
    { ...away, isOpen: false, patience: 1 },
    send({ ...away, isOpen: false, patience: 1 }, { type: 'status', status: statusOf() }).state,
  ];
  const fractions = way.map((state) => {
    const view = viewOf(state, parts);
    return 'progress' in view ? (view.progress?.fraction ?? -1) : -1;
  });
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  // Asked whether they have finished, nobody has moved.
  expect(new Set(fractions).size).toBe(fractions.length - 1);
  expect(fractions.at(-1)).toBeLessThan(1);
});

test('no state ever holds the address of the page', () => {
  const { state } = transition(
    { name: 'loading' },
    { type: 'flow_loaded', flow: hostedFlow({}, true) },
    parts,
  );
  expect(state.name).toBe('away');
  expect(JSON.stringify(state)).not.toMatch(/https?:/);
});
