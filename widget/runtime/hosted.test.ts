import { describe, expect, test } from 'vitest';
import { approved, hostedFlow, providerPage } from '../testing/fake-server.ts';
import { settled } from '../testing/fake-world.ts';
import {
  asked,
  awayOf,
  fresh,
  go,
  hostedWorld,
  name,
  OPEN,
  server,
  steps,
  TOKEN,
} from '../testing/hosted-world.ts';

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

  test('a session that the provider works on is waited for, from wherever its page was opened', async () => {
    const world = hostedWorld('redirect', false);
    world.api.flows.set(hostedFlow({ status: 'processing' }, false));
    await go('briefing', world);
    expect(name(world)).toBe('away');
    expect(world.runtime.view).toMatchObject({ screen: 'progress', phase: 'waiting' });
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
