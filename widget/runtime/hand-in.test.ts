import { describe, expect, test } from 'vitest';
import { statusOf } from '../testing/fake-server.ts';
import { makeWorld, settled } from '../testing/fake-world.ts';

/** A good picture, waiting to be accepted. */
async function reviewed() {
  const world = makeWorld();
  const { runtime } = world;
  runtime.send({ type: 'start', problem: null });
  await settled();
  runtime.send({ type: 'agree' });
  runtime.send({ type: 'open_camera' });
  await settled();
  runtime.send({ type: 'shutter' });
  await settled();
  return world;
}

describe('a submission whose answer is lost', () => {
  test('is handed in once more, without a word', async () => {
    const world = await reviewed();
    world.api.submissions.set('network', statusOf());
    world.runtime.send({ type: 'accept' });
    await settled();
    expect(world.runtime.state.name).toBe('submitting');
    await world.clock.advance(1_500);
    expect(world.runtime.state.name).toBe('waiting');
    expect(world.api.calls.filter((call) => call === 'submit')).toHaveLength(2);
  });

  test('twice, is told to the person', async () => {
    const world = await reviewed();
    world.api.submissions.set('network', 'network', statusOf());
    world.runtime.send({ type: 'accept' });
    await settled();
    await world.clock.advance(1_500);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'network' });
  });
});
