import { describe, expect, test } from 'vitest';
import { KycError } from '../errors.ts';
import type { StateOf } from '../flow/types.ts';
import { approved, hostedFlow, pending, providerPage, statusOf } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';
import type { Settings } from './part.ts';
import { hostedPart } from './parts/hosted-part.ts';

const OPEN = 'POST /v1/flow/hosted';
const TOKEN = 'POST /v1/flow/token';
const server = 'https://kyc.example';
const fresh = { token: 'a-fresh-one', tokenExpiresAt: '2030-01-01T00:00:00.000Z' };

function hostedWorld(way: Settings['hosted'] = 'redirect', opened = false): World {
  const settings: Settings = {
    serverUrl: server,
    token: null,
    tokenProvider: null,
    assetsUrl: null,
    quality: null,
    hosted: way,
  };
  const world = makeWorld({ settings });
  world.api.flows.set(hostedFlow({}, opened));
  world.api.statuses.set(pending());
  world.api.answers.set(OPEN, providerPage);
  world.api.answers.set(TOKEN, fresh);
  return world;
}

/** Starts, and goes as far as the named place. */
async function go(to: 'briefing' | 'live' | 'page', world: World): Promise<World> {
  const { runtime } = world;
  runtime.send({ type: 'start', problem: null });
  await settled();
  runtime.send({ type: 'agree' });
  await settled();
  if (to === 'briefing') return world;
  runtime.send({ type: 'test_camera' });
  await settled();
  if (to === 'live') return world;
  runtime.handle({ type: 'go_to_page', way: null });
  await settled();
  return world;
}

const name = ({ runtime }: World): string => runtime.state.name;
const steps = ({ announced }: World): unknown[] =>
  announced.flatMap((told) =>
    told.name === 'step' ? [`${told.detail.step} ${told.detail.current}/${told.detail.total}`] : [],
  );
const asked = ({ api }: World): number => api.calls.filter((call) => call === 'status').length;
const awayOf = ({ runtime }: World): StateOf<'away'> => {
  if (runtime.state.name !== 'away') throw new Error(`in ${runtime.state.name}`);
  return runtime.state;
};

describe('the camera beforehand', () => {
  test('is shown, and let go of on the way to the page', async () => {
    const world = await go('live', hostedWorld());
    expect(world.runtime.state).toMatchObject({ name: 'trial', phase: 'live' });
    expect(world.camera.live).toBe(1);
    world.runtime.handle({ type: 'go_to_page', way: null });
    expect(world.camera.live).toBe(0);
  });

  test('is let go of on the way back, and when the flow ends', async () => {
    const world = await go('live', hostedWorld());
    world.runtime.send({ type: 'back' });
    expect([name(world), world.camera.live]).toEqual(['briefing', 0]);
    world.runtime.send({ type: 'test_camera' });
    await settled();
    expect(world.camera.live).toBe(1);
    world.runtime.destroy();
    expect(world.camera.live).toBe(0);
  });

  test.each(['camera_denied', 'camera_missing', 'camera_busy', 'insecure_context'] as const)(
    '%s stands in nobody’s way',
    async (code) => {
      const world = hostedWorld();
      world.camera.refusals.push(code);
      await go('live', world);
      expect(world.runtime.state).toMatchObject({ name: 'trial', phase: 'failed', code });
      expect(world.names).not.toContain('error');
      world.runtime.handle({ type: 'go_to_page', way: null });
      await settled();
      expect(world.windows.left).toEqual([providerPage.url]);
    },
  );

  test('that is taken away is told of', async () => {
    const world = await go('live', hostedWorld());
    world.camera.lose();
    expect(world.runtime.state).toMatchObject({ name: 'trial', phase: 'failed', code: 'camera_lost' });
    world.runtime.send({ type: 'test_camera' });
    await settled();
    expect(world.runtime.state).toMatchObject({ phase: 'live' });
  });

  test('that comes late, after the person has gone on, is not used', async () => {
    const world = hostedWorld();
    world.camera.hold = true;
    await go('live', world);
    world.runtime.handle({ type: 'go_to_page', way: null });
    world.camera.grant();
    await settled();
    expect(world.camera.live).toBe(0);
  });
});

describe('by redirect', () => {
  test('this window leaves once the server knows, and the session is remembered', async () => {
    const world = await go('page', hostedWorld());
    expect(world.api.calls).toEqual(['flow', OPEN, TOKEN]);
    expect(world.api.bodies[0]).toEqual({ returnUrl: 'https://shop.example/verify?order=1' });
    expect(world.windows.left).toEqual([providerPage.url]);
    expect(world.runtime.state).toMatchObject({ name: 'leaving', hasLeft: true });
    expect(world.memory.recall(server, null)).toBe(fresh.token);
    expect(steps(world)).toEqual(['consent 1/3', 'camera_check 2/3', 'hosted 3/3']);
  });

  test('without an address to come back to there is none', async () => {
    const world = hostedWorld();
    world.windows.address = null;
    await go('page', world);
    expect(world.api.bodies[0]).toEqual({});
  });

  test('a storage that is blocked stops nothing, nor a token that cannot be had', async () => {
    const world = hostedWorld();
    world.storage.isBlocked = true;
    await go('page', world);
    expect(world.windows.left).toHaveLength(1);
    const other = hostedWorld();
    other.api.answers.set(TOKEN, 'token_expired');
    await go('page', other);
    expect(other.windows.left).toHaveLength(1);
    expect(other.storage.items.size).toBe(0);
  });

  test('nobody leaves when the server says no, and nothing is remembered', async () => {
    const world = hostedWorld();
    world.api.answers.set(OPEN, 'provider_unavailable');
    await go('page', world);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'provider_unavailable' });
    expect([world.windows.left, world.storage.items.size]).toEqual([[], 0]);
    world.api.answers.set(OPEN, providerPage);
    world.runtime.handle({ type: 'retry' });
    await settled();
    expect(world.windows.left).toHaveLength(1);
    expect(steps(world)).toHaveLength(3);
  });

  test('an address that is not safe is a fault of the server', async () => {
    const world = hostedWorld();
    world.api.answers.set(OPEN, { ...providerPage, url: 'http://provider.example/' });
    await go('page', world);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'server_error' });
    expect(world.windows.left).toEqual([]);
  });

  test('the Back button finds the page as it was left, and asks at once', async () => {
    const world = await go('page', hostedWorld());
    world.page.show();
    await settled();
    expect(world.runtime.state).toMatchObject({ name: 'away', way: 'redirect', isOpen: false });
    await world.clock.advance(0);
    expect(asked(world)).toBe(1);
  });

  test('a window that did not leave after all says so', async () => {
    const world = await go('page', hostedWorld());
    await world.clock.advance(8_000);
    expect(name(world)).toBe('away');
  });
});

describe('come back', () => {
  test('the result is looked for at once, then the person is asked', async () => {
    const world = await go('briefing', hostedWorld('redirect', true));
    expect(world.runtime.view).toMatchObject({ screen: 'progress', phase: 'waiting' });
    expect(steps(world)).toEqual(['hosted 3/3']);
    for (let times = 0; times < 4; times += 1) await world.clock.advance(1_500);
    expect(world.runtime.view).toMatchObject({ screen: 'away', place: 'gone', isLong: false });
    world.api.statuses.set(approved);
    world.runtime.send({ type: 'finished' });
    await world.clock.advance(0);
    expect(world.runtime.state).toMatchObject({ name: 'result', outcome: 'approved' });
  });

  test('a session that the provider works on is waited for', async () => {
    const world = hostedWorld('redirect', true);
    world.api.flows.set(hostedFlow({ status: 'processing' }, true));
    await go('briefing', world);
    expect(name(world)).toBe('waiting');
  });

  test('and not yet through, the page can be opened again', async () => {
    const world = await go('briefing', hostedWorld('popup', true));
    world.runtime.handle({ type: 'go_to_page', way: null });
    await settled();
    expect(world.windows.popup.url).toBe(providerPage.url);
    expect(awayOf(world)).toMatchObject({ way: 'popup', isOpen: true });
    expect(steps(world)).toEqual(['hosted 3/3']);
  });
});

describe('by popup', () => {
  test('a window opens within the press, empty, and gets its address after the server has answered', async () => {
    const world = await go('briefing', hostedWorld('popup'));
    world.runtime.handle({ type: 'go_to_page', way: null });
    expect(world.windows.popup.url).toBeNull();
    await settled();
    expect(world.windows.popup.url).toBe(providerPage.url);
    expect(world.api.bodies).toEqual([{}]);
    expect(world.storage.items.size).toBe(0);
    expect(world.runtime.view).toMatchObject({ screen: 'away', place: 'window' });
    world.runtime.handle({ type: 'show_page' });
    expect(world.windows.popup.focused).toBe(1);
  });

  test('is closed again when the server says no; another try opens another', async () => {
    const world = hostedWorld('popup');
    world.api.answers.set(OPEN, 'network');
    await go('page', world);
    expect(world.windows.popup.closed).toBe(true);
    expect(name(world)).toBe('failed');
    world.api.answers.set(OPEN, providerPage);
    world.runtime.handle({ type: 'retry' });
    await settled();
    expect(world.windows.popups).toHaveLength(2);
    expect(world.windows.popup).toMatchObject({ url: providerPage.url, closed: false });
  });

  test('that the browser keeps shut becomes a link, or this window', async () => {
    const world = hostedWorld('popup');
    world.windows.isBlocking = true;
    await go('page', world);
    expect(world.runtime.view).toMatchObject({ screen: 'away', place: 'link' });
    world.runtime.handle({ type: 'go_to_page', way: 'redirect' });
    await settled();
    expect(world.windows.left).toEqual([providerPage.url]);
  });

  test('that is closed is a reason to ask, and may be opened again', async () => {
    const world = await go('page', hostedWorld('popup'));
    const before = asked(world);
    world.windows.popup.closed = true;
    await world.clock.advance(700);
    expect(awayOf(world)).toMatchObject({ isOpen: false });
    await world.clock.advance(0);
    expect(asked(world)).toBe(before + 1);
    for (let times = 0; times < 6; times += 1) await world.clock.advance(1_500);
    expect(world.runtime.view).toMatchObject({ screen: 'away', place: 'gone' });
    world.runtime.handle({ type: 'go_to_page', way: null });
    await settled();
    expect(world.windows.popups).toHaveLength(2);
  });

  test.each(['cancel', 'result'] as const)('goes with the flow: %s', async (end) => {
    const world = await go('page', hostedWorld('popup'));
    if (end === 'result') world.api.statuses.set(approved);
    world.runtime.send({ type: end === 'result' ? 'finished' : 'cancel' });
    await world.clock.advance(0);
    expect(world.windows.popup.closed).toBe(true);
    expect(world.windows.listening).toBe(0);
    const calls = asked(world);
    await world.clock.advance(60_000);
    expect(asked(world)).toBe(calls);
  });

  test('stays when only the element is taken from the page', async () => {
    const world = await go('page', hostedWorld('popup'));
    world.runtime.destroy();
    expect(world.windows.popup.closed).toBe(false);
    expect(world.windows.listening).toBe(0);
  });
});

describe('a message', () => {
  const message = { type: 'kyc-flow:returned', sessionId: 'ses_sample' };

  test('from the server is a reason to ask, and no more than that', async () => {
    const world = await go('page', hostedWorld('iframe'));
    expect(world.runtime.view).toMatchObject({ screen: 'embedded' });
    const before = asked(world);
    world.windows.post(server, { ...message, status: 'completed', result: 'approved' });
    await world.clock.advance(0);
    expect(asked(world)).toBe(before + 1);
    expect(awayOf(world)).toMatchObject({ isOpen: false });
    world.api.statuses.set(approved);
    await world.clock.advance(1_500);
    expect(world.runtime.state).toMatchObject({ name: 'result', outcome: 'approved' });
  });

  test.each([
    ['of another origin', 'https://provider.example', message],
    ['of a neighbour of the server', 'https://kyc.example.evil.example', message],
    ['of another session', server, { ...message, sessionId: 'ses_other' }],
    ['of another kind', server, { ...message, type: 'kyc-flow:approved' }],
    ['that is nothing', server, null],
    ['that is a word', server, 'kyc-flow:returned'],
  ])('%s changes nothing', async (_name, origin, data) => {
    const world = await go('page', hostedWorld('iframe'));
    const { state } = world.runtime;
    world.windows.post(origin, data);
    await settled();
    expect(world.runtime.state).toBe(state);
  });
});

describe('whoever never comes back', () => {
  test('is waited for with growing pauses, and told that they need not stay', async () => {
    const world = await go('page', hostedWorld('popup'));
    const pauses: number[] = [];
    for (let times = 0; times < 40; times += 1) {
      const before = awayOf(world).waitedMs;
      await world.clock.advance(30_000);
      pauses.push(awayOf(world).waitedMs - before);
    }
    expect(pauses[0]).toBe(5_000);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBe(30_000);
    expect(world.runtime.view).toMatchObject({ isLong: true });
  });

  test('a server that is down is asked again, however often', async () => {
    const world = await go('page', hostedWorld('popup'));
    world.api.statuses.set('network');
    for (let times = 0; times < 20; times += 1) await world.clock.advance(64_000);
    expect(awayOf(world).failures).toBeGreaterThan(10);
    world.api.statuses.set(approved);
    await world.clock.advance(64_000);
    expect(name(world)).toBe('result');
  });

  test('until the session ends', async () => {
    const world = await go('page', hostedWorld('popup'));
    world.api.statuses.set(statusOf({ status: 'expired', pollAfterMs: null }));
    await world.clock.advance(5_000);
    expect(world.runtime.state).toMatchObject({ name: 'result', outcome: 'expired' });
    expect(world.announced.at(-1)).toEqual({
      name: 'complete',
      detail: { sessionId: 'ses_sample', status: 'expired', result: null },
    });
    world.api.flows.set(hostedFlow({ sessionId: 'ses_next' }));
    world.runtime.send({ type: 'start', problem: null });
    await settled();
    expect(world.runtime.state).toMatchObject({ name: 'consent', journey: { sessionId: 'ses_next' } });
  });

  test.each([
    ['session_expired', 'result'],
    ['session_closed', 'waiting'],
  ] as const)('a page that cannot be opened any more, %s, leads to %s', async (code, expected) => {
    const world = hostedWorld('popup');
    world.api.answers.set(OPEN, code);
    await go('page', world);
    expect(name(world)).toBe(expected);
    expect(world.windows.popup.closed).toBe(true);
  });
});

describe('what was remembered', () => {
  const remembered = (): World => {
    const world = hostedWorld('redirect', true);
    world.memory.keep({ serverUrl: server, sessionId: 'ses_sample', token: 'kept' });
    return world;
  };

  test('is forgotten with the result, and by a cancellation', async () => {
    const world = remembered();
    world.api.statuses.set(approved);
    await go('briefing', world);
    await world.clock.advance(0);
    expect([name(world), world.storage.items.size]).toEqual(['result', 0]);
    const other = await go('briefing', remembered());
    other.runtime.send({ type: 'cancel' });
    expect(other.storage.items.size).toBe(0);
  });

  test('survives that the element is taken from the page', async () => {
    const world = await go('briefing', remembered());
    world.runtime.destroy();
    expect(world.storage.items.size).toBe(1);
  });

  test.each(['token_expired', 'session_expired', 'session_not_found'] as const)(
    'and refused, %s, gives way to what the page has',
    async (code) => {
      const world = remembered();
      world.api.flows.set(code, hostedFlow({ sessionId: 'ses_next' }));
      await go('briefing', world);
      expect(world.runtime.state).toMatchObject({ name: 'briefing', journey: { sessionId: 'ses_next' } });
      expect(world.storage.items.size).toBe(0);
      expect(world.names).not.toContain('error');
    },
  );

  test('is kept from a page that is not set up yet, and forgotten when the session turns out to be closed', async () => {
    const world = remembered();
    world.runtime.send({ type: 'start', problem: 'config_missing' });
    expect([name(world), world.storage.items.size]).toEqual(['failed', 1]);
    await go('briefing', world);
    world.api.statuses.set('session_not_found');
    world.runtime.send({ type: 'finished' });
    await world.clock.advance(0);
    expect([name(world), world.storage.items.size]).toEqual(['failed', 0]);
  });

  test('is kept when the server could not be reached', async () => {
    const world = remembered();
    world.api.flows.set('network');
    await go('briefing', world);
    expect([name(world), world.storage.items.size]).toEqual(['failed', 1]);
  });
});

test('parts that do not arrive can be asked for again, the camera’s too', async () => {
  let isDown = true;
  const base = hostedWorld();
  const world = makeWorld({
    settings: {
      serverUrl: server,
      token: null,
      tokenProvider: null,
      assetsUrl: null,
      quality: null,
      hosted: null,
    },
    loadPart: async () =>
      hostedPart(() => ({
        windows: base.windows,
        loadCamera: async () => {
          if (isDown) throw new KycError('network');
          return base.camera;
        },
      })),
  });
  world.api.flows.set(hostedFlow());
  await go('live', world);
  expect(world.runtime.state).toMatchObject({ name: 'trial', phase: 'failed', code: 'network' });
  isDown = false;
  world.runtime.send({ type: 'test_camera' });
  await settled();
  expect(world.runtime.state).toMatchObject({ phase: 'live' });
});
