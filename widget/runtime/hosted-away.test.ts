import { describe, expect, test } from 'vitest';
import { KycError } from '../errors.ts';
import { approved, hostedFlow, statusOf } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';
import { asked, awayOf, go, hostedWorld, name, OPEN, server } from '../testing/hosted-world.ts';
import { hostedPart } from './parts/hosted-part.ts';

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
