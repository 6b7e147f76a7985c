import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hash } from './query.ts';
import { type Bench, call, startBench, startUser } from './testing.ts';

let bench: Bench;
const ids: Record<string, number> = {};
beforeAll(async () => {
  bench = await startBench();
  for (const value of [
    'approve',
    'aml-approve',
    'whitelist',
    'reject',
    'aml-reject',
    'issue',
    'issue-data',
    'never',
  ]) {
    const user = await startUser(bench, `budi+${value}@shop.example`);
    ids[value] = user.id;
    await user.submit();
  }
  bench.clock.advance(1_500);
});
afterAll(() => bench.close());

const list = (parameters: Hash) => call(bench, 'GET', '/users-kyc', parameters);
const names = ({ data }: Awaited<ReturnType<typeof list>>) =>
  (data['users_kyc'] as { user_id: number }[]).map(
    ({ user_id }) => Object.entries(ids).find(([, id]) => id === user_id)?.[0],
  );

describe('the list of cases', () => {
  it('has who submitted last first, with all that is known of each', async () => {
    const { data } = await list({ limit: 1 });
    expect(data).toEqual({
      result_type: 'users_kyc',
      users_kyc: [(await call(bench, 'GET', `/users-kyc/${ids['never']}`)).data['user_kyc']],
      meta: { total: 8, next_page_payload: { page_number: 2, filters: {}, order: 'desc', limit: 1 } },
    });
  });

  it.each([
    [{ admin_status: 'denied' }, ['reject']],
    [{ admin_status: 'qualified' }, ['whitelist', 'aml-approve', 'approve']],
    [{ admin_status: 'unprocessed', aml_status: 'cleared' }, ['issue-data', 'issue']],
    [{ aml_status: 'unprocessed' }, ['never']],
    [{ aml_status: 'rejected' }, ['aml-reject']],
    [{ aml_status: 'approved' }, ['aml-approve']],
    [{ aml_status: 'cleared:approved', admin_status: 'qualified' }, ['whitelist', 'aml-approve', 'approve']],
    [{ aml_status: 'failed' }, []],
    [{ whitelist_status: 'done' }, ['whitelist']],
    [{ admin_action_types: 'document_issue' }, ['issue']],
    [{ admin_action_types: 'data_mismatch' }, ['issue-data']],
    [{ admin_action_types: 'other_issue' }, []],
    [{ admin_action_types: 'no_admin_action', admin_status: 'unprocessed' }, ['never', 'aml-reject']],
  ])('filtered by %j', async (filters, expected) => {
    const found = await list({ filters });
    expect([names(found), found.data['meta']]).toEqual([expected, { total: expected.length }]);
  });

  it('passes the filters on to the next page', async () => {
    const parameters = { filters: { admin_status: 'qualified' }, limit: 2, order: 'asc' };
    const first = await list(parameters);
    const next_page_payload = { page_number: 2, ...parameters };
    expect(first.data['meta']).toEqual({ total: 3, next_page_payload });
    expect([names(first), names(await list(next_page_payload))]).toEqual([
      ['approve', 'aml-approve'],
      ['whitelist'],
    ]);
  });

  it.each([
    [{ admin_status: 'approved' }, 'filters[admin_status]'],
    [{ aml_status: 'approved:cleared' }, 'filters[aml_status]'],
    [{ whitelist_status: 'x' }, 'filters[whitelist_status]'],
    [{ admin_action_types: 'x' }, 'filters[admin_action_types]'],
    [{ kyc_status: 'approved' }, 'filters'],
  ])('refuses the filter %j', async (filters, name) => {
    expect(await list({ filters })).toMatchObject({ status: 400, parameters: [name] });
  });

  it('refuses a page that is none', async () => {
    expect((await list({ limit: 101, page_number: 0, order: 'up' })).parameters).toEqual([
      'page_number',
      'limit',
      'order',
    ]);
  });
});

describe('an e-mail to the user', () => {
  const send = (user: string, email: string) => call(bench, 'POST', `/users-kyc/${ids[user]}/email/${email}`);

  it.each([
    ['approve', 'approve'],
    ['reject', 'deny'],
    ['issue', 'report-issue'],
  ])('of the case %s may be %s', async (user, email) => {
    expect(await send(user, email)).toMatchObject({ status: 200, success: true, data: {} });
    const sent = bench.ost.control.cases().find(({ userId }) => userId === ids[user])?.emails;
    expect(sent).toEqual([email]);
  });

  it.each([
    ['never', 'approve'],
    ['reject', 'approve'],
    ['never', 'deny'],
    ['approve', 'deny'],
    ['never', 'report-issue'],
    ['approve', 'report-issue'],
  ])('of the case %s may not be %s', async (user, email) => {
    expect(await send(user, email)).toMatchObject({ status: 422, err: { code: 'UNPROCESSABLE_ENTITY' } });
  });

  it('of an issue may not be sent once the case is closed', async () => {
    bench.ost.control.finish(ids['issue-data'] ?? 0, 'approve');
    expect((await send('issue-data', 'report-issue')).status).toBe(422);
    expect((await send('issue-data', 'approve')).status).toBe(200);
  });

  it('needs a case', async () => {
    expect(await call(bench, 'POST', '/users-kyc/1/email/approve')).toMatchObject({ status: 404 });
    const { email } = await startUser(bench, 'nobody@shop.example');
    expect(await email('approve')).toMatchObject({ status: 404 });
  });
});

describe('the validation of an address', () => {
  const ask = (parameters: Hash) => call(bench, 'GET', '/ethereum-address-validation', parameters);

  it('says whether it is one, with 200 either way', async () => {
    const good = await ask({ ethereum_address: '0x81b7e08f65bdf5648606c89998a9cc8164397647' });
    expect([good.status, good.success, good.data]).toEqual([200, true, {}]);
    const bad = await ask({ ethereum_address: '0x81b7' });
    expect([bad.status, bad.success, bad.err]).toEqual([200, false, null]);
  });

  it.each([{}, { ethereum_address: '' }, { ethereum_address: ['0x'] }])(
    'needs one: %j',
    async (parameters) => {
      expect(await ask(parameters)).toMatchObject({ status: 400, parameters: ['ethereum_address'] });
    },
  );
});
