import { describe, expect, it } from 'vitest';
import { journey, NOW, type Operation, openAdapter, perform } from '../conformance.harness.ts';
import { conformance } from '../conformance.ts';
import { disconnect, json, type Routes, type Seen } from '../conformance.upstream.ts';
import type { ProviderSession } from '../provider.ts';
import { sign } from './canonical.ts';
import {
  API_KEY,
  API_SECRET,
  detailKeptBack,
  detailReply,
  details,
  EMAIL,
  fixtures,
  kycDetail,
  kycReply,
  notFound,
  policyFields,
  refuse,
  route,
  USER,
  user,
  usersReply,
} from './fixtures.ts';

const environment = { ...fixtures.environment, OST_UPLOAD: 'post' };
const posting = { ...fixtures, environment, operations: { uploadTarget: route.post, submit: route.submit } };

conformance(fixtures);
conformance(posting);

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** An adapter with a session for which `operation` is due, the changed routes standing from then on. */
const at = async (operation: Operation, changed: Routes = {}, of = fixtures, before: Routes = {}) => {
  const { adapter, upstream } = openAdapter(of, before);
  const { session } = await journey(of, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  const run = (standing: ProviderSession = session) => perform(of, adapter, operation, standing);
  return { adapter, upstream, session, run };
};

const sentTo = (seen: readonly Seen[], of: string): Record<string, string> => {
  const request = seen.find(({ route: to }) => to === of);
  return Object.fromEntries(new URLSearchParams(request?.body ?? request?.url.search ?? ''));
};

const taken = refuse(400, 'BAD_REQUEST', { parameters: ['email'] });

describe('what is sent', () => {
  it('is signed and stamped, in the query of a GET and in the form of a POST', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    await journey(fixtures, adapter, 'end');
    for (const { url, body, headers } of upstream.seen) {
      const [, signed = '', signature] =
        /^(.+)&signature=([0-9a-f]{64})$/.exec(body ?? url.search.slice(1)) ?? [];
      expect(signature).toBe(sign(API_SECRET, `${url.pathname}?${signed}`));
      expect(Object.fromEntries(new URLSearchParams(signed))).toMatchObject({
        api_key: API_KEY,
        request_timestamp: String(Math.floor(NOW / 1000)),
      });
      if (body === null) continue;
      expect(url.search).toBe('');
      expect(headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    }
  });

  it('says the person’s words in OST’s', async () => {
    const { upstream, run } = await at('submit');
    await run();
    const { api_key, request_timestamp, signature, ...sent } = sentTo(upstream.seen, route.submit);
    expect(sent).toEqual({
      first_name: 'Budi',
      last_name: 'Contoh',
      birthdate: '01/02/1990',
      country: 'INDONESIA',
      nationality: 'INDONESIAN',
      document_id_number: 'X0000000',
      street_address: 'Jl. Contoh No. 1',
      city: 'Kota Contoh',
      state: 'Provinsi Contoh',
      postal_code: '00000',
      ethereum_address: details.ethereumAddress,
      estimated_participation_amount: '1.1',
      document_id_file_path: '3/i/documentid0001',
      selfie_file_path: '3/i/selfie0001',
    });
    expect(sentTo(upstream.seen, route.ethereum)['ethereum_address']).toBe(details.ethereumAddress);
  });

  it('stamps every attempt anew', async () => {
    let now = NOW;
    const { adapter, upstream } = openAdapter(fixtures, {}, () => now);
    const { session } = await journey(fixtures, adapter, 'fetchStatus');
    upstream.seen.length = 0;
    upstream.set({
      [route.status]: (request) => {
        now += 11_000;
        return now > NOW + 20_000 ? kycReply()(request) : json({}, 503)(request);
      },
    });
    await adapter.fetchStatus(session, context());
    const stamps = upstream.seen.slice(0, 2).map(({ url }) => url.searchParams.get('request_timestamp'));
    expect(stamps).toEqual([Math.floor(NOW / 1000), Math.floor(NOW / 1000) + 11].map(String));
    expect(new Set(upstream.seen.map(({ url }) => url.searchParams.get('signature'))).size).toBe(3);
  });
});

describe('the user', () => {
  it('is made with the e-mail address', async () => {
    const { upstream, run } = await at('start');
    await expect(run()).resolves.toEqual({
      state: { userId: USER, earlier: 0, keys: {}, placedAt: NOW, submission: null },
      references: [`user:${USER}`],
    });
    expect(sentTo(upstream.seen, route.createUser)['email']).toBe(EMAIL);
    expect(upstream.seen).toHaveLength(1);
  });

  it('is found again when the address is taken, on whatever page', async () => {
    const pages = (request: Seen) =>
      request.url.searchParams.get('page_number') === '1'
        ? usersReply([user({ id: 1, email: `x${EMAIL}` })], { next_page_payload: { page_number: 2 } })(
            request,
          )
        : usersReply([user({ id: 2, email: `${EMAIL}.example` }), user({ email: EMAIL.toUpperCase() })], {
            next_page_payload: {},
          })(request);
    const { upstream, run } = await at('start', {
      [route.createUser]: taken,
      [route.listUsers]: pages,
      [route.status]: notFound,
    });
    await expect(run()).resolves.toMatchObject({ state: { userId: USER, earlier: 0 } });
    expect(upstream.count(route.listUsers)).toBe(2);
    expect(sentTo(upstream.seen, route.listUsers)).toMatchObject({ 'filters[email]': EMAIL, limit: '100' });
    expect(upstream.count(route.status)).toBe(1);
  });

  it('has what was submitted before counted', async () => {
    const { run } = await at('start', {
      [route.createUser]: taken,
      [route.listUsers]: usersReply([user({ properties: ['kyc_submitted'] })]),
      [route.status]: kycReply({ submission_count: 4 }),
    });
    await expect(run()).resolves.toMatchObject({ state: { earlier: 4 } });
  });

  it('is not somebody whose address only holds this one', async () => {
    const { run } = await at('start', {
      [route.createUser]: taken,
      [route.listUsers]: usersReply([user({ email: `a${EMAIL}` }), user({ email: null })]),
    });
    await expect(run()).rejects.toMatchObject({ kind: 'bad_request', operation: 'start' });
  });

  it('needs an address', async () => {
    const { adapter, upstream } = await at('start');
    expect(adapter.missing?.(fixtures.session)).toEqual([]);
    for (const person of [null, { externalId: 'customer-1' }]) {
      const session = { ...fixtures.session, user: person };
      expect(adapter.missing?.(session)).toEqual([{ path: 'user.email', message: 'is required' }]);
      await expect(adapter.start(session, context())).rejects.toMatchObject({ kind: 'bad_request' });
    }
    expect(upstream.seen).toEqual([]);
  });
});

describe('the upload target', () => {
  const expiresAt = new Date(NOW + 15 * 60_000).toISOString();
  const file = (slot: string, contentType: string) => ({
    slot,
    contentType,
    size: 1,
    sha256: '0'.repeat(64),
  });

  it('is the presigned PUT with exactly the type that was declared', async () => {
    const { adapter, session, upstream } = await at('uploadTarget');
    const { target } = (await adapter.uploadTarget?.(session, file('selfie', 'image/jpg'), context())) ?? {};
    expect(target).toMatchObject({ method: 'PUT', headers: { 'content-type': 'image/jpg' }, expiresAt });
    expect(sentTo(upstream.seen, route.put)['files[selfie]']).toBe('image/jpg');
  });

  it('is the presigned POST with every field as it came', async () => {
    const { adapter, session, upstream } = await at('uploadTarget', {}, posting);
    const asked = file('investor_proof_2', 'application/pdf');
    const { target } = (await adapter.uploadTarget?.(session, asked, context())) ?? {};
    expect(target).toEqual({
      method: 'POST',
      url: 'https://s3.example/kyc.ost.example',
      fields: { key: '3/i/investorprooffile20001', ...policyFields },
      fileField: 'file',
      expiresAt,
    });
    expect(sentTo(upstream.seen, route.post)['files[investor_proof_file2]']).toBe('application/pdf');
  });

  it('is remembered by slot, the latest one counting', async () => {
    const { adapter, session, upstream } = await at('submit');
    let standing = session;
    for (const slot of ['investor_proof_2', 'residence_proof', 'investor_proof_1', 'selfie']) {
      const key = `3/d/${slot}`;
      upstream.set({
        [route.put]: (request) => {
          const name = [...request.url.searchParams.keys()]
            .find((one) => one.startsWith('files'))
            ?.slice(6, -1);
          const place = { url: 'https://s3.example/1', fields: { key } };
          return json({ success: true, data: { file_upload_put: { [name ?? '']: place } } })(request);
        },
      });
      const asked = file(slot, 'image/png');
      const change = await adapter.uploadTarget?.(standing, asked, context());
      const others = standing.uploads.filter((upload) => upload.slot !== slot);
      standing = { ...standing, state: change?.state ?? {}, uploads: [...others, asked] };
    }
    await adapter.submit?.(standing, context());
    const body = new URLSearchParams(upstream.seen.find(({ route: to }) => to === route.submit)?.body ?? '');
    expect(body.get('document_id_file_path')).toBe('3/i/documentid0001');
    expect(body.get('selfie_file_path')).toBe('3/d/selfie');
    expect(body.get('residence_proof_file_path')).toBe('3/d/residence_proof');
    expect(body.getAll('investor_proof_files_path[]')).toEqual([
      '3/d/investor_proof_1',
      '3/d/investor_proof_2',
    ]);
  });

  it.each([
    ['another file', { selfie: { url: 'https://s3.example/1', fields: { key: 'k' } } }],
    ['no key', { document_id: { url: 'https://s3.example/1', fields: {} } }],
    ['a key that is none', { document_id: { url: 'https://s3.example/1', fields: { key: 'a b' } } }],
    ['an address in the clear', { document_id: { url: 'http://s3.example/1', fields: { key: 'k' } } }],
    ['nothing', {}],
  ])('is no target with %s', async (_, places) => {
    const { run } = await at('uploadTarget', {
      [route.put]: json({ success: true, data: { file_upload_put: places } }),
    });
    await expect(run()).rejects.toMatchObject({ kind: 'invalid_response', operation: 'uploadTarget' });
  });

  it('is refused for a slot that there is not', async () => {
    const { adapter, session, upstream } = await at('uploadTarget');
    await expect(adapter.uploadTarget?.(session, file('ktp', 'image/png'), context())).rejects.toMatchObject({
      kind: 'bad_request',
    });
    expect(upstream.seen).toEqual([]);
  });
});

describe('the details', () => {
  const outcomeWith = async (reply: Routes[string], documentType?: 'aadhaar') => {
    const { run, session } = await at('fetchStatus', { [route.detail]: reply });
    const document = documentType ? { type: documentType } : session.document;
    return (await run({ ...session, document })).outcome;
  };

  it('bring what was handed in, and links to the files', async () => {
    expect(await outcomeWith(detailReply())).toMatchObject({
      status: 'completed',
      extracted: { fullName: 'Budi Contoh', dateOfBirth: '1990-02-01' },
      images: {
        document_id: kycDetail.document_id_file,
        selfie: kycDetail.selfie_file,
        residence_proof: kycDetail.residence_proof_file,
        investor_proof_1: kycDetail.investor_proof_files[0],
      },
    });
  });

  it('never hold a whole Aadhaar number', async () => {
    const outcome = await outcomeWith(detailReply({ document_id_number: '000011112222' }), 'aadhaar');
    expect(outcome?.extracted?.documentNumber).toBe('XXXX XXXX 2222');
  });

  it.each([
    ['kept back by the setting', detailKeptBack],
    ['without service', disconnect],
    ['in another shape', json({ success: true, data: { user_kyc_detail: 7 } })],
    ['nowhere', notFound],
  ])('do not hold the verdict back when they are %s', async (_, reply) => {
    const outcome = await outcomeWith(reply);
    expect(outcome).toEqual({ status: 'completed', result: 'approved', reasonCode: null });
  });

  it('are not asked for before the end', async () => {
    const { upstream, run } = await at('fetchStatus', {
      [route.status]: kycReply({ kyc_status: 'pending' }),
    });
    await run();
    expect(upstream.count(route.detail)).toBe(0);
  });

  it('do not swallow an abort', async () => {
    const controller = new AbortController();
    const { adapter, session } = await at('fetchStatus', {
      [route.detail]: ({ signal }) => {
        controller.abort();
        return Promise.reject(signal.reason);
      },
    });
    const work = adapter.fetchStatus(session, { signal: controller.signal, requestId: 'r' });
    await expect(work).rejects.toMatchObject({ kind: 'aborted' });
  });
});

it('calls nobody for the status of what was never handed in', async () => {
  const { adapter, session, upstream } = await at('submit');
  const change = await adapter.fetchStatus(session, context());
  expect(change).toEqual({ outcome: { status: 'pending', result: null } });
  expect(upstream.seen).toEqual([]);
});

it('takes no case of another person for ours', async () => {
  const { run } = await at('fetchStatus', { [route.status]: kycReply({ user_id: 7 }) });
  await expect(run()).rejects.toMatchObject({ kind: 'invalid_response' });
});

it('refuses a state that it cannot have written', async () => {
  const { run, session } = await at('fetchStatus');
  await expect(run({ ...session, state: { userId: '../7' } })).rejects.toMatchObject({ kind: 'conflict' });
});
