import { describe, expect, it } from 'vitest';
import { journey, NOW, openAdapter, perform } from '../conformance.harness.ts';
import { disconnect, hang, json, type Reply, type Routes, text } from '../conformance.upstream.ts';
import type { ProviderSession } from '../provider.ts';
import {
  detailReply,
  details,
  fixtures,
  kycReply,
  refuse,
  route,
  STAMP,
  user,
  usersReply,
} from './fixtures.ts';

/** A session with everything filled in, the changed routes standing from then on. */
const ready = async (changed: Routes = {}, before: Routes = {}) => {
  const { adapter, upstream } = openAdapter(fixtures, before);
  const { session } = await journey(fixtures, adapter, 'submit');
  upstream.set(changed);
  upstream.seen.length = 0;
  const submit = (standing: ProviderSession = session) => perform(fixtures, adapter, 'submit', standing);
  return { adapter, upstream, session, submit };
};

const pending = { kyc_status: 'pending', admin_status: 'unprocessed', aml_status: 'unprocessed' };
const closed = refuse(422, 'UNPROCESSABLE_ENTITY');

/** Had by an earlier session: the address is taken, and one submission is there. */
const earlier = (kyc: Reply): Routes => ({
  [route.createUser]: refuse(400, 'BAD_REQUEST', { parameters: ['email'] }),
  [route.listUsers]: usersReply([user({ properties: ['kyc_submitted'] })]),
  [route.status]: kyc,
});

describe('handing in', () => {
  it('remembers which submission is ours', async () => {
    const { submit } = await ready();
    await expect(submit()).resolves.toMatchObject({
      state: { submission: 1 },
      references: ['detail:727'],
      outcome: { status: 'processing', result: null },
    });
  });

  it('comes on top of what an earlier session submitted', async () => {
    const before = earlier(kycReply({ ...pending, submission_count: 3 }));
    const { submit, upstream } = await ready(
      { [route.submit]: kycReply({ ...pending, submission_count: 4 }) },
      before,
    );
    await expect(submit()).resolves.toMatchObject({ state: { earlier: 3, submission: 4 } });
    expect(upstream.count(route.submit)).toBe(1);
  });

  it('believes an approval at once', async () => {
    const { submit } = await ready({ [route.submit]: kycReply() });
    await expect(submit()).resolves.toMatchObject({
      outcome: { status: 'completed', result: 'approved', extracted: { fullName: 'Budi Contoh' } },
    });
  });
});

describe('an answer that was lost', () => {
  /** The submission arrives, its answer does not. */
  const lost = (reply: Reply): Routes => {
    let isThere = false;
    return {
      [route.submit]: (request) => {
        isThere = true;
        return reply(request);
      },
      [route.status]: (request) => (isThere ? kycReply(pending) : refuse(404, 'NOT_FOUND'))(request),
    };
  };

  it.each([
    ['no connection', disconnect],
    ['a 500', refuse(500, 'INTERNAL_SERVER_ERROR')],
    ['a 502 without JSON', text('<p>', 502)],
    ['half an answer', text('{')],
  ])('is looked up: %s', async (_, reply) => {
    const { submit, upstream } = await ready(lost(reply));
    await expect(submit()).resolves.toMatchObject({
      state: { submission: 1 },
      outcome: { status: 'processing' },
    });
    expect(upstream.count(route.submit)).toBe(1);
  });

  it('is known by the next try, which submits nothing', async () => {
    const { submit, upstream } = await ready({ [route.status]: kycReply(pending) });
    await expect(submit()).resolves.toMatchObject({ state: { submission: 1 }, references: ['detail:727'] });
    expect(upstream.count(route.submit)).toBe(0);
    expect(upstream.count(route.ethereum)).toBe(0);
  });

  it('was about nothing that arrived: the failure stays, and so does the chance to try again', async () => {
    const { submit, upstream } = await ready({ [route.submit]: disconnect });
    await expect(submit()).rejects.toMatchObject({ kind: 'unavailable', operation: 'submit' });
    upstream.set({ [route.submit]: kycReply(pending) });
    await expect(submit()).resolves.toMatchObject({ state: { submission: 1 } });
  });

  it('cannot be looked up: the first failure is told', async () => {
    let asked = 0;
    const { submit } = await ready({
      [route.submit]: disconnect,
      [route.status]: (request) =>
        (asked++ === 0 ? refuse(404, 'NOT_FOUND') : refuse(403, 'FORBIDDEN'))(request),
    });
    await expect(submit()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is not looked up for who has gone', async () => {
    const controller = new AbortController();
    const { adapter, session } = await ready({
      ...lost(disconnect),
      [route.status]: (request) => {
        if (request.signal.aborted) return hang(request);
        controller.abort();
        return refuse(404, 'NOT_FOUND')(request);
      },
    });
    const work = adapter.submit?.(session, { signal: controller.signal, requestId: 'r' });
    await expect(work).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('what another session of the person submitted before our pictures', () => {
  const others = (kyc: Readonly<Record<string, unknown>>): Routes => ({
    [route.status]: kycReply(kyc),
    [route.detail]: detailReply({ created_at: STAMP - 31 }),
  });

  it('is not ours: ours comes on top', async () => {
    const { submit, upstream } = await ready({
      ...others(pending),
      [route.submit]: kycReply({ ...pending, submission_count: null }),
    });
    await expect(submit()).resolves.toMatchObject({ state: { earlier: 1, submission: 2 } });
    expect(upstream.count(route.submit)).toBe(1);
  });

  it('is not ours when the answer to ours is lost', async () => {
    const { submit } = await ready({ ...others(pending), [route.submit]: disconnect });
    await expect(submit()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('and was approved, says nothing about them', async () => {
    const { submit } = await ready({ ...others({}), [route.submit]: closed });
    await expect(submit()).resolves.toMatchObject({
      state: { submission: 'closed' },
      outcome: { status: 'review', result: null, reasonCode: 'already_decided' },
    });
  });

  it.each([
    ['within what clocks may differ', detailReply({ created_at: STAMP - 29 })],
    ['without a time', detailReply({ created_at: 'noon' })],
    ['where the details are refused', refuse(403, 'FORBIDDEN')],
  ])('cannot be told from ours %s', async (_, reply) => {
    const { submit, upstream } = await ready({ ...others(pending), [route.detail]: reply });
    await expect(submit()).resolves.toMatchObject({ state: { earlier: 0, submission: 1 } });
    expect(upstream.count(route.submit)).toBe(0);
  });
});

describe('a case that takes no more', () => {
  it('was ours, and decided meanwhile', async () => {
    let asked = 0;
    const { submit } = await ready({
      [route.submit]: closed,
      [route.status]: (request) => (asked++ === 0 ? refuse(404, 'NOT_FOUND') : kycReply())(request),
    });
    await expect(submit()).resolves.toMatchObject({
      state: { submission: 1 },
      outcome: { status: 'completed', result: 'approved' },
    });
  });

  it.each([
    ['approved', {}],
    ['denied', { kyc_status: 'denied', admin_status: 'denied' }],
  ])('was %s before: a verdict about other pictures is for a person to look at', async (_, kyc) => {
    const { submit, adapter, session } = await ready({ [route.submit]: closed }, earlier(kycReply(kyc)));
    const expected = { status: 'review', result: null, reasonCode: 'already_decided' };
    const change = await submit();
    expect(change.outcome).toEqual(expected);
    const later = { ...session, state: change.state ?? {} };
    expect((await perform(fixtures, adapter, 'fetchStatus', later)).outcome).toEqual(expected);
  });

  it('is a failure while the case is open', async () => {
    const { submit } = await ready({ [route.submit]: closed }, earlier(kycReply(pending)));
    await expect(submit()).rejects.toMatchObject({
      kind: 'conflict',
      info: { status: 422, reason: 'UNPROCESSABLE_ENTITY' },
    });
  });
});

describe('what has to be corrected', () => {
  const failing = async (changed: Routes, standing: Partial<ProviderSession> = {}) => {
    const { submit, session, upstream } = await ready(changed);
    const error = await submit({ ...session, ...standing }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return { error, upstream };
  };

  it.each([
    ['false', json({ success: false })],
    ['false as a text', json({ success: 'false' })],
    ['a refusal', refuse(400, 'BAD_REQUEST', { parameters: ['ethereum_address'] })],
  ])('is an Ethereum address that OST calls %s', async (_, reply) => {
    const { error, upstream } = await failing({ [route.ethereum]: reply });
    expect(error).toMatchObject({ kind: 'details_invalid', info: { fields: ['ethereumAddress'] } });
    expect(upstream.count(route.submit)).toBe(0);
  });

  it('is what OST names, in the words of the form', async () => {
    const parameters = ['postal_code', 'birthdate', 'BUDI CONTOH', 'selfie_file_path'];
    const { error } = await failing({ [route.submit]: refuse(400, 'BAD_REQUEST', { parameters }) });
    expect(error).toMatchObject({
      kind: 'details_invalid',
      info: { status: 400, reason: 'BAD_REQUEST', fields: ['birthdate', 'postalCode'] },
    });
    expect(JSON.stringify(error)).not.toContain('BUDI');
  });

  it('is what OST names, also where it says that it cannot go on', async () => {
    const parameters = ['birthdate'];
    const { error } = await failing({ [route.submit]: refuse(422, 'UNPROCESSABLE_ENTITY', { parameters }) });
    expect(error).toMatchObject({ kind: 'details_invalid', info: { status: 422, fields: ['birthdate'] } });
  });

  it('is a file that OST does not have', async () => {
    const parameters = ['selfie_file_path', 'residence_proof_file_path'];
    const { error } = await failing({ [route.submit]: refuse(400, 'BAD_REQUEST', { parameters }) });
    expect(error).toMatchObject({ kind: 'upload_missing', info: { fields: ['selfie'] } });
  });

  it('is not a proof any more that was missed once and then left out', async () => {
    const { submit, session, upstream } = await ready();
    const keys = {
      document_id: '3/i/1',
      selfie: '3/i/2',
      residence_proof: '3/d/3',
      investor_proof_1: '3/d/4',
    };
    const uploads = session.uploads.filter(({ slot }) => ['document_id', 'selfie'].includes(slot));
    await submit({ ...session, uploads, state: { ...session.state, keys } });
    const sent = upstream.seen.find(({ route: where }) => where === route.submit)?.body ?? '';
    expect(sent).toContain('document_id_file_path=3%2Fi%2F1&');
    expect(sent).not.toMatch(/proof/);
  });

  it('is nothing of the person’s when OST names neither', async () => {
    const { error } = await failing({
      [route.submit]: refuse(400, 'BAD_REQUEST', { parameters: ['user_id'] }),
    });
    expect(error).toMatchObject({ kind: 'bad_request' });
  });

  it.each([
    ['no form', null, Object.keys(details)],
    ['no city', { ...details, city: null }, ['city']],
    ['what no text holds', { ...details, city: 'a\u0000', lastName: '\ud800' }, ['lastName', 'city']],
    [
      'countries that are none',
      { ...details, country: 'XX', nationality: 'IND' },
      ['country', 'nationality'],
    ],
    ['a date in other words', { ...details, birthdate: '1 Feb 1990' }, ['birthdate']],
  ])('is known before anybody is called: %s', async (_, filled, fields) => {
    const { error, upstream } = await failing({}, { details: filled });
    expect(error).toMatchObject({ kind: 'details_invalid', info: { fields } });
    expect(upstream.seen).toEqual([]);
  });

  it('is a picture that has no place yet', async () => {
    const { error, upstream } = await failing(
      {},
      {
        state: { userId: '11428', earlier: 0, keys: { selfie: '3/i/2' }, placedAt: NOW, submission: null },
      },
    );
    expect(error).toMatchObject({ kind: 'upload_missing', info: { fields: ['document_id'] } });
    expect(upstream.seen).toEqual([]);
  });
});

describe('a clock that is off', () => {
  const refused = (headers: Record<string, string>) =>
    refuse(401, 'UNAUTHORIZED', { internalId: 'um_vac_1', headers });

  it.each([
    [{ date: new Date(NOW - 41_250).toUTCString() }, 41_250],
    [{ date: new Date(NOW + 59_750).toUTCString() }, -59_750],
    [{ date: 'noon' }, undefined],
    [{}, undefined],
  ])('is told with how far: %j', async (headers, clockAheadMs) => {
    const { submit } = await ready({ [route.status]: refused(headers as Record<string, string>) });
    const error = await submit().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'clock', info: { status: 401, reason: 'um_vac_1' } });
    expect((error as { info: { clockAheadMs?: number } }).info.clockAheadMs).toBe(clockAheadMs);
  });

  it('is not what a wrong key is', async () => {
    const headers = { date: new Date(NOW).toUTCString() };
    const { submit } = await ready({
      [route.status]: refuse(401, 'UNAUTHORIZED', { internalId: 'a_ar_b_vc_1', headers }),
    });
    const error = await submit().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unauthorized', info: { reason: 'UNAUTHORIZED' } });
    expect(error).not.toHaveProperty('info.clockAheadMs');
  });
});
