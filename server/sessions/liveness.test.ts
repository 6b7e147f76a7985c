import { describe, expect, test, vi } from 'vitest';
import type { FlowStep } from '../contract/flow.ts';
import { type LivenessReport, livenessEvidence } from '../contract/liveness.ts';
import { eventOf } from '../delivery/event.ts';
import { failing, manual, passing } from '../liveness/testing.ts';
import type { ProviderAdapter } from '../providers/provider.ts';
import { openStore } from '../store/index.ts';
import { contentUrl, context, DATA_KEY, documentStep, file, setUp } from './testing.ts';
import { merchantView } from './views.ts';

const face: Omit<FlowStep, 'done'> = { ...documentStep, id: 'selfie', kind: 'selfie', slot: 'selfie' };
const sample = file({ slot: 'selfie' });

async function open(changed: Partial<ProviderAdapter> = {}, options: Parameters<typeof setUp>[1] = {}) {
  const world = await setUp({ steps: () => [documentStep, face], ...changed }, options);
  const { sessions } = world;
  const make = async () => {
    const { id } = await world.make();
    const stepOf = async (slot = 'selfie') => {
      const found = sessions.steps(await sessions.prepare(id)).find((step) => step.slot === slot);
      if (!found) throw new Error('the flow has no such step');
      return found;
    };
    const round = async (slot = 'selfie') => {
      const present = (await stepOf(slot)).liveness?.round;
      if (!present) throw new Error('no round is left');
      return present;
    };
    const report = (told: LivenessReport) => sessions.reportLiveness(id, told);
    const shown = async () => merchantView(await sessions.get(id)).liveness;
    return { id, stepOf, round, report, shown };
  };
  return { ...world, make };
}

describe('rounds', () => {
  test('are there when the flow is read, and the same ones when it is read again', async () => {
    const { make } = await open();
    const { stepOf } = await make();
    const [one, two, ...later] = await Promise.all([stepOf(), stepOf(), stepOf()]);
    expect(one?.liveness?.round?.nonce).toMatch(/^[\w-]{22}$/);
    expect(one?.liveness?.round?.triesLeft).toBe(2);
    expect(one?.challenges).toEqual(one?.liveness?.round?.challenges);
    for (const other of [two, ...later, await stepOf()]) expect(other).toEqual(one);
  });

  test('are made by one of two processes, and read by both', async () => {
    const { make, store, sessions } = await open();
    const { id, round } = await make();
    const { load } = store;
    // The other one is faster, after this one has looked.
    const spy = vi.spyOn(store, 'load').mockImplementationOnce(async (which) => {
      const seen = await load.call(store, which);
      spy.mockRestore();
      await round();
      return seen;
    });
    const prepared = await sessions.prepare(id);
    expect(prepared.liveness?.[0]?.round?.nonce).toBe((await round()).nonce);
  });

  test('belong to one slot of one session', async () => {
    const { make } = await open({ steps: () => [face, { ...face, id: 'live', slot: 'live' }] });
    const [first, second] = [await make(), await make()];
    const nonces = [await first.round(), await first.round('live'), await second.round()];
    expect(new Set(nonces.map(({ nonce }) => nonce)).size).toBe(3);
    await expect(second.report(passing(await first.round()))).rejects.toMatchObject({
      code: 'liveness_round_over',
    });
    await first.report(failing(await first.round('live'), { slot: 'live' }));
    expect((await first.round()).nonce).toBe(nonces[0]?.nonce);
  });

  test('are drawn with the numbers that are given, out of the challenges that are told', async () => {
    const random = vi.fn(() => 0);
    const { make } = await open({}, { liveness: { challenges: ['nod', 'smile'], random } });
    expect((await (await make()).round()).challenges).toEqual(['nod', 'smile']);
    expect(random.mock.calls).toEqual([[2], [1]]);
  });

  test('are no part of other steps, nor of a flow that is closed before one was made', async () => {
    const { make, clock, sessions } = await open();
    const { id, stepOf } = await make();
    expect(await stepOf('ktp')).not.toHaveProperty('liveness');
    const late = await make();
    clock.now += 3_600_001;
    expect((await late.stepOf()).liveness).toEqual({ round: null, modelUrl: null });
    expect((await sessions.get(late.id)).liveness).toBeUndefined();
    expect((await sessions.get(id)).liveness).toHaveLength(1);
  });

  test('come with the address of the model, where there is one', async () => {
    const modelUrl = 'https://kyc.example/v1/models/face.task';
    const { make } = await open({}, { liveness: { modelUrl } });
    expect((await (await make()).stepOf()).liveness?.modelUrl).toBe(modelUrl);
  });

  test('cost a flow without a face nothing', async () => {
    const { make, store } = await open({ steps: () => [documentStep] });
    const { id, stepOf } = await make();
    await stepOf('ktp');
    expect((await store.load(id))?.version).toBe(1);
  });
});

describe('a report', () => {
  test('of a failed round is answered with the next one, and with null in the end', async () => {
    const { make } = await open();
    const { round, report, stepOf } = await make();
    for (const triesLeft of [1, 0]) {
      const { next } = await report(failing(await round()));
      expect(next).toEqual(await round());
      expect(next?.triesLeft).toBe(triesLeft);
    }
    expect(await report(failing(await round()))).toEqual({ next: null });
    const step = await stepOf();
    expect(step.liveness?.round).toBeNull();
    expect(step).not.toHaveProperty('challenges');
  });

  test('is counted once, however often it comes', async () => {
    const { make } = await open();
    const { round, report, shown } = await make();
    const told = failing(await round());
    const outcomes = await Promise.allSettled([report(told), report(told), report(told)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await shown()).toMatchObject([{ failedTries: 1 }]);
  });

  test('with a picture has no next round', async () => {
    const { make } = await open();
    const { round, report } = await make();
    expect(await report(passing(await round()))).toEqual({ next: null });
    expect(await report(manual())).toEqual({ next: null });
    const { sha256: _, ...unnamed } = manual();
    expect(await report(unnamed)).toEqual({ next: await round() });
  });

  test('needs time to have gone by since the flow was read, not since the session was made', async () => {
    const { make, clock } = await open();
    const { round, report } = await make();
    clock.now += 600_000;
    const present = await round();
    const told = passing(present, {
      challenges: present.challenges.map((name) => ({ name, passed: true, ms: 4000 })),
    });
    await expect(report(told)).rejects.toMatchObject({ code: 'body_invalid' });
    clock.now += 7000;
    expect(await report(told)).toEqual({ next: null });
  });

  test.each([
    ['that no face is photographed in', 'ktp', 'must be one of selfie'],
    ['that is unknown', 'live', 'must be one of selfie'],
  ])('of a slot %s is refused', async (_name, slot, message) => {
    const { make } = await open();
    const { report } = await make();
    await expect(report(manual({ slot }))).rejects.toMatchObject({
      code: 'slot_unknown',
      info: { details: [{ path: 'slot', message }] },
    });
  });

  test('is refused in a flow without a face', async () => {
    const { make } = await open({ steps: () => [documentStep] });
    const { report } = await make();
    await expect(report(manual())).rejects.toMatchObject({ code: 'slot_unknown' });
  });

  test('that is refused changes nothing', async () => {
    const { make, sessions } = await open();
    const { id, round, report } = await make();
    await report(failing(await round()));
    const before = await sessions.get(id);
    await expect(report(passing(await round(), { challenges: [] }))).rejects.toMatchObject({
      code: 'body_invalid',
    });
    await expect(report(manual({ slot: 'ktp' }))).rejects.toMatchObject({ code: 'slot_unknown' });
    expect(await sessions.get(id)).toEqual(before);
  });

  test('may come before the flow was read, of the manual way', async () => {
    const { make } = await open();
    const { report, shown, round } = await make();
    await report(manual({ reason: 'no_model' }));
    expect(await shown()).toMatchObject([{ route: 'manual', reason: 'no_model', failedTries: 0 }]);
    expect((await round()).triesLeft).toBe(2);
  });

  test('is taken while the session is open', async () => {
    const { make, sessions, clock } = await open({ steps: () => [face] });
    const closed = await make();
    await sessions.uploadTarget(closed.id, sample, contentUrl, context());
    await sessions.submit(closed.id, context());
    await expect(closed.report(manual())).rejects.toMatchObject({ code: 'session_closed' });
    const late = await make();
    clock.now += 3_600_001;
    await expect(late.report(manual())).rejects.toMatchObject({ code: 'session_expired' });
    await expect(sessions.reportLiveness('ses_000000000000000000000009', manual())).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });
});

describe('the evidence', () => {
  test('tells how the picture was taken, and that it is the announced one; it decides nothing', async () => {
    const { make, sessions } = await open({ steps: () => [face] });
    const { id, round, report, shown } = await make();
    expect(await shown()).toBeUndefined();
    await report(failing(await round()));
    const present = await round();
    await report(passing(present, { sha256: sample.sha256 }));
    expect(await shown()).toMatchObject([{ samePicture: null }]);
    await sessions.uploadTarget(id, sample, contentUrl, context());
    const before = await sessions.get(id);
    const [evidence, ...others] = (await shown()) ?? [];
    expect(others).toEqual([]);
    expect(livenessEvidence.strict().parse(evidence)).toMatchObject({
      slot: 'selfie',
      route: 'guided',
      failedTries: 1,
      challenges: present.challenges.map((name) => ({ name, passed: true })),
      samePicture: true,
    });
    expect(before).toMatchObject({ status: 'pending', result: null });
    const { session } = await sessions.submit(id, context());
    expect(session).toMatchObject({ status: 'processing', result: null, checks: before.checks });
    expect(merchantView(session).liveness).toEqual([evidence]);
  });

  test('of another picture says so, and stops nobody', async () => {
    const { make, sessions } = await open({ steps: () => [face] });
    const { id, round, report, shown } = await make();
    await report(passing(await round()));
    await sessions.uploadTarget(id, sample, contentUrl, context());
    expect(await shown()).toMatchObject([{ samePicture: false }]);
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
  });

  test('is in the merchant’s webhook', async () => {
    const { make, sessions } = await open();
    const { id, round, report, shown } = await make();
    const bodyOf = async () => {
      const session = { ...(await sessions.get(id)), webhookUrl: 'https://shop.example/hook' };
      return eventOf(session, () => 'event')?.body ?? '';
    };
    expect(JSON.parse(await bodyOf()).data).not.toHaveProperty('liveness');
    const { nonce } = await round();
    await report(manual({ reason: 'no_engine', nonce }));
    expect(JSON.parse(await bodyOf()).data.liveness).toEqual(await shown());
    expect(await bodyOf()).not.toContain(nonce);
  });

  test('is sealed with the session, and erased with it', async () => {
    const store = await openStore({ file: ':memory:', dataKey: DATA_KEY });
    const { make, sessions } = await open({}, { wrap: () => store });
    const { id, round, report } = await make();
    await report(failing(await round()));
    expect((await store.load(id))?.liveness).toMatchObject([{ slot: 'selfie', failedTries: 1 }]);
    await sessions.erase(id);
    expect(await store.load(id)).toBeNull();
    await store.close();
  });
});
