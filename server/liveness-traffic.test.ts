import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { flow } from './contract/flow.ts';
import { challengeName, type LivenessRound, livenessAnswer, livenessEvidence } from './contract/liveness.ts';
import { session } from './contract/session.ts';
import { digest, failing, manual, passing, signals } from './liveness/testing.ts';
import { expectProblem, file } from './testing/expect.ts';
import { page, startServer, type TestServer } from './testing/start.ts';

const PATH = '/v1/flow/liveness';
const slot = 'selfie';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  const { steps: usual } = server.provider;
  vi.spyOn(server.provider, 'steps').mockImplementation((input) => [
    ...usual(input).map((step) => ({ ...step, optional: true })),
    { id: slot, kind: 'selfie', slot, accept: ['image/jpeg'], maxBytes: 1_000_000 },
  ]);
});
afterAll(() => server.stop());

const send = (token: string, body: unknown) => server.call('POST', PATH, { as: { token }, body });
const stepOf = async (token: string) => {
  const answer = await server.call('GET', '/v1/flow', { as: { token } });
  const step = flow.parse(answer.body).steps.find((one) => one.slot === slot);
  if (!step?.liveness) throw new Error('the flow has no face');
  return step.liveness;
};
const roundOf = async (token: string): Promise<LivenessRound> => {
  const { round } = await stepOf(token);
  if (!round) throw new Error('no round is left');
  return round;
};

describe('liveness', () => {
  test('is asked for, told of, told of again, and shown to the merchant as evidence', async () => {
    const { id, token } = await server.open();
    const first = await roundOf(token);
    expect(await roundOf(token)).toEqual(first);
    expect((await stepOf(token)).modelUrl).toBeNull();

    const failed = await send(token, failing(first));
    expect(failed.status).toBe(200);
    expect(failed.headers.get('cache-control')).toBe('no-store');
    const { next } = livenessAnswer.strict().parse(failed.body);
    expect(next).toEqual(await roundOf(token));
    expectProblem(await send(token, failing(first)), 409, 'liveness_round_over');

    const picture = { ...file(), slot };
    if (!next) throw new Error('no round is left');
    const told = passing(next, { sha256: picture.sha256 });
    expect((await send(token, told)).body).toEqual({ next: null });
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: picture });

    const shown = await server.call('GET', `/v1/sessions/${id}`);
    const [evidence] = session.parse(shown.body).liveness ?? [];
    expect(livenessEvidence.strict().parse(evidence)).toEqual({
      slot,
      route: 'guided',
      reason: null,
      failedTries: 1,
      challenges: told.challenges,
      samePicture: true,
      signals,
    });
    expect(session.parse(shown.body)).toMatchObject({ status: 'pending', result: null });
    expect(Object.values(session.parse(shown.body).checks).every((check) => check === null)).toBe(true);
    expect(shown.text).not.toContain(next.nonce);
  });

  test.each([
    ['a slot that is none of the flow', manual({ slot: 'live' }), 422, 'slot_unknown'],
    ['the slot of a document', manual({ slot: 'ktp' }), 422, 'slot_unknown'],
    ['a slot that cannot be one', manual({ slot: '../x' }), 400, 'body_invalid'],
    [
      'a nonce of nobody',
      passing({ nonce: 'A'.repeat(22), challenges: ['nod'] }),
      409,
      'liveness_round_over',
    ],
    ['a nonce that cannot be one', manual({ nonce: 'A' }), 400, 'body_invalid'],
    ['no reason of the manual way', { ...manual(), reason: undefined }, 400, 'body_invalid'],
    ['tries that are not used', manual({ reason: 'tries_used' }), 400, 'body_invalid'],
    ['a reason of nobody', { ...manual(), reason: 'lazy' }, 400, 'body_invalid'],
    ['a digest that is none', manual({ sha256: digest('A') }), 400, 'body_invalid'],
    ['something else besides', { ...manual(), label: 'FaceTime HD' }, 400, 'body_invalid'],
    [
      'too many challenges',
      manual({ challenges: Array.from({ length: 13 }, () => ({ name: 'nod', passed: true, ms: 1 })) }),
      400,
      'body_invalid',
    ],
    [
      'a name of a camera',
      { ...manual(), signals: { ...signals, camera: { ...signals.camera, label: 'FaceTime HD' } } },
      400,
      'body_invalid',
    ],
  ])('with %s is refused', async (_name, body, status, code) => {
    const { token } = await server.open();
    const answer = await send(token, body);
    expectProblem(answer, status, code);
    expect(answer.text).not.toContain('FaceTime');
  });

  test.each([
    ['other challenges', (round: LivenessRound) => passing(round, { challenges: [] })],
    [
      'a challenge that was not passed',
      (round: LivenessRound) => passing(round, { challenges: failing(round).challenges }),
    ],
    [
      'more time than there was',
      (round: LivenessRound) =>
        passing(round, { challenges: round.challenges.map((name) => ({ name, passed: true, ms: 60_000 })) }),
    ],
  ])('with %s is refused by name', async (_name, told) => {
    const { token } = await server.open();
    const answer = await send(token, told(await roundOf(token)));
    expectProblem(answer, 400, 'body_invalid');
    expect((answer.body as { error: { details: { path: string }[] } }).error.details).toMatchObject([
      { path: 'challenges' },
    ]);
  });

  test('is taken from whoever has the token, from an allowed page, and by no other method', async () => {
    const { token } = await server.open();
    const body = manual();
    expectProblem(await server.call('POST', PATH, { body }), 401, 'token_missing');
    expectProblem(await send('sample-token', body), 401, 'token_invalid');
    expectProblem(await server.call('GET', PATH, { as: { token } }), 405, 'method_not_allowed');
    const from = (origin: string) =>
      server.call('POST', PATH, { as: { token }, body, headers: { origin } }).then(({ status }) => status);
    expect(await from(page)).toBe(200);
    expect(await from('https://stranger.example')).toBe(403);
  });

  test('of one session is nothing to another', async () => {
    const [one, other] = [await server.open(), await server.open()];
    expectProblem(await send(other.token, passing(await roundOf(one.token))), 409, 'liveness_round_over');
  });

  test('is taken while the session is open', async () => {
    const { token } = await server.open();
    const as = { token };
    const round = await roundOf(token);
    await server.call('POST', '/v1/flow/uploads', { as, body: { ...file(), slot } });
    expect((await server.call('POST', '/v1/flow/submissions', { as })).status).toBe(202);
    expectProblem(await send(token, passing(round)), 409, 'session_closed');
  });

  test('of any kind gets an answer, never a 5xx', async () => {
    const { token } = await server.open();
    const record = fc.record({
      name: fc.constantFrom(...challengeName.options),
      passed: fc.boolean(),
      ms: fc.double({ min: 0, max: 3_600_000, noNaN: true }),
    });
    const hostile = fc.record(
      {
        slot: fc.constantFrom(slot, 'ktp', 'x'),
        route: fc.constantFrom('guided', 'manual'),
        nonce: fc.oneof(fc.constant(null), fc.constant('A'.repeat(22)), fc.string()),
        challenges: fc.array(record, { maxLength: 13 }),
        reason: fc.constantFrom('person', 'tries_used', 'x'),
        sha256: fc.constant(digest('a')),
        signals: fc.oneof(fc.constant(null), fc.constant(signals), fc.jsonValue()),
      },
      { requiredKeys: ['slot', 'route', 'challenges'] },
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (sample) => {
        expect([200, 400, 409, 422]).toContain((await send(token, sample)).status);
      }),
      { numRuns: 100 },
    );
  });
});

test('nothing of it is logged', async () => {
  const { id, token } = await server.open();
  const round = await roundOf(token);
  const mark = randomUUID().replaceAll('-', '').repeat(2);
  for (const told of [failing(round), manual({ sha256: mark }), manual({ slot: 'KAMERA-CONTOH' })]) {
    await send(token, told);
  }
  const failure = new Error(`cannot save ${round.nonce} ${mark}`);
  const failed = vi.spyOn(server.store, 'save').mockRejectedValueOnce(failure);
  expectProblem(await send(token, manual({ sha256: mark })), 500, 'internal');
  failed.mockRestore();
  await vi.waitFor(() => expect(server.log()).toContain('"code":"internal"'));
  const log = server.log();
  expect(log).toContain(`"route":"${PATH}"`);
  expect(log).toContain(id);
  const told = [
    round.nonce,
    mark,
    'CONTOH',
    'tries_used',
    '"person"',
    'turn_left',
    'blink',
    'frameRate',
    '1280',
  ];
  for (const value of told) expect(log, value).not.toContain(value);
});
