import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyFields, userKyc } from './fixtures.ts';
import { readOutcome, readTarget } from './map.ts';
import { userKycAnswer } from './wire.ts';

const kyc = (changed: Readonly<Record<string, unknown>>) =>
  userKycAnswer.parse({ success: true, data: { user_kyc: userKyc(changed) } }).data.user_kyc;

const kycStatuses = ['pending', 'approved', 'denied'];
const adminStatuses = ['unprocessed', 'qualified', 'denied'];
const amlStatuses = ['unprocessed', 'pending', 'cleared', 'approved', 'rejected', 'failed'];
const unknown = ['', 'Approved', 'done', 'nil'];

describe('the outcome', () => {
  it('approves in the documented way only, of all that can be said', () => {
    const approvals = [...kycStatuses, ...unknown].flatMap((kyc_status) =>
      [...adminStatuses, ...unknown].flatMap((admin_status) =>
        [...amlStatuses, ...unknown]
          .filter(
            (aml_status) =>
              readOutcome(kyc({ kyc_status, admin_status, aml_status }), 1).result === 'approved',
          )
          .map((aml_status) => [kyc_status, admin_status, aml_status]),
      ),
    );
    expect(approvals).toEqual([
      ['approved', 'qualified', 'cleared'],
      ['approved', 'qualified', 'approved'],
    ]);
  });

  it('has a result with `completed` and never without, whatever the words', () => {
    const word = fc.oneof(fc.constantFrom(...kycStatuses, ...adminStatuses, ...amlStatuses), fc.string());
    fc.assert(
      fc.property(word, word, word, fc.array(word), fc.nat(3), (verdict, admin, aml, types, count) => {
        const { status, result, reasonCode } = readOutcome(
          kyc({
            kyc_status: verdict,
            admin_status: admin,
            aml_status: aml,
            admin_action_types: types,
            submission_count: count,
          }),
          1,
        );
        expect(result === null).toBe(status !== 'completed');
        expect(['processing', 'review', 'completed']).toContain(status);
        const codes = ['data_mismatch', 'document_issue', 'other', 'superseded'];
        expect([...codes, null]).toContain(reasonCode ?? null);
      }),
    );
  });

  it.each([
    [['data_mismatch'], 'data_mismatch'],
    [['other_issue', 'document_issue'], 'document_issue'],
    [['other_issue'], 'other'],
    [['<b>something new</b>'], 'other'],
    [['something_new', 'other_issue'], 'other'],
  ])('says what to mend: %j as %s', (admin_action_types, reasonCode) => {
    const waiting = { kyc_status: 'pending', admin_status: 'unprocessed', admin_action_types };
    expect(readOutcome(kyc(waiting), 1)).toEqual({ status: 'review', result: null, reasonCode });
    const denied = { kyc_status: 'denied', admin_status: 'denied', admin_action_types };
    expect(readOutcome(kyc(denied), 1)).toEqual({ status: 'completed', result: 'rejected', reasonCode });
    expect(readOutcome(kyc({ admin_action_types }), 1)).toMatchObject({
      result: 'approved',
      reasonCode: null,
    });
  });

  it.each(['rejected', 'failed'])('does not tell the person that the AML check was %s', (aml_status) => {
    const waiting = { kyc_status: 'pending', admin_status: 'unprocessed', aml_status };
    expect(readOutcome(kyc(waiting), 1)).toEqual({ status: 'review', result: null, reasonCode: null });
  });

  it('is about our submission: of an earlier one the verdict is not ours either', () => {
    const said = (kyc_status: string) => readOutcome(kyc({ kyc_status, submission_count: 1 }), 2);
    for (const word of ['approved', 'denied']) {
      expect(said(word)).toEqual({ status: 'processing', result: null });
    }
    expect(readOutcome(kyc({ submission_count: null }), 2).result).toBe('approved');
  });

  it('is about our submission: of a later one the verdict is not ours', () => {
    const later = { submission_count: 3 };
    expect(readOutcome(kyc(later), 3).result).toBe('approved');
    expect(readOutcome(kyc(later), 2)).toEqual({ status: 'review', result: null, reasonCode: 'superseded' });
    expect(readOutcome(kyc({ ...later, kyc_status: 'pending' }), 2).status).toBe('processing');
    expect(readOutcome(kyc({ submission_count: null }), 1).result).toBe('approved');
  });
});

describe('the upload target', () => {
  const place = (url: string) => ({ url, fields: { key: '3/i/1', ...policyFields } });

  it('is http on this machine only', () => {
    const local = { base: 'http://localhost:9101', now: 0 };
    const target = readTarget(place('http://127.0.0.1:9102/1'), 'put', 'image/jpg', local);
    expect(target).toEqual({
      method: 'PUT',
      url: 'http://127.0.0.1:9102/1',
      headers: { 'content-type': 'image/jpg' },
      expiresAt: '1970-01-01T00:15:00.000Z',
    });
    const away = { base: 'https://kyc.ost.example', now: 0 };
    expect(readTarget(place('http://127.0.0.1:9102/1'), 'post', 'image/jpg', away)).toBeNull();
  });

  it('echoes a field that the documents do not print', () => {
    const fields = { key: '3/i/1', 'Content-Type': 'image/png', acl: 'private' };
    const target = readTarget({ url: 'https://s3.example/1', fields }, 'post', 'image/png', {
      base: 'https://kyc.ost.example',
      now: 0,
    });
    expect(target).toMatchObject({ method: 'POST', fields, fileField: 'file' });
  });
});
