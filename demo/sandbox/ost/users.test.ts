import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, call, startBench, startUser } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const add = (email: string) => call(bench, 'POST', '/users', { email });

describe('a user', () => {
  it('is added and found again', async () => {
    const added = await add('budi@shop.example');
    const user = { id: 11428, email: 'budi@shop.example', properties: [], created_at: 1893553445 };
    expect(added).toMatchObject({ status: 200, success: true, data: { result_type: 'user', user } });
    expect((await call(bench, 'GET', '/users/11428')).data).toEqual({ result_type: 'user', user });
  });

  it('has properties that grow', async () => {
    const { id, submit } = await startUser(bench, 'budi@shop.example');
    await submit();
    bench.ost.control.optIn(id);
    const { data } = await call(bench, 'GET', `/users/${id}`);
    expect(data['user']).toMatchObject({ properties: ['kyc_submitted', 'doptin_mail_sent', 'doptin_done'] });
  });

  it.each(['', 'budi', 'budi@', '@shop.example', 'budi@shop', 'a b@shop.example', 'a@b@shop.example'])(
    'needs an e-mail address, not "%s"',
    async (email) => {
      expect(await add(email)).toMatchObject({
        status: 400,
        err: {
          code: 'BAD_REQUEST',
          msg: "At least one parameter is invalid or missing. See 'err.error_data' array for more details.",
        },
        parameters: ['email'],
      });
      expect(bench.ost.control.users()).toEqual([]);
    },
  );

  it('needs an address of their own', async () => {
    await add('Budi@shop.example');
    for (const email of ['Budi@shop.example', 'budi@shop.example', 'BUDI@Shop.example']) {
      expect(await add(email)).toMatchObject({ status: 400, parameters: ['email'] });
    }
    expect(bench.ost.control.users()).toHaveLength(1);
    bench.ost.control.deleteUser(11428);
    expect((await add('budi@shop.example')).status).toBe(200);
  });

  it.each(['11428', '0', 'abc', '1.2', '99999999999999999999'])('%s is not found', async (id) => {
    expect(await call(bench, 'GET', `/users/${id}`)).toMatchObject({
      status: 404,
      success: false,
      err: { internal_id: 'um_u_g_favu_2', code: 'NOT_FOUND' },
    });
  });
});

describe('the list of users', () => {
  const list = (parameters: Parameters<typeof call>[3]) => call(bench, 'GET', '/users', parameters);
  const emails = ({ data }: Awaited<ReturnType<typeof list>>) =>
    (data['users'] as { email: string }[]).map(({ email }) => email.replace('@shop.example', ''));
  beforeEach(async () => {
    for (const name of ['anna', 'budi', 'budi2']) await add(`${name}@shop.example`);
  });

  it('has the newest first, or last', async () => {
    const all = await list({});
    expect(emails(all)).toEqual(['budi2', 'budi', 'anna']);
    expect(all.data).toMatchObject({ result_type: 'users', meta: { total: 3 } });
    expect(emails(await list({ order: 'asc' }))).toEqual(['anna', 'budi', 'budi2']);
  });

  it('comes in pages, each with the way to the next', async () => {
    const first = await list({ limit: '2', filters: { email: '' } });
    const next_page_payload = { page_number: 2, filters: { email: '' }, order: 'desc', limit: 2 };
    expect(first.data['meta']).toEqual({ total: 3, next_page_payload });
    const last = await list(next_page_payload);
    expect([emails(last), last.data['meta']]).toEqual([['anna'], { total: 3 }]);
    expect((await list({ limit: 3 })).data['meta']).toEqual({ total: 3 });
    const beyond = await list({ page_number: 3, limit: 2 });
    expect([emails(beyond), beyond.data['meta']]).toEqual([[], { total: 3 }]);
  });

  it('has 10 a page unless told otherwise', async () => {
    for (let count = 0; count < 8; count += 1) await add(`more${count}@shop.example`);
    const first = await list({});
    expect(emails(first)).toHaveLength(10);
    expect(first.data['meta']).toMatchObject({
      total: 11,
      next_page_payload: { page_number: 2, filters: {} },
    });
    expect(emails(await list({ limit: 100 }))).toHaveLength(11);
  });

  it('may end with an empty payload', async () => {
    await bench.close();
    bench = await startBench({ lastPage: 'empty' });
    expect((await list({})).data['meta']).toEqual({ total: 0, next_page_payload: {} });
  });

  it('is filtered', async () => {
    const { id, submit } = await startUser(bench, 'siti@shop.example');
    await submit();
    const filtered = async (filters: Record<string, string>) => emails(await list({ filters }));
    expect(await filtered({ email: 'BUDI' })).toEqual(['budi2', 'budi']);
    expect(await filtered({ email: 'anna@shop.example' })).toEqual(['anna']);
    expect(await filtered({ is_kyc_submitted: 'true' })).toEqual(['siti']);
    expect(await filtered({ is_kyc_submitted: 'false', email: 'a' })).toEqual(['anna']);
    expect(await filtered({ is_doptin_done: 'true' })).toEqual([]);
    bench.ost.control.optIn(id);
    expect(await filtered({ is_doptin_done: 'true', is_doptin_mail_sent: 'true' })).toEqual(['siti']);
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: 'ten' }, 'limit'],
    [{ page_number: '0' }, 'page_number'],
    [{ page_number: '1.5' }, 'page_number'],
    [{ order: 'newest' }, 'order'],
    [{ filters: 'email' }, 'filters'],
    [{ filters: { name: 'budi' } }, 'filters'],
    [{ filters: { is_kyc_submitted: 'yes' } }, 'filters[is_kyc_submitted]'],
  ])('refuses %j', async (parameters, name) => {
    expect(await list(parameters)).toMatchObject({ status: 400, parameters: [name] });
  });
});
