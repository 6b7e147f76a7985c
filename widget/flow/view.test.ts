import { describe, expect, test } from 'vitest';
import type { FlowStep } from '../../server/contract/flow.ts';
import { ktpFlow, mixedFlow } from '../testing/fake-server.ts';
import { capture } from './capture/part.ts';
import { form } from './form/part.ts';
import { viewOf as viewWith } from './machine.ts';
import { beginJourney } from './steps.ts';
import type { FlowState, View } from './types.ts';

const viewOf = (state: FlowState): View => viewWith(state, { capture });

const start = beginJourney(ktpFlow());
const journey = { ...start, index: 1 };
const after = { ...start, index: 2 };

test('the consent names the document', () => {
  expect(viewOf({ name: 'consent', journey: start })).toMatchObject({
    screen: 'consent',
    documents: ['ktp'],
    asks: [['document', 1]],
    progress: { current: 1, total: 2 },
  });
});

test('the consent counts all that is asked for', () => {
  const mixed = beginJourney(mixedFlow());
  const [, , passport] = mixed.steps;
  const steps = [...mixed.steps, { ...passport, id: 'back', side: 'back' } as FlowStep];
  expect(viewOf({ name: 'consent', journey: { ...mixed, steps } })).toMatchObject({
    documents: ['passport'],
    asks: [
      ['details', 1],
      ['document', 2],
      ['selfie', 1],
      ['file', 1],
    ],
  });
});

test('the form is the same while it is sent', () => {
  const mixed = { ...beginJourney(mixedFlow()), index: 1 };
  const shown = (name: 'form' | 'saving') => viewWith({ name, journey: mixed }, { form });
  expect(shown('form')).toMatchObject({
    screen: 'form',
    isSending: false,
    progress: { current: 2, total: 5 },
  });
  expect(shown('saving')).toMatchObject({ screen: 'form', isSending: true });
});

test('a side is named only where there are two', () => {
  const prepare = { name: 'prepare', journey } as const;
  expect(viewOf(prepare)).toMatchObject({ document: { type: 'ktp', side: null } });
  const back = { ...journey.steps[1], id: 'back', side: 'back' } as FlowStep;
  const both = { ...journey, steps: [...journey.steps, back] };
  expect(viewOf({ ...prepare, journey: both })).toMatchObject({ document: { side: 'front' } });
  expect(viewOf({ ...prepare, journey: { ...both, index: 2 } })).toMatchObject({
    document: { side: 'back' },
  });
});

test('the line only ever moves on', () => {
  const way: FlowState[] = [
    { name: 'consent', journey: start },
    { name: 'prepare', journey },
    { name: 'camera', journey },
    { name: 'review', journey, source: 'camera', picture: 'picture-1', problem: null },
    { name: 'uploading', journey, source: 'camera', picture: 'picture-1', loaded: 0, total: 0 },
    { name: 'uploading', journey, source: 'camera', picture: 'picture-1', loaded: 9, total: 10 },
    { name: 'submitting', journey: after },
    { name: 'waiting', journey: after, waitedMs: 0, failures: 0 },
  ];
  const fractions = way.map((state) => {
    const view = viewOf(state);
    return 'progress' in view ? (view.progress?.fraction ?? -1) : -1;
  });
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions[0]).toBeGreaterThan(0);
  expect(fractions.at(-1)).toBeLessThan(1);
});

describe('while a picture is looked at', () => {
  test('one from the camera stays in the camera', () => {
    expect(viewOf({ name: 'checking', journey, source: 'camera' })).toMatchObject({
      screen: 'camera',
      phase: 'checking',
    });
  });
  test('a file has no camera to stay in', () => {
    expect(viewOf({ name: 'checking', journey, source: 'file' })).toMatchObject({
      screen: 'delivery',
      phase: 'checking',
    });
  });
});

test('a refused picture has offers, a good one none', () => {
  const review = { name: 'review', journey, source: 'camera', picture: 'picture-1' } as const;
  expect(viewOf({ ...review, problem: null })).toMatchObject({ offers: null, again: 'retake' });
  expect(viewOf({ ...review, problem: 'glare' })).toMatchObject({ offers: { primary: 'retake' } });
});

test('an upload has a share once there is something to count', () => {
  const uploading = {
    name: 'uploading',
    journey,
    source: 'camera',
    picture: 'picture-1',
    loaded: 0,
    total: 0,
  } as const;
  expect(viewOf(uploading)).toMatchObject({ sent: null });
  expect(viewOf({ ...uploading, loaded: 25, total: 100 })).toMatchObject({ sent: 0.25 });
});

test('a long wait says so', () => {
  const waiting = { name: 'waiting', journey: after, failures: 0 } as const;
  expect(viewOf({ ...waiting, waitedMs: 5_000 })).toMatchObject({ isSlow: false });
  expect(viewOf({ ...waiting, waitedMs: 40_000 })).toMatchObject({ isSlow: true });
});

test('a photo is offered only where a photo is wanted', () => {
  const denied = { name: 'failed', code: 'camera_denied', resume: { name: 'loading' } } as const;
  expect(viewOf({ ...denied, journey })).toMatchObject({
    primary: 'use_file',
    secondary: 'retry',
    accept: ['image/jpeg', 'image/png'],
  });
  expect(viewOf({ ...denied, journey: null })).toMatchObject({ screen: 'problem', offer: 'retry' });
});
