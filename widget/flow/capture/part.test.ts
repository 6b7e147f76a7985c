import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../testing/fake-camera.ts';
import { ktpFlow } from '../../testing/fake-server.ts';
import { transition } from '../machine.ts';
import { advance, beginJourney } from '../steps.ts';
import type { Effect, FlowEvent, FlowState } from '../types.ts';
import { capture } from './part.ts';

const parts = { capture };
const journey = { ...beginJourney(ktpFlow()), index: 1 };
const opening: FlowState = { name: 'opening', journey, suspended: false };

/** Plays events one after the other; the effects are those of the last. */
function play(state: FlowState, events: readonly FlowEvent[]) {
  let effects: readonly Effect[] = [];
  for (const event of events) ({ state, effects } = transition(state, event, parts));
  return { state, effects };
}

const refused = (by?: 'auto'): readonly FlowEvent[] => [
  { type: 'camera_opened' },
  { type: 'shutter', ...(by && { by }) },
  { type: 'judged', picture: 'picture-1', verdict: verdictOf('glare') },
  { type: 'retake' },
];

const modeAfter = (...events: readonly (readonly FlowEvent[])[]): Effect | undefined =>
  play(opening, [...events.flat(), { type: 'camera_opened' }]).effects[0];

describe('pictures without a press', () => {
  test('are taken from the start', () => {
    expect(modeAfter()).toEqual({ type: 'watch_frames', auto: 'now' });
  });

  test('after a refused one only after a pause, whoever took it', () => {
    expect(modeAfter(refused())).toEqual({ type: 'watch_frames', auto: 'later' });
    expect(modeAfter(refused('auto'))).toEqual({ type: 'watch_frames', auto: 'later' });
  });

  test('no more in this step after two refused ones, but again in the next', () => {
    expect(modeAfter(refused('auto'), refused('auto'))).toEqual({ type: 'watch_frames', auto: 'never' });
    expect(modeAfter(refused(), refused())).toEqual({ type: 'watch_frames', auto: 'later' });
    const { state } = play(opening, [...refused('auto'), ...refused('auto')]);
    expect('journey' in state && state.journey && advance(state.journey).autoRefusals).toBe(0);
  });

  test('one that could not be read counts too', () => {
    const unreadable: readonly FlowEvent[] = [
      { type: 'camera_opened' },
      { type: 'shutter', by: 'auto' },
      { type: 'failed', code: 'image_too_small' },
    ];
    expect(play(opening, unreadable).state).toMatchObject({
      journey: { refusals: 1, autoRefusals: 1 },
      problem: 'image_too_small',
    });
  });

  test('the person’s own press wins: the moment that comes after it is passed over', () => {
    const { state } = play(opening, [{ type: 'camera_opened' }, { type: 'shutter' }]);
    expect(transition(state, { type: 'shutter', by: 'auto' }, parts)).toEqual({ state, effects: [] });
  });
});
