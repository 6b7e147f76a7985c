import { describe, expect, test } from 'vitest';
import type { FlowStep } from '../../server/contract/flow.ts';
import { mixedFlow, sampleFields } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';

const KNOWN = 'GET /v1/flow/codes';

/** A card whose code was read by an earlier page, then the form. */
const steps: readonly FlowStep[] = mixedFlow().steps.flatMap((step) =>
  step.kind === 'document'
    ? [{ ...step, code: 'aadhaar' as const, done: true }]
    : step.kind === 'details' || step.kind === 'consent'
      ? [step]
      : [],
);

interface Live {
  readonly fields: readonly { readonly field: { readonly name: string }; readonly value: string }[];
}
const values = ({ runtime }: World): Record<string, string> => {
  const { _form } = runtime.workers.get('form') as unknown as { _form: { live: Live } };
  return Object.fromEntries(_form.live.fields.map(({ field, value }) => [field.name, value]));
};

async function toForm(configure: (world: World) => void = () => undefined): Promise<World> {
  const world = makeWorld();
  world.api.flows.set(mixedFlow({ steps: [...steps] }));
  configure(world);
  await world.runtime.preload('form');
  world.runtime.send({ type: 'start', problem: null });
  await settled();
  world.runtime.send({ type: 'agree' });
  await settled();
  expect(world.runtime.state.name).toBe('form');
  return world;
}

const type = ({ runtime }: World, name: string, value: string): void =>
  runtime.handle({ type: 'typed', name, value, isBroken: false });

describe('what codes said', () => {
  test('is asked of the server when the form opens, also by a page that read none', async () => {
    const world = await toForm(({ api }) =>
      api.answers.set(KNOWN, { codes: [], fields: { firstName: 'Asha' } }),
    );
    expect(world.api.calls.filter((call) => call === KNOWN)).toHaveLength(1);
    expect(values(world)).toMatchObject({ firstName: 'Asha', country: '' });
  });

  test('may come from another part while the form is open, and takes the place of nothing typed', async () => {
    const world = await toForm();
    type(world, 'firstName', 'Usha');
    world.runtime.workers.get('form')?.prefill?.({ firstName: 'Asha', country: 'IN' });
    expect(values(world)).toMatchObject({ firstName: 'Usha', country: 'IN' });
  });

  test('is in no state of the flow, and in no storage', async () => {
    const world = await toForm(({ api }) =>
      api.answers.set(KNOWN, { codes: [], fields: { firstName: 'RAHASIA' } }),
    );
    expect(values(world)['firstName']).toBe('RAHASIA');
    const told = JSON.stringify([world.runtime.state, world.runtime.flow, world.announced, world.storage]);
    expect(told).not.toContain('RAHASIA');
  });

  test('is forgotten when the flow stops, and an answer that comes later is not taken', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const world = await toForm(({ api }) => {
      const usual = api.call.bind(api);
      api.call = (call) =>
        call.path === '/v1/flow/codes'
          ? new Promise((resolve) => {
              answer = (value) => resolve(call.parse(value));
            })
          : usual(call);
    });
    world.runtime.workers.get('form')?.prefill?.({ country: 'IN' });
    world.runtime.send({ type: 'cancel' });
    answer({ codes: [], fields: { firstName: 'Asha' } });
    await settled();
    expect(Object.values(values(world)).join('')).toBe('');
  });

  test('is not asked in a flow without such a step', async () => {
    const world = await toForm(({ api }) =>
      api.flows.set(mixedFlow({ steps: steps.map(({ code: _, ...step }) => step) })),
    );
    expect(world.api.calls).not.toContain(KNOWN);
    expect(Object.keys(values(world))).toEqual(sampleFields.map(({ name }) => name));
  });
});
