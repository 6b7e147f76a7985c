import { describe, expect, it } from 'vitest';
import { NOW } from '../conformance.harness.ts';
import { fakeUpstream, json, type Routes } from '../conformance.upstream.ts';
import { createClient } from './client.ts';
import {
  detailKeptBack,
  EMAIL,
  fixtures,
  kycReply,
  notFound,
  refuse,
  route,
  STAMP,
  USER,
  user,
  userKyc,
  userReply,
  usersReply,
} from './fixtures.ts';
import { settings } from './settings.ts';

const open = (routes: Routes) => {
  const upstream = fakeUpstream(routes);
  const client = createClient(settings.parse(fixtures.environment), {
    fetch: upstream.fetch,
    now: () => NOW,
    uuid: () => '',
    sleep: async () => {},
  });
  const asked = () => {
    const { api_key, request_timestamp, signature, ...rest } = Object.fromEntries(
      upstream.seen.at(-1)?.url.searchParams ?? [],
    );
    return rest;
  };
  return { client, upstream, asked };
};

const call = { operation: 'test', signal: new AbortController().signal };

const casesReply = (cases: readonly unknown[], meta?: unknown) =>
  json({ success: true, data: { result_type: 'users_kyc', users_kyc: cases, meta } });

describe('users', () => {
  it('are had by id', async () => {
    const { client } = open({ [route.getUser]: userReply({ properties: ['doptin_done'] }) });
    await expect(client.getUser(USER, call)).resolves.toEqual({
      id: USER,
      email: EMAIL,
      properties: ['doptin_done'],
    });
  });

  it('are refused when they are somebody else, or nobody', async () => {
    const { client, upstream } = open({ [route.getUser]: userReply({ id: 7 }) });
    await expect(client.getUser(USER, call)).rejects.toMatchObject({ kind: 'invalid_response' });
    upstream.set({ [route.getUser]: notFound });
    await expect(client.getUser(USER, call)).rejects.toMatchObject({
      kind: 'not_found',
      info: { reason: 'NOT_FOUND' },
    });
  });

  it.each(['', '../7', 'A', '1/2', '7?x=1'])('have no id %j', async (id) => {
    const { client, upstream } = open({});
    await expect(client.getUser(id, call)).rejects.toMatchObject({ kind: 'bad_request' });
    await expect(client.getKyc(id, call)).rejects.toMatchObject({ kind: 'bad_request' });
    expect(upstream.seen).toEqual([]);
  });

  it('are listed by filters and pages', async () => {
    const meta = {
      total: 39,
      next_page_payload: { page_number: 4, filters: {}, order: 'asc', limit: 2 },
    };
    const { client, asked } = open({ [route.listUsers]: usersReply([user(), user({ id: 7 })], meta) });
    const filters = {
      email: 'a@b',
      is_kyc_submitted: true,
      is_doptin_done: false,
      is_doptin_mail_sent: true,
    };
    const page = await client.listUsers({ page: 3, limit: 2, order: 'asc', filters }, call);
    expect(page).toMatchObject({ items: [{ id: USER }, { id: '7' }], total: 39, nextPage: 4 });
    expect(asked()).toEqual({
      'filters[email]': 'a@b',
      'filters[is_doptin_done]': 'false',
      'filters[is_doptin_mail_sent]': 'true',
      'filters[is_kyc_submitted]': 'true',
      limit: '2',
      order: 'asc',
      page_number: '3',
    });
  });

  it('are looked for on ten pages at the most', async () => {
    const { client, upstream } = open({
      [route.listUsers]: (request) => {
        const page = Number(request.url.searchParams.get('page_number'));
        return usersReply([], { next_page_payload: { page_number: page + 1 } })(request);
      },
    });
    await expect(client.findUser(EMAIL, call)).resolves.toBeNull();
    expect(upstream.count(route.listUsers)).toBe(10);
  });

  it('are told apart where letters only look alike', async () => {
    const { client } = open({ [route.listUsers]: usersReply([user({ email: '\u212Aay@contoh.example' })]) });
    await expect(client.findUser('kay@contoh.example', call)).resolves.toBeNull();
  });
});

describe('the last page', () => {
  it.each([
    ['without meta', undefined],
    ['with nothing of a next one', { total: 1 }],
    ['with an empty next one', { total: 1, next_page_payload: {} }],
    ['with none', { total: 1, next_page_payload: null }],
    ['with one that leads back', { total: 1, next_page_payload: { page_number: 1 } }],
    ['with one that is no number', { total: 'one', next_page_payload: { page_number: 'x' } }],
  ])('comes %s', async (_, meta) => {
    const { client } = open({ [route.listKyc]: casesReply([], meta) });
    const page = await client.listKyc({}, call);
    expect(page).toMatchObject({ items: [], nextPage: null });
  });
});

describe('cases', () => {
  it('are listed by filters', async () => {
    const { client, asked } = open({ [route.listKyc]: casesReply([userKyc({ user_id: 7 })]) });
    const filters = {
      admin_status: 'unprocessed',
      aml_status: 'cleared:approved',
      whitelist_status: 'failed',
      admin_action_types: 'no_admin_action',
    } as const;
    const page = await client.listKyc({ filters }, call);
    expect(page.items).toMatchObject([{ user_id: '7', kyc_status: 'approved', submission_count: 1 }]);
    expect(asked()).toEqual(
      Object.fromEntries(Object.entries(filters).map(([key, value]) => [`filters[${key}]`, value])),
    );
  });

  it('may not be there yet', async () => {
    const { client, upstream } = open({ [route.status]: notFound });
    await expect(client.findKyc(USER, call)).resolves.toBeNull();
    upstream.set({ [route.status]: refuse(403, 'FORBIDDEN') });
    await expect(client.findKyc(USER, call)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('are read with ids and counts as texts, and without what may be missing', async () => {
    const { client } = open({
      [route.status]: kycReply({
        user_id: USER,
        user_kyc_detail_id: null,
        submission_count: '12',
        admin_action_types: null,
      }),
    });
    await expect(client.getKyc(USER, call)).resolves.toMatchObject({
      submission_count: 12,
      admin_action_types: [],
      user_kyc_detail_id: null,
    });
  });

  it.each([{ kyc_status: 7 }, { admin_status: undefined }, { submission_count: -1 }, { user_id: 2 ** 60 }])(
    'are refused in another shape: %j',
    async (changed) => {
      const { client } = open({ [route.status]: kycReply(changed) });
      await expect(client.getKyc(USER, call)).rejects.toMatchObject({ kind: 'invalid_response' });
    },
  );

  it('have details that a setting may keep back', async () => {
    const { client } = open({ [route.detail]: detailKeptBack });
    await expect(client.getKycDetail(USER, call)).resolves.toEqual({ createdAt: STAMP, detail: null });
  });
});

describe('an Ethereum address', () => {
  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
  ])('is good or not: %j', async (success, expected) => {
    const { client } = open({ [route.ethereum]: json({ success }) });
    await expect(client.isEthereumAddress('0x0', call)).resolves.toBe(expected);
  });

  it('is neither when the answer is none', async () => {
    const { client, upstream } = open({ [route.ethereum]: json({ success: 'maybe' }) });
    await expect(client.isEthereumAddress('0x0', call)).rejects.toMatchObject({ kind: 'invalid_response' });
    upstream.set({ [route.ethereum]: refuse(400, 'BAD_REQUEST', { parameters: ['api_key'] }) });
    await expect(client.isEthereumAddress('0x0', call)).rejects.toMatchObject({ kind: 'bad_request' });
  });
});

describe('documented refusals', () => {
  it.each([
    [400, 'BAD_REQUEST', 'bad_request'],
    [401, 'UNAUTHORIZED', 'unauthorized'],
    [403, 'FORBIDDEN', 'forbidden'],
    [404, 'NOT_FOUND', 'not_found'],
    [422, 'UNPROCESSABLE_ENTITY', 'conflict'],
    [500, 'INTERNAL_SERVER_ERROR', 'unavailable'],
  ])('are read: %i %s', async (status, code, kind) => {
    const { client } = open({ [route.status]: refuse(status, code) });
    await expect(client.getKyc(USER, call)).rejects.toMatchObject({
      name: 'ProviderError',
      operation: 'test',
      kind,
      info: { status, reason: code },
    });
  });

  it.each([
    ['another code', { err: { code: 'BUDI CONTOH' } }],
    ['no code', { err: {} }],
    ['no error', { success: false }],
    ['parameters that are none', { err: { error_data: ['x', null, { parameter: 7 }] } }],
    ['a text', 'BUDI CONTOH'],
    ['nothing', null],
  ])('say nothing more with %s', async (_, body) => {
    const { client } = open({ [route.status]: json(body, 400) });
    const error = await client.getKyc(USER, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'bad_request', info: { status: 400 }, parameters: [] });
    expect(error).not.toHaveProperty('info.reason');
  });

  it('are told of the last attempt, not of one before', async () => {
    let tries = 0;
    const { client } = open({
      [route.status]: (request) =>
        tries++ === 0
          ? refuse(500, 'INTERNAL_SERVER_ERROR', { parameters: ['city'] })(request)
          : json({}, 503)(request),
    });
    await expect(client.getKyc(USER, call)).rejects.toMatchObject({ kind: 'unavailable', parameters: [] });
  });
});
