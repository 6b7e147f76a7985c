import type { StateOf } from '../flow/types.ts';
import type { Settings } from '../runtime/part.ts';
import { hostedFlow, pending, providerPage } from './fake-server.ts';
import { makeWorld, settled, type World } from './fake-world.ts';

export const OPEN = 'POST /v1/flow/hosted';
export const TOKEN = 'POST /v1/flow/token';
export const server = 'https://kyc.example';
export const fresh = { token: 'a-fresh-one', tokenExpiresAt: '2030-01-01T00:00:00.000Z' };

/** A world in hosted mode, whose server has a page for the person; nothing has come of it yet. */
export function hostedWorld(way: Settings['hosted'] = 'redirect', opened = false): World {
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
export async function go(to: 'briefing' | 'live' | 'page', world: World): Promise<World> {
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

export const name = ({ runtime }: World): string => runtime.state.name;
export const steps = ({ announced }: World): unknown[] =>
  announced.flatMap((told) =>
    told.name === 'step' ? [`${told.detail.step} ${told.detail.current}/${told.detail.total}`] : [],
  );
export const asked = ({ api }: World): number => api.calls.filter((call) => call === 'status').length;
export const awayOf = ({ runtime }: World): StateOf<'away'> => {
  if (runtime.state.name !== 'away') throw new Error(`in ${runtime.state.name}`);
  return runtime.state;
};
