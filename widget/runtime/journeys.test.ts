import { describe, expect, test } from 'vitest';
import { verdictOf } from '../testing/fake-camera.ts';
import { approved, ktpFlow, statusOf } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';

/** Starts, and goes as far as the named place. */
async function go(
  to: 'consent' | 'prepare' | 'camera' | 'review',
  world: World = makeWorld(),
): Promise<World> {
  const { runtime } = world;
  runtime.send({ type: 'start', problem: null });
  await settled();
  if (to === 'consent') return world;
  runtime.send({ type: 'agree' });
  if (to === 'prepare') return world;
  runtime.send({ type: 'open_camera' });
  await settled();
  if (to === 'camera') return world;
  runtime.send({ type: 'shutter' });
  await settled();
  return world;
}

const name = ({ runtime }: World): string => runtime.state.name;
const live = (world: World): boolean[] => [world.camera.live > 0, world.camera.view?.isWatched ?? false];

test('from consent to approved', async () => {
  const world = await go('review');
  const { runtime, api, uploads, camera, pictures, quality, page } = world;
  expect(runtime.state).toMatchObject({ name: 'review', problem: null, source: 'camera' });
  expect(page.vibrations).toBe(1);
  expect(pictures.prepared[0]?.limits).toMatchObject({
    accept: ['image/jpeg', 'image/png'],
    maxBytes: 5_000_000,
  });
  expect(quality.asked.at(-1)).toMatchObject({ quality: 'normal', minWidth: 30 });

  runtime.send({ type: 'accept' });
  expect(camera.live).toBe(0);
  await settled();
  expect(uploads.sent).toEqual([{ slot: 'ktp', size: 9 }]);
  expect(world.held).toBe(0);
  expect(name(world)).toBe('waiting');
  await world.clock.advance(2_000);
  expect(runtime.state).toMatchObject({ name: 'result', outcome: 'approved' });
  expect(api.calls).toEqual(['flow', 'submit', 'status']);
  expect(world.names).toEqual(['step', 'step', 'capture', 'upload', 'upload', 'complete']);
  expect(world.announced.at(-1)?.name === 'complete' && world.announced.at(-1)).toEqual({
    name: 'complete',
    detail: { sessionId: 'ses_sample', status: 'completed', result: 'approved' },
  });
  expect(world.announced[1]).toEqual({
    name: 'step',
    detail: { sessionId: 'ses_sample', step: 'ktp', current: 2, total: 2 },
  });
});

test('the parts of the capture step come while the consent is read', async () => {
  const { quality, runtime } = await go('consent');
  expect(runtime.workers.has('capture')).toBe(true);
  expect(quality.isWarm).toBe(true);
});

test('refused, then good; a bad picture cannot be sent', async () => {
  const world = makeWorld();
  world.quality.verdicts.push(verdictOf('glare'));
  await go('review', world);
  const { runtime, uploads, camera } = world;
  expect(runtime.state).toMatchObject({ name: 'review', problem: 'glare', journey: { refusals: 1 } });
  runtime.send({ type: 'accept' });
  await settled();
  expect(name(world)).toBe('review');
  expect(uploads.sent).toEqual([]);

  runtime.send({ type: 'retake' });
  expect(world.held).toBe(0);
  await settled();
  expect(camera.opened).toBe(1);
  runtime.send({ type: 'shutter' });
  await settled();
  runtime.send({ type: 'accept' });
  await settled();
  expect(uploads.sent).toHaveLength(1);
});

test("the merchant's own limits reach the judge as plain numbers", async () => {
  const world = makeWorld();
  // As a framework hands it over: watched, and with something in it that is no number.
  const thresholds = new Proxy({ maxTilt: 12, minFill: Number.NaN, other: 'text' as never }, {});
  Object.assign(world.settings, { thresholds });
  await go('review', world);
  expect(world.quality.asked.at(-1)?.thresholds).toEqual({ maxTilt: 12 });
});

test('a picture that cannot be prepared is a refused one', async () => {
  const world = makeWorld();
  world.pictures.refusals.push('image_too_small');
  await go('review', world);
  expect(world.runtime.state).toMatchObject({ name: 'review', picture: null, problem: 'image_too_small' });
});

test('denied, then a chosen photo', async () => {
  const world = makeWorld();
  world.camera.refusals.push('camera_denied');
  await go('camera', world);
  const { runtime, uploads, pictures } = world;
  expect(runtime.state).toMatchObject({ name: 'failed', code: 'camera_denied' });
  expect(world.announced.at(-1)).toEqual({
    name: 'error',
    detail: { sessionId: 'ses_sample', step: 'ktp', code: 'camera_denied', recoverable: true },
  });
  runtime.handle({ type: 'pick', file: new Blob(['chosen'], { type: 'image/jpeg' }) });
  await settled();
  expect(runtime.state).toMatchObject({ name: 'review', source: 'file', problem: null });
  expect(pictures.prepared[0]?.crop).toBeNull();
  expect(world.held).toBe(1);
  runtime.send({ type: 'accept' });
  await settled();
  expect(uploads.sent).toEqual([{ slot: 'ktp', size: 6 }]);
});

test('a file that nobody asked for is forgotten', async () => {
  const world = await go('consent');
  world.runtime.handle({ type: 'pick', file: new Blob(['early']) });
  expect(world.held).toBe(0);
});

describe('a lost camera', () => {
  test('is opened again', async () => {
    const world = await go('camera');
    world.camera.lose();
    await settled();
    expect(name(world)).toBe('camera');
    expect(live(world)).toEqual([true, true]);
    expect(world.camera.opened).toBe(2);
  });

  test('is given up after a few times, and may be tried again', async () => {
    const world = await go('camera');
    for (let times = 0; times < 3; times += 1) {
      world.camera.lose();
      await settled();
    }
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'camera_lost' });
    world.runtime.send({ type: 'retry' });
    await settled();
    expect(name(world)).toBe('camera');
  });

  test('waits for the page when it went in the background', async () => {
    const world = await go('camera');
    world.page.hidden = true;
    world.camera.lose();
    await settled();
    expect(world.runtime.state).toMatchObject({ name: 'opening', suspended: true });
    expect(world.camera.live).toBe(0);
    world.page.show();
    await settled();
    expect(name(world)).toBe('camera');
  });
});

test('an expired token stops where it is, and a new one goes on there', async () => {
  const world = await go('review');
  world.uploads.outcomes.set('token_expired', { progress: [1] });
  world.runtime.send({ type: 'accept' });
  await settled();
  expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'token_expired' });
  expect(world.held).toBe(1);
  world.runtime.send({ type: 'token_set' });
  await settled();
  expect(world.uploads.sent).toHaveLength(1);
  expect(world.held).toBe(0);
});

test('a new token does nothing to a flow that is not waiting for one', async () => {
  const world = await go('camera');
  const { state } = world.runtime;
  world.runtime.send({ type: 'token_set' });
  expect(world.runtime.state).toBe(state);
});

describe('a provider that is down', () => {
  test('is tried again when the person asks', async () => {
    const world = await go('review');
    world.api.submissions.set('provider_unavailable', statusOf());
    world.runtime.send({ type: 'accept' });
    await settled();
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'provider_unavailable' });
    world.runtime.send({ type: 'retry' });
    await settled();
    expect(name(world)).toBe('waiting');
    expect(world.uploads.sent).toHaveLength(1);
  });

  test('is asked again by itself while the result is awaited, with growing pauses', async () => {
    const world = await go('review');
    world.api.statuses.set('provider_unavailable', 'network', approved);
    world.runtime.send({ type: 'accept' });
    await settled();
    await world.clock.advance(2_000);
    expect(world.runtime.state).toMatchObject({ name: 'waiting', failures: 1 });
    await world.clock.advance(1_999);
    expect(world.api.calls.filter((call) => call === 'status')).toHaveLength(1);
    await world.clock.advance(1);
    expect(world.runtime.state).toMatchObject({ failures: 2 });
    await world.clock.advance(4_000);
    expect(name(world)).toBe('result');
  });

  test('is told of after five failures in a row', async () => {
    const world = await go('review');
    world.api.statuses.set('provider_unavailable');
    world.runtime.send({ type: 'accept' });
    await settled();
    for (let minutes = 0; minutes < 8; minutes += 1) await world.clock.advance(60_000);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'provider_unavailable' });
    expect(world.api.calls.filter((call) => call === 'status')).toHaveLength(6);
  });
});

describe('a page that is loaded again', () => {
  const [consent, ktp] = ktpFlow().steps;
  const done = [consent, ktp && { ...ktp, done: true }].flatMap((step) => step ?? []);

  test('hands in what the server has', async () => {
    const world = makeWorld();
    world.api.flows.set(ktpFlow({ steps: done }));
    await go('consent', world);
    expect(world.api.calls).toEqual(['flow', 'submit']);
  });

  test('waits for a submission that is under way', async () => {
    const world = makeWorld();
    world.api.flows.set(ktpFlow({ steps: done, status: 'processing' }));
    await go('consent', world);
    await world.clock.advance(0);
    expect(world.runtime.state).toMatchObject({ name: 'result', outcome: 'approved' });
    expect(world.api.calls).toEqual(['flow', 'status']);
  });

  test('shows a result that is there', async () => {
    const world = makeWorld();
    world.api.flows.set(ktpFlow({ status: 'completed', result: 'rejected' }));
    await go('consent', world);
    expect(world.runtime.state).toMatchObject({ name: 'result', outcome: 'rejected' });
    expect(world.names).toEqual(['complete']);
  });
});

test('a server that lacks the picture gets it again', async () => {
  const world = await go('review');
  world.api.submissions.set('upload_missing', statusOf());
  world.runtime.send({ type: 'accept' });
  await settled();
  expect(world.runtime.state).toMatchObject({
    name: 'failed',
    code: 'upload_missing',
    journey: { index: 1 },
  });
  world.runtime.send({ type: 'retake' });
  await settled();
  expect(name(world)).toBe('camera');
});

test('a session that was handed in elsewhere is waited for', async () => {
  const world = await go('review');
  world.uploads.outcomes.set('session_closed');
  world.runtime.send({ type: 'accept' });
  await settled();
  expect(name(world)).toBe('waiting');
});

test('a flow that this widget cannot play is refused clearly', async () => {
  const world = makeWorld();
  world.api.flows.set(ktpFlow({ mode: 'hosted', steps: [] }));
  await go('consent', world);
  expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'contract_unsupported', resume: null });
  expect(world.announced.at(-1)).toMatchObject({ detail: { recoverable: false } });
});

describe('while the page is hidden', () => {
  test('nothing is asked, and the moment it is shown the status is', async () => {
    const world = await go('review');
    world.runtime.send({ type: 'accept' });
    await settled();
    world.page.hidden = true;
    await world.clock.advance(60_000);
    expect(world.api.calls).toEqual(['flow', 'submit']);
    world.page.show();
    await world.clock.advance(0);
    expect(name(world)).toBe('result');
  });
});

describe('cancelled', () => {
  test.each(['consent', 'prepare', 'camera', 'review'] as const)(
    'at %s, everything is let go',
    async (place) => {
      const world = await go(place);
      world.runtime.send({ type: 'cancel' });
      expect(world.camera.live).toBe(0);
      expect(world.held).toBe(0);
      expect(world.quality.isWarm).toBe(false);
      expect(world.names.at(-1)).toBe('cancel');
      const { length } = world.announced;
      await settled();
      await world.clock.advance(60_000);
      expect(name(world)).toBe('cancelled');
      expect(world.announced).toHaveLength(length);
    },
  );

  test('during an upload, the bytes stop', async () => {
    const world = await go('review');
    world.uploads.hold = true;
    world.runtime.send({ type: 'accept' });
    await settled();
    expect(name(world)).toBe('uploading');
    world.runtime.send({ type: 'cancel' });
    await settled();
    expect(world.uploads.sent).toEqual([]);
    expect(name(world)).toBe('cancelled');
  });

  test('may be begun again', async () => {
    const world = await go('camera');
    world.runtime.send({ type: 'cancel' });
    await go('review', world);
    expect(name(world)).toBe('review');
  });
});

describe('destroyed', () => {
  test('during the permission prompt, a camera that comes late is not used', async () => {
    const world = makeWorld();
    world.camera.hold = true;
    await go('camera', world);
    expect(name(world)).toBe('opening');
    world.runtime.destroy();
    world.camera.grant();
    await settled();
    expect(world.camera.live).toBe(0);
    expect(name(world)).toBe('ended');
  });

  test('twice is once, and nothing listens any more', async () => {
    const world = await go('camera');
    world.runtime.destroy();
    world.runtime.destroy();
    expect(live(world)).toEqual([false, false]);
    expect(world.page.isListened).toBe(false);
    expect(world.names).not.toContain('cancel');
  });

  test('from inside an event of its own', async () => {
    const world = makeWorld();
    await go('prepare', world);
    const stop = (): void => world.runtime.destroy();
    world.announced.push = (...items) => {
      stop();
      return items.length;
    };
    world.camera.refusals.push('camera_busy');
    world.runtime.send({ type: 'open_camera' });
    await settled();
    expect(name(world)).toBe('ended');
  });
});

describe('parts that do not arrive', () => {
  test('are asked for again, and then told of', async () => {
    let tries = 0;
    const world = makeWorld({
      loadPart: () => {
        tries += 1;
        return Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
      },
    });
    await go('camera', world);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'network' });
    const before = tries;
    world.runtime.send({ type: 'retry' });
    await settled();
    expect(tries).toBe(before + 1);
  });
});
