import { expect, test } from 'vitest';
import { verdictOf } from '../testing/fake-camera.ts';
import { ktpFlow } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';
import { CODE_PATIENCE_MS } from './code-search.ts';

const SENT = 'POST /v1/flow/codes';
const said = { slot: 'ktp', kind: 'aadhaar_secure', signature: 'valid', matches: {}, fields: {} };

/** To a good picture of a card that has a code. */
async function toReview(configure: (world: World) => void = () => undefined, hasCode = true): Promise<World> {
  const world = makeWorld();
  const flow = ktpFlow();
  world.api.flows.set({
    ...flow,
    steps: flow.steps.map((step) => (step.slot && hasCode ? { ...step, code: 'aadhaar' as const } : step)),
  });
  world.api.answers.set(SENT, said);
  configure(world);
  world.runtime.send({ type: 'start', problem: null });
  await settled();
  world.runtime.send({ type: 'agree' });
  await settled();
  world.runtime.send({ type: 'open_camera' });
  await settled();
  world.runtime.send({ type: 'shutter' });
  await settled();
  expect(world.runtime.state.name).toBe('review');
  return world;
}

const accept = async ({ runtime }: World): Promise<void> => {
  runtime.send({ type: 'accept' });
  await settled();
};
const sent = ({ api }: World): number => api.calls.filter((call) => call === SENT).length;

test('a code is read while the picture is looked at, and told when it is sent', async () => {
  const world = await toReview(({ codes }) => {
    codes.text = '123';
  });
  expect(world.codes.log).toEqual(['warm', 'read']);
  expect(sent(world)).toBe(0);
  await accept(world);
  expect(sent(world)).toBe(1);
  expect(world.runtime.state.name).toBe('waiting');
});

test('where no step has a code, nothing that reads them is asked for', async () => {
  const world = await toReview(undefined, false);
  await accept(world);
  expect(world.codes.log).toEqual([]);
  expect(sent(world)).toBe(0);
});

test('a picture without a code goes on without', async () => {
  const world = await toReview();
  await accept(world);
  expect(sent(world)).toBe(0);
  expect(world.runtime.state.name).toBe('waiting');
});

test('a refused picture is not read, one that is taken again tells nothing', async () => {
  const world = await toReview(({ codes, quality }) => {
    codes.text = undefined;
    quality.verdicts.push(verdictOf('blurred'));
  });
  expect(world.codes.log).toEqual(['warm']);
  const { runtime, codes } = world;
  for (const _ of ['good', 'again']) {
    runtime.send({ type: 'retake' });
    await settled();
    runtime.send({ type: 'shutter' });
    await settled();
  }
  expect(codes.log).toEqual(['warm', 'read', 'aborted', 'read']);
  codes.answer('456');
  await accept(world);
  expect(sent(world)).toBe(1);
});

test('a code that takes too long is done without', async () => {
  const world = await toReview(({ codes }) => {
    codes.text = undefined;
  });
  await accept(world);
  expect(world.runtime.state.name).toBe('uploading');
  await world.clock.advance(CODE_PATIENCE_MS);
  expect(world.runtime.state.name).toBe('waiting');
  expect(world.codes.log).toContain('aborted');
  expect(sent(world)).toBe(0);
});

test('leaving ends the reading and its worker', async () => {
  const world = await toReview(({ codes }) => {
    codes.text = undefined;
  });
  world.runtime.destroy();
  await settled();
  expect(world.codes.log.slice(0, 4)).toEqual(['warm', 'read', 'aborted', 'close']);
});
