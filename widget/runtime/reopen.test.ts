import { describe, expect, test } from 'vitest';
import type { FlowStep } from '../../server/contract/flow.ts';
import { approved, mixedFlow, Refusal, sampleFields, statusOf } from '../testing/fake-server.ts';
import { makeWorld, settled, type World } from '../testing/fake-world.ts';
import type { Worker } from './part.ts';

const typed: Readonly<Record<string, string>> = {
  firstName: 'SITI',
  birthdate: '1990-02-28',
  country: 'ID',
  estimatedParticipationAmount: '1500.50',
  ethereumAddress: '0x52908400098527886E0F7030069857D2E4169EE7',
};

/** The worker that holds what was typed. */
const formOf = ({ runtime }: World): Worker => {
  const worker = runtime.workers.get('form');
  if (!worker) throw new Error('the form is not there');
  return worker;
};

/** What the form's screen is given. */
const live = (world: World) => (formOf(world) as unknown as { _form: { live: Live } })._form.live;
interface Live {
  readonly fields: readonly {
    readonly field: { readonly name: string };
    readonly value: string;
    readonly problem: string | null;
  }[];
  readonly faults: number;
  readonly notice: string | null;
}
const values = (world: World) =>
  Object.fromEntries(live(world).fields.map(({ field, value }) => [field.name, value]));
const problems = (world: World) =>
  live(world).fields.flatMap(({ field, problem }) => (problem ? [[field.name, problem]] : []));

const at = ({ runtime }: World) => {
  const { state } = runtime;
  const journey = 'journey' in state ? state.journey : null;
  return [state.name, journey?.steps[journey.index]?.id];
};

async function fill({ runtime }: World, changes: Readonly<Record<string, string>> = typed) {
  for (const [name, value] of Object.entries(changes))
    runtime.handle({ type: 'typed', name, value, isBroken: false });
  runtime.handle({ type: 'hand_in' });
  // The checksum of the address has a file of its own.
  await import('../hashes.ts');
  await settled();
}

async function photograph({ runtime }: World) {
  runtime.send({ type: 'open_camera' });
  await settled();
  runtime.send({ type: 'shutter' });
  await settled();
  runtime.send({ type: 'accept' });
  await settled();
}

/** Through the whole flow up to the submission; the proof is added or left out. */
async function handIn(world: World, proof: 'added' | 'skipped' = 'added') {
  const { runtime, api } = world;
  api.flows.set(mixedFlow());
  api.answers.set('PUT /v1/flow/details', null);
  await Promise.all([runtime.preload('form'), runtime.preload('capture'), runtime.preload('proof')]);
  runtime.send({ type: 'start', problem: null });
  await settled();
  runtime.send({ type: 'agree' });
  await settled();
  await fill(world);
  await photograph(world);
  await photograph(world);
  if (proof === 'added') await photograph(world);
  else runtime.send({ type: 'skip' });
  await settled();
  return world;
}

describe('a form that is refused at the submission', () => {
  test('opens again with what was typed, and the fields at fault marked; files stay done', async () => {
    const world = makeWorld();
    world.api.submissions.set(new Refusal('details_invalid', ['country', 'ethereumAddress']), statusOf());
    await handIn(world);
    expect(at(world)).toEqual(['form', 'details']);
    expect(values(world)).toMatchObject(typed);
    expect(problems(world)).toEqual([
      ['country', 'refused'],
      ['ethereumAddress', 'refused'],
    ]);
    expect(live(world)).toMatchObject({ faults: 2, notice: null });
    expect(world.announced.at(-2)).toMatchObject({
      name: 'error',
      detail: { code: 'details_invalid', step: 'details', recoverable: true },
    });
    expect(JSON.stringify([world.announced, world.runtime.state])).not.toContain('SITI');

    await fill(world, { country: 'MY' });
    expect(at(world)).toEqual(['waiting', undefined]);
    expect(world.api.bodies.at(-1)).toMatchObject({ firstName: 'SITI', country: 'MY' });
    expect(world.api.calls.filter((call) => call === 'submit')).toHaveLength(2);
    expect(world.uploads.sent).toHaveLength(3);
  });

  test('says so as a whole where no field is named', async () => {
    const world = makeWorld();
    world.api.submissions.set('details_invalid', statusOf());
    await handIn(world);
    expect(at(world)).toEqual(['form', 'details']);
    expect(live(world)).toMatchObject({ faults: 0, notice: 'again' });
  });

  test('is kept until it was handed in, and not longer', async () => {
    const world = makeWorld();
    world.api.submissions.set('server_error', statusOf());
    await handIn(world);
    expect(world.runtime.state.name).toBe('failed');
    expect(values(world)).toMatchObject(typed);
    world.runtime.send({ type: 'retry' });
    await settled();
    expect(world.runtime.state.name).toBe('waiting');
    expect(Object.values(values(world)).join('')).toBe('');
  });

  test('is forgotten when the person stops', async () => {
    const world = makeWorld();
    world.api.submissions.set(new Refusal('details_invalid', ['country']));
    await handIn(world);
    world.runtime.send({ type: 'cancel' });
    expect(Object.values(values(world)).join('')).toBe('');
  });

  test('opens empty on a page that was loaded anew, and says why', async () => {
    const world = makeWorld();
    const steps = mixedFlow().steps.map(
      (step): FlowStep =>
        step.kind === 'details' ? { ...step, refused: ['country'] } : { ...step, done: true },
    );
    world.api.flows.set(mixedFlow({ steps }));
    world.api.answers.set('PUT /v1/flow/details', null);
    world.api.submissions.set(approved);
    await world.runtime.preload('form');
    world.runtime.send({ type: 'start', problem: null });
    await settled();
    expect(at(world)).toEqual(['form', 'details']);
    expect(live(world)).toMatchObject({ faults: 0, notice: 'lost' });
    expect(problems(world)).toEqual([]);
    await fill(world);
    expect(world.runtime.state).toMatchObject({ name: 'result', outcome: 'approved' });
    expect(world.api.calls).toEqual(['flow', 'PUT /v1/flow/details', 'submit']);
  });

  test('opens empty where the page was loaded anew before the submission', async () => {
    const world = makeWorld();
    const steps = mixedFlow().steps.map((step): FlowStep => ({ ...step, done: true }));
    world.api.flows.set(mixedFlow({ steps }));
    world.api.submissions.set(new Refusal('details_invalid', ['country']));
    await world.runtime.preload('form');
    world.runtime.send({ type: 'start', problem: null });
    await settled();
    expect(at(world)).toEqual(['form', 'details']);
    expect(live(world)).toMatchObject({ notice: 'lost' });
    expect(live(world).fields).toHaveLength(sampleFields.length);
  });
});

describe('files that are missing at the submission', () => {
  test('are asked for one after the other, and nothing else', async () => {
    const world = makeWorld();
    world.api.submissions.set(new Refusal('upload_missing', ['selfie', 'document_id']), statusOf());
    await handIn(world);
    expect(at(world)).toEqual(['prepare', 'document_id']);
    expect(world.runtime.view).toMatchObject({ screen: 'prepare', isAgain: true });
    expect(world.announced.slice(-2)).toMatchObject([
      { name: 'error', detail: { code: 'upload_missing', step: 'document_id', recoverable: true } },
      { name: 'step', detail: { step: 'document_id' } },
    ]);
    await photograph(world);
    expect(at(world)).toEqual(['prepare', 'selfie']);
    expect(world.runtime.view).toMatchObject({ isAgain: true });
    await photograph(world);
    expect(at(world)).toEqual(['waiting', undefined]);
    expect(world.uploads.sent.map(({ slot }) => slot)).toEqual([
      'document_id',
      'selfie',
      'residence_proof',
      'document_id',
      'selfie',
    ]);
  });

  test('may be left out where they might have been before', async () => {
    const world = makeWorld();
    world.api.submissions.set(new Refusal('upload_missing', ['residence_proof']), statusOf());
    await handIn(world);
    expect(at(world)).toEqual(['prepare', 'residence_proof']);
    world.runtime.send({ type: 'skip' });
    await settled();
    expect(at(world)).toEqual(['waiting', undefined]);
    expect(world.api.calls.filter((call) => call === 'submit')).toHaveLength(2);
  });

  test('do not bring back what was left out', async () => {
    const world = makeWorld();
    world.api.submissions.set(new Refusal('upload_missing', ['selfie']), statusOf());
    await handIn(world, 'skipped');
    expect(at(world)).toEqual(['prepare', 'selfie']);
    await photograph(world);
    expect(at(world)).toEqual(['waiting', undefined]);
  });

  test.each([[[]], [['visa']]])('are all taken again where the server names %j', async (paths) => {
    const world = makeWorld();
    world.api.submissions.set(new Refusal('upload_missing', paths), statusOf());
    await handIn(world);
    expect(world.runtime.state).toMatchObject({ name: 'failed', code: 'upload_missing' });
    expect(at(world)[1]).toBe('document_id');
    world.runtime.send({ type: 'retake' });
    await settled();
    expect(at(world)).toEqual(['camera', 'document_id']);
  });
});

test('a picture that the provider refuses as it comes is taken again, and no other', async () => {
  const world = makeWorld();
  world.uploads.outcomes.set({ progress: [] }, 'upload_missing', { progress: [1] });
  await handIn(world, 'skipped');
  expect(at(world)).toEqual(['review', 'selfie']);
  expect(world.runtime.state).toMatchObject({ problem: 'upload_missing' });
  world.runtime.send({ type: 'retake' });
  await settled();
  world.runtime.send({ type: 'shutter' });
  await settled();
  world.runtime.send({ type: 'accept' });
  await settled();
  expect(world.uploads.sent.map(({ slot }) => slot)).toEqual(['document_id', 'selfie']);
  expect(at(world)[1]).toBe('residence_proof');
});
