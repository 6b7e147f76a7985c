import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, call, form, places, putFile, startBench, startUser } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const user = (values = '') => startUser(bench, `budi${values}@shop.example`);
const statuses = () => {
  const [one] = bench.ost.control.cases();
  return one && [one.kycStatus, one.adminStatus, one.amlStatus];
};
const step = () => bench.clock.advance(375);

describe('the life of a case', () => {
  it('goes from the submission to the approval', async () => {
    const budi = await user();
    const submitted = await budi.submit();
    const user_kyc = {
      id: 290,
      user_kyc_detail_id: 727,
      user_id: budi.id,
      kyc_status: 'pending',
      admin_status: 'unprocessed',
      aml_status: 'unprocessed',
      whitelist_status: 'unprocessed',
      admin_action_types: [],
      submission_count: 1,
      last_acted_by: '',
      created_at: 1893553445,
    };
    expect(submitted).toMatchObject({ status: 200, success: true, data: { result_type: 'user_kyc' } });
    expect(submitted.data['user_kyc']).toEqual(user_kyc);
    expect(await budi.status()).toEqual(user_kyc);
    const seen = [statuses()];
    for (let count = 0; count < 4; count += 1) {
      step();
      seen.push(statuses());
    }
    expect(seen).toEqual([
      ['pending', 'unprocessed', 'unprocessed'],
      ['pending', 'unprocessed', 'pending'],
      ['pending', 'unprocessed', 'cleared'],
      ['pending', 'qualified', 'cleared'],
      ['approved', 'qualified', 'cleared'],
    ]);
    expect(await budi.status()).toEqual({
      ...user_kyc,
      kyc_status: 'approved',
      admin_status: 'qualified',
      aml_status: 'cleared',
      last_acted_by: 'SAMPLE ADMIN',
    });
  });

  it.each([
    ['+approve', 'approved', 'qualified', 'cleared', []],
    ['+aml-approve', 'approved', 'qualified', 'approved', []],
    ['+whitelist', 'approved', 'qualified', 'cleared', []],
    ['+reject', 'denied', 'denied', 'cleared', []],
    ['+aml-reject', 'denied', 'unprocessed', 'rejected', []],
    ['+issue', 'pending', 'unprocessed', 'cleared', ['document_issue']],
    ['+issue-data', 'pending', 'unprocessed', 'cleared', ['data_mismatch']],
    ['+issue-other', 'pending', 'unprocessed', 'cleared', ['other_issue']],
    ['+issue-once', 'pending', 'unprocessed', 'cleared', ['document_issue']],
    ['+aml-fail', 'pending', 'unprocessed', 'failed', []],
    ['+review', 'pending', 'unprocessed', 'cleared', []],
    ['+never', 'pending', 'unprocessed', 'unprocessed', []],
    ['+review+reject', 'denied', 'denied', 'cleared', []],
    ['+reject+other', 'approved', 'qualified', 'cleared', []],
  ])('with %s ends %s, %s, %s %j', async (values, kyc, admin, aml, actions) => {
    const budi = await user(values);
    await budi.submit();
    bench.clock.advance(86_400_000);
    expect(await budi.status()).toMatchObject({
      kyc_status: kyc,
      admin_status: admin,
      aml_status: aml,
      whitelist_status: values === '+whitelist' ? 'done' : 'unprocessed',
      admin_action_types: actions,
    });
  });

  it('takes 10 s with +slow', async () => {
    await (await user('+slow+reject')).submit();
    bench.clock.advance(9_999);
    expect(statuses()).toEqual(['pending', 'denied', 'cleared']);
    bench.clock.advance(1);
    expect(statuses()).toEqual(['denied', 'denied', 'cleared']);
  });

  it('can be chosen for everybody without a test value', async () => {
    bench.ost.control.setDefaultOutcome('+aml-fail');
    await (await user()).submit();
    bench.clock.advance(1_500);
    expect(statuses()).toEqual(['pending', 'unprocessed', 'failed']);
  });

  it.each([
    ['+review', 'approve', ['approved', 'qualified', 'cleared']],
    ['+never', 'reject', ['denied', 'denied', 'cleared']],
    ['+aml-fail', 'approve', ['approved', 'qualified', 'cleared']],
    ['+issue', 'aml-approve', ['approved', 'qualified', 'approved']],
    ['+slow', 'aml-reject', ['denied', 'unprocessed', 'rejected']],
  ] as const)('after %s can be brought to %s', async (values, outcome, end) => {
    const budi = await user(values);
    await budi.submit();
    bench.clock.advance(1_500);
    bench.ost.control.finish(budi.id, outcome);
    expect(statuses()).toEqual(end);
    bench.clock.advance(60_000);
    expect(statuses()).toEqual(end);
    expect(() => bench.ost.control.finish(budi.id, 'approve')).toThrow('closed');
  });

  it('begins anew with a further submission', async () => {
    const budi = await user('+issue-once');
    await budi.submit();
    bench.clock.advance(1_500);
    const again = await budi.submit({ city: 'Kota Lain' });
    expect(again.data['user_kyc']).toMatchObject({
      id: 290,
      user_kyc_detail_id: 728,
      submission_count: 2,
      kyc_status: 'pending',
      aml_status: 'unprocessed',
      admin_action_types: [],
      last_acted_by: '',
      created_at: 1893553445,
    });
    bench.clock.advance(1_499);
    expect(statuses()).toEqual(['pending', 'qualified', 'cleared']);
    bench.clock.advance(1);
    expect(statuses()).toEqual(['approved', 'qualified', 'cleared']);
    expect(bench.ost.control.cases()).toMatchObject([{ form: { city: 'Kota Lain' } }]);
  });

  it('of an earlier submission ends when there is a further one', async () => {
    const budi = await user();
    await budi.submit();
    bench.clock.advance(1_000);
    await budi.submit();
    bench.clock.advance(1_000);
    expect(statuses()).toEqual(['pending', 'unprocessed', 'cleared']);
  });

  it.each(['', '+reject', '+aml-reject'])('once closed takes no submission: "%s"', async (values) => {
    const budi = await user(values);
    await budi.submit();
    bench.clock.advance(1_500);
    expect(await budi.submit()).toMatchObject({
      status: 422,
      err: { code: 'UNPROCESSABLE_ENTITY', msg: expect.stringMatching(/^Case cannot be updated/) },
    });
    expect((await budi.send({})).status).toBe(422);
    expect(await budi.status()).toMatchObject({ submission_count: 1 });
    bench.ost.control.reopen(budi.id);
    expect(statuses()?.slice(0, 2)).toEqual(['pending', 'unprocessed']);
    expect(await budi.submit()).toMatchObject({ data: { user_kyc: { submission_count: 2 } } });
  });

  it('can be reopened only when it is closed', async () => {
    const budi = await user();
    expect(() => bench.ost.control.reopen(budi.id)).toThrow();
    await budi.submit();
    expect(() => bench.ost.control.reopen(budi.id)).toThrow('open');
  });

  it('stands last in the list with every submission', async () => {
    const [first, second] = [await user('+first'), await user('+second')];
    for (const one of [first, second, first]) await one.submit();
    expect(bench.ost.control.cases().map(({ userId }) => userId)).toEqual([second.id, first.id]);
  });

  it('has a whitelist and an address that admins change', async () => {
    const budi = await user();
    await budi.submit();
    bench.clock.advance(1_500);
    bench.ost.control.setWhitelistStatus(budi.id, 'failed');
    expect(await budi.status()).toMatchObject({ whitelist_status: 'failed', last_acted_by: '' });
    bench.ost.control.setEthereumAddress(budi.id, '0xde709f2102306220921060314715629080e2fb77');
    expect((await budi.detail()).data['user_kyc_detail']).toMatchObject({
      ethereum_address: '0xde709f2102306220921060314715629080e2fb77',
    });
  });

  it('ends with its user', async () => {
    const budi = await user();
    await budi.submit();
    bench.ost.control.deleteUser(budi.id);
    bench.clock.advance(1_500);
    expect(bench.ost.control.cases()).toEqual([]);
    expect((await budi.detail()).status).toBe(404);
    expect((await call(bench, 'GET', `/users-kyc/${budi.id}`)).status).toBe(404);
  });
});

describe('the details', () => {
  it('are told with links to the files, which end after 12 h', async () => {
    const budi = await user();
    const pdf = { residence: 'application/pdf', first: 'application/pdf', second: 'application/pdf' };
    const issued = await places(bench, 'put', pdf);
    for (const [name, { url }] of Object.entries(issued)) await putFile(url, 'application/pdf', name);
    const key = (name: string): string => issued[name]?.fields.key ?? '';
    await budi.submit({
      residence_proof_file_path: key('residence'),
      investor_proof_files_path: [key('second'), key('first')],
    });
    const { data } = await budi.detail();
    expect(data['result_type']).toBe('user_kyc_detail');
    const detail = data['user_kyc_detail'] as Record<string, unknown>;
    expect(detail).toEqual({
      ...form,
      id: 727,
      created_at: 1893553445,
      estimated_participation_amount: 1.2,
      document_id_file: expect.stringContaining('X-Amz-Signature='),
      selfie_file: expect.stringContaining('X-Amz-Signature='),
      residence_proof_file: expect.stringContaining('X-Amz-Expires=43200'),
      investor_proof_files: [expect.any(String), expect.any(String)],
    });
    const [first = ''] = detail['investor_proof_files'] as string[];
    expect(await (await fetch(first)).text()).toBe('second');
    bench.clock.advance(43_201_000);
    expect((await fetch(first)).status).toBe(403);
    expect(bench.ost.control.cases()[0]?.files.map(({ size, contentType }) => [size, contentType])).toEqual([
      [6, 'image/jpeg'],
      [6, 'image/jpeg'],
      [9, 'application/pdf'],
      [6, 'application/pdf'],
      [5, 'application/pdf'],
    ]);
  });

  it('leave out the files that were not sent', async () => {
    const budi = await user();
    await budi.submit();
    const detail = (await budi.detail()).data['user_kyc_detail'] as object;
    expect(Object.keys(detail)).not.toContain('residence_proof_file');
    expect(Object.keys(detail)).not.toContain('investor_proof_files');
  });

  it('are not told when the client chose so', async () => {
    const budi = await user();
    await budi.submit();
    bench.ost.control.setDetailSetting(false);
    expect((await budi.detail()).data).toEqual({
      result_type: 'user_kyc_detail',
      user_kyc: { id: 727, created_at: 1893553445 },
    });
  });

  it.each(['/users-kyc/1', '/users-kyc-detail/1', '/users-kyc/11428', '/users-kyc-detail/11428'])(
    '%s: 404 before there is a case',
    async (path) => {
      await user();
      expect(await call(bench, 'GET', path)).toMatchObject({ status: 404, err: { code: 'NOT_FOUND' } });
    },
  );
});
