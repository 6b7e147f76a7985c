import { describe, expect, it } from 'vitest';
import { journey, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import { disconnect, type Reply, type Routes } from '../conformance.upstream.ts';
import type { ProviderSession, ProviderState } from '../provider.ts';
import {
  confirmedBoth,
  type End,
  either,
  FACE,
  faceDetailsReply,
  faceDocument,
  faceStatus,
  faceUrlsReply,
  livenessFixtures,
  routesOf,
} from './fixtures.liveness.ts';
import {
  callback,
  callbackBody,
  fixtures,
  ktpData,
  refuse,
  route,
  SUBMISSION,
  statusReply,
} from './fixtures.ts';
import { face, ktp } from './parts.ts';

conformance(livenessFixtures);

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });
const partnerSession = {
  ktp: '00000000-0000-4000-8000-000000000001',
  face: '00000000-0000-4000-8000-000000000003',
};

const at = async (operation: Parameters<typeof journey>[2], changed: Routes = {}) => {
  const { adapter, upstream } = openAdapter(livenessFixtures);
  const { session, references } = await journey(livenessFixtures, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  const submit = (standing: ProviderSession = session) =>
    perform(livenessFixtures, adapter, 'submit', standing);
  const look = async () => (await adapter.fetchStatus(session, context())).outcome;
  return { adapter, upstream, session, references, submit, look };
};

const confirmations = (seen: readonly { readonly route: string; readonly body: string | null }[]) =>
  seen.filter((request) => request.route === route.confirm).map(({ body }) => JSON.parse(body ?? '{}'));

const both = [{ submissionId: SUBMISSION }, { submissionId: FACE }];

describe('a session with a face', () => {
  it('has two steps, and two submissions that share no partner session', async () => {
    const { adapter, session, references } = await at('fetchStatus');
    expect(adapter.steps(livenessFixtures.session)).toEqual([ktp.step, face.step]);
    expect(session.state).toEqual({
      partnerSessionId: partnerSession.ktp,
      sdkSessionId: '00000000-0000-4000-8000-000000000002',
      submissionId: SUBMISSION,
      submitted: true,
      liveness: { partnerSessionId: partnerSession.face, submissionId: FACE, submitted: true },
    });
    expect([...references].sort()).toEqual(
      [partnerSession.ktp, partnerSession.face, SUBMISSION, FACE].sort(),
    );
  });

  it('names in every call the partner session of the submission that it is about', async () => {
    const { adapter, upstream } = openAdapter(livenessFixtures);
    await journey(livenessFixtures, adapter, 'end');
    const calls = upstream.seen.filter(({ headers }) => headers.has('x-partner-session-id'));
    const isFace = ({ url, headers, body }: (typeof calls)[number]) =>
      [url.href, headers.get('x-submission-id'), body].join().includes(FACE) ||
      url.search === '?submissionType=STANDALONE_LIVENESS';
    for (const call of calls) {
      const expected = isFace(call) ? partnerSession.face : partnerSession.ktp;
      expect([call.route, call.headers.get('x-partner-session-id')]).toEqual([call.route, expected]);
    }
    // Urls, confirmation, status and details of each.
    expect(calls.filter(isFace)).toHaveLength(4);
    expect(calls).toHaveLength(8);
    const sdk = calls.map(({ headers }) => headers.get('x-sdk-session-id')).filter((id) => id !== null);
    expect(new Set(sdk).size).toBe(1);
  });

  it('gives each picture the place of its own submission', async () => {
    const { adapter, session } = await at('uploadTarget');
    const file = { slot: 'selfie', contentType: 'image/png', size: 1000, sha256: '2'.repeat(64) };
    const change = await adapter.uploadTarget?.(session, file, context());
    expect(change).toMatchObject({
      target: { method: 'PUT', url: faceDocument().documentUrl, headers: { 'content-type': 'image/png' } },
      references: [FACE],
      state: { liveness: { partnerSessionId: partnerSession.face, submissionId: FACE, submitted: false } },
    });
    expect(change?.state).not.toHaveProperty('submissionId');
    const strange = adapter.uploadTarget?.(session, { ...file, slot: 'other' }, context());
    await expect(strange).rejects.toMatchObject({ kind: 'bad_request' });
  });

  it.each([
    ['a KTP only', { KTP_FRONT: faceDocument() }],
    ['somebody with their KTP', { SELFIE_WITH_KTP: faceDocument() }],
    ['a film', { LIVENESS_VIDEO: faceDocument() }],
    ['two things that are no faces', { A: faceDocument(), B: faceDocument() }],
    ['nothing', {}],
    ['an address in the clear', { SELFIE: { documentUrl: 'http://uploads.example/1' } }],
  ])('fails clearly when the urls are for %s', async (_, documents) => {
    const { adapter, session } = await at('uploadTarget', { [route.urls]: faceUrlsReply(documents) });
    await expect(perform(livenessFixtures, adapter, 'uploadTarget', session)).rejects.toMatchObject({
      kind: 'invalid_response',
      operation: 'uploadTarget',
    });
  });

  it('is found by the callbacks of either', async () => {
    const { adapter, session, references } = await at('end');
    for (const submissionId of [SUBMISSION, FACE]) {
      const find = async (name: string) => (references.includes(name) ? session : null);
      const request = callback({ body: callbackBody({ submissionId }) });
      expect(await adapter.receiveWebhook(request, find, context())).toMatchObject({
        kind: 'event',
        sessionId: session.sessionId,
        dedupeKey: `${submissionId}:COMPLETED:VALID`,
      });
    }
  });
});

describe('handing in', () => {
  it('confirms both, the KTP first', async () => {
    const { submit, upstream } = await at('submit');
    await expect(submit()).resolves.toMatchObject({ outcome: { status: 'processing', result: null } });
    expect(confirmations(upstream.seen)).toEqual(both);
  });

  it.each<[string, Partial<ProviderState>, string[]]>([
    ['the face', { liveness: { partnerSessionId: partnerSession.face } }, ['selfie']],
    ['both', { submissionId: null, liveness: { partnerSessionId: partnerSession.face } }, ['ktp', 'selfie']],
    ['the KTP', { submissionId: null }, ['ktp']],
  ])('asks for what nobody uploaded, and confirms nothing: %s', async (_, changed, fields) => {
    const { submit, session, upstream } = await at('submit');
    const entries = Object.entries({ ...session.state, ...changed }).filter(([, value]) => value !== null);
    const state = Object.fromEntries(entries) as ProviderState;
    await expect(submit({ ...session, state })).rejects.toMatchObject({
      kind: 'upload_missing',
      info: { fields },
    });
    expect(upstream.seen).toEqual([]);
  });

  const unusable = refuse(422, 422, 'INVALID_UPLOAD_ARTIFACT');
  it.each<[string, Reply, string[]]>([
    ['the face', either(unusable, confirmedBoth), ['selfie']],
    ['the KTP', either(confirmedBoth, unusable), ['ktp']],
    ['both', unusable, ['ktp', 'selfie']],
  ])('names every picture that OneKYC cannot use: %s', async (_, reply, fields) => {
    const { submit, upstream } = await at('submit', { [route.confirm]: reply });
    await expect(submit()).rejects.toMatchObject({
      kind: 'upload_missing',
      info: { status: 422, reason: 'INVALID_UPLOAD_ARTIFACT', fields },
    });
    expect(confirmations(upstream.seen)).toEqual(both);
  });

  const again = refuse(409, '409', 'SUBMISSION_STATE_CONFLICT');
  it.each<[string, Reply, Reply]>([
    ['the face: no service', either(disconnect, confirmedBoth), either(confirmedBoth, again)],
    ['the face: unusable', either(unusable, confirmedBoth), either(confirmedBoth, again)],
    ['the KTP: unusable', either(confirmedBoth, unusable), either(again, confirmedBoth)],
  ])('goes on where it was when one fails, although nothing was remembered: %s', async (_, first, second) => {
    const { submit, upstream } = await at('submit', { [route.confirm]: first });
    await expect(submit()).rejects.toMatchObject({ name: 'ProviderError' });
    upstream.set({ ...routesOf('working', 'working'), [route.confirm]: second });
    upstream.seen.length = 0;
    await expect(submit()).resolves.toMatchObject({
      state: { submitted: true, liveness: { submitted: true } },
      outcome: { status: 'processing', result: null },
    });
    expect(confirmations(upstream.seen)).toEqual(both);
  });

  it('stays open for the picture that is missing, whatever becomes of the other one', async () => {
    const { look, adapter, session } = await at('submit', routesOf('rejectedKtp', 'initiated'));
    expect(await look()).toEqual({ status: 'pending', result: null });
    const { adapter: early, upstream } = openAdapter(livenessFixtures);
    const begun = await journey(livenessFixtures, early, 'uploadTarget');
    const file = { slot: 'ktp', contentType: 'image/jpeg', size: 1000, sha256: '2'.repeat(64) };
    const { state = {} } = (await early.uploadTarget?.(begun.session, file, context())) ?? {};
    upstream.seen.length = 0;
    const half = await early.fetchStatus({ ...begun.session, state }, context());
    expect(half.outcome).toEqual({ status: 'pending', result: null });
    expect(upstream.seen).toEqual([]);
    expect(adapter.steps(session)).toHaveLength(2);
  });

  it('confirms only what is not confirmed, where that is known', async () => {
    const { submit, session, upstream } = await at('submit', routesOf('working', 'working'));
    await submit({ ...session, state: { ...session.state, submitted: true } });
    expect(confirmations(upstream.seen)).toEqual([{ submissionId: FACE }]);
  });
});

describe('the verdict', () => {
  const told = async (ktpEnd: End, faceEnd: End) =>
    (await at('fetchStatus', routesOf(ktpEnd, faceEnd))).look();

  it('has the facts of both', async () => {
    expect(await told('approved', 'approved')).toMatchObject({
      status: 'completed',
      result: 'approved',
      checks: { documentValid: true, livenessPassed: true },
      extracted: { fullName: ktpData.name },
      reasonCode: null,
    });
    expect((await told('approved', 'approved'))?.checks).not.toHaveProperty('livenessScore');
  });

  it.each<[End, End, boolean | null | undefined, boolean | null | undefined, string | null]>([
    ['approved', 'rejected', true, false, 'not_live'],
    ['rejectedKtp', 'approved', false, true, 'not_ektp'],
    ['rejectedKtp', 'rejected', false, false, 'not_ektp'],
    ['rejectedKtp', 'working', false, undefined, 'not_ektp'],
    ['working', 'rejected', undefined, false, 'not_live'],
    ['approved', 'unsure', true, null, null],
    ['unsure', 'approved', true, true, null],
    ['approved', 'failed', true, null, 'verification_failed'],
    ['rejectedKtp', 'failed', false, null, 'not_ektp'],
  ])('of KTP %s and face %s: document %j, live %j, because %j', async (...row) => {
    const [ktpEnd, faceEnd, documentValid, livenessPassed, reasonCode] = row;
    const outcome = await told(ktpEnd, faceEnd);
    expect(outcome?.checks?.documentValid).toBe(documentValid);
    expect(outcome?.checks?.livenessPassed).toBe(livenessPassed);
    expect(outcome?.reasonCode).toBe(reasonCode);
  });

  it('takes what was read from the KTP, also if the face’s details hold some', async () => {
    const other = { ...ktpData, name: 'SITI CONTOH' };
    const { look } = await at('fetchStatus', {
      [route.details]: either(faceDetailsReply({ submissionDetails: { ktpData: other } }), disconnect),
    });
    const outcome = await look();
    expect(outcome).toMatchObject({ result: 'approved' });
    expect(outcome).not.toHaveProperty('extracted');
  });

  it('takes no status of the KTP for that of the face', async () => {
    const { look } = await at('fetchStatus', { [faceStatus]: statusReply({}) });
    await expect(look()).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});

describe('a setting that changed meanwhile', () => {
  it('asks nothing more of a session that was begun without a face', async () => {
    const { adapter: before } = openAdapter(fixtures);
    for (const operation of ['uploadTarget', 'submit', 'fetchStatus'] as const) {
      const { session } = await journey(fixtures, before, operation);
      const { adapter, upstream } = openAdapter(livenessFixtures);
      expect(adapter.steps(session)).toEqual([ktp.step]);
      if (operation === 'submit') {
        expect(await adapter.submit?.(session, context())).toMatchObject({
          outcome: { status: 'processing' },
        });
        expect(confirmations(upstream.seen)).toEqual([{ submissionId: SUBMISSION }]);
      }
      if (operation === 'fetchStatus') {
        const { outcome } = await adapter.fetchStatus(session, context());
        expect(outcome).toMatchObject({ result: 'approved', checks: { documentValid: true } });
        expect(outcome?.checks).not.toHaveProperty('livenessPassed');
        expect(upstream.count(faceStatus)).toBe(0);
      }
    }
  });

  it('still asks for the face of one that was begun with it', async () => {
    const { session } = await at('fetchStatus');
    const { adapter, upstream } = openAdapter(fixtures);
    upstream.set(livenessFixtures.routes);
    upstream.set(routesOf('approved', 'rejected'));
    expect(adapter.steps(session)).toEqual([ktp.step, face.step]);
    const { outcome } = await adapter.fetchStatus(session, context());
    expect(outcome).toMatchObject({ result: 'rejected', reasonCode: 'not_live' });
  });

  it.each(['yes', 'TRUE', '1'])('is true or false, and not %j', (value) => {
    const { success } = fixtures.module.settings.safeParse({
      ...fixtures.environment,
      ONEKYC_LIVENESS: value,
    });
    expect(success).toBe(false);
  });

  it('is false when it is not there', () => {
    const { ONEKYC_LIVENESS: _, ...rest } = fixtures.environment;
    expect(fixtures.module.settings.parse(rest)).toMatchObject({ ONEKYC_LIVENESS: false });
  });
});
