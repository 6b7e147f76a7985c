import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noChecks, nothingExtracted } from '../../contract/status.ts';
import { readDate } from '../values.ts';
import { ktpData } from './fixtures.ts';
import { readKtp } from './ktp.ts';
import { readOutcome, readTarget, readTokenExpiry } from './map.ts';
import { faceKey, frontKey } from './parts.ts';
import { readRefusal } from './refusal.ts';
import {
  detailsAnswer,
  type SubmissionDetails,
  type SubmissionStatus,
  tokenAnswer,
  urlsAnswer,
} from './wire.ts';

const status = (changed: Partial<SubmissionStatus> = {}): SubmissionStatus => ({
  submissionId: 's-1',
  status: 'COMPLETED',
  verificationResult: { isApproved: true },
  documents: { KTP_FRONT: { status: 'VERIFIED' } },
  ...changed,
});
const rejected = { isApproved: false };

describe('the outcome', () => {
  it('approves what is complete and approved, with or without details', () => {
    const approved = { status: 'completed', result: 'approved', reasonCode: null };
    expect(readOutcome.ktp(status(), null, true)).toEqual({ ...approved, checks: { documentValid: true } });
    expect(
      readOutcome.ktp(status(), { status: 'COMPLETED', result: 'VALID', reasonCode: '' }, true),
    ).toMatchObject(approved);
    expect(readOutcome.ktp(status({ documents: undefined }), {}, true)).toMatchObject({
      ...approved,
      checks: { documentValid: null },
    });
  });

  it.each<[string, Partial<SubmissionStatus>, SubmissionDetails | null]>([
    ['an unknown status', { status: 'DONE' }, null],
    ['partly complete', { status: 'PARTIALLY_COMPLETED', verificationResult: null }, null],
    ['partly complete, yet approved', { status: 'PARTIALLY_COMPLETED' }, null],
    ['no verdict', { verificationResult: null }, null],
    ['no verdict field', { verificationResult: undefined }, null],
    ['a verdict as text', { verificationResult: { isApproved: 'true' } }, null],
    ['a verdict as number', { verificationResult: { isApproved: 1 } }, null],
    ['an invalid document', { documents: { KTP: { status: 'INVALID' } } }, null],
    [
      'a refused second document',
      { documents: { KTP: { status: 'VERIFIED' }, X: { status: 'REJECTED' } } },
      null,
    ],
    ['details that say INVALID', {}, { result: 'INVALID' }],
    ['details that say ERROR', {}, { status: 'ERROR' }],
    ['details in unknown words', {}, { result: 'MAYBE' }],
    ['a rejection that details call VALID', { verificationResult: rejected }, { result: 'VALID' }],
  ])('is for review: %s', (_, changed, details) => {
    expect(readOutcome.ktp(status(changed), details, true)).toMatchObject({ status: 'review', result: null });
  });

  it('waits while the details are not there yet', () => {
    expect(readOutcome.ktp(status(), { status: 'IN_PROGRESS' }, true)).toEqual({
      status: 'processing',
      result: null,
    });
  });

  it.each([
    ['NOT_EKTP', 'not_ektp'],
    ['INVALID_DOCUMENT', 'document_issue'],
    ['DOCUMENT_NOT_FOUND', 'document_not_found'],
    ['REFERENCE_IMAGE_VALIDATION_FAILED', 'reference_image_validation_failed'],
    ['<b>Something new</b>', 'other'],
    ['', null],
    [null, null],
  ])('gives the reason %j as %j', (reasonCode, expected) => {
    const outcome = readOutcome.ktp(status({ verificationResult: rejected }), { reasonCode }, true);
    expect(outcome).toMatchObject({ status: 'completed', result: 'rejected', reasonCode: expected });
    const failed = readOutcome.ktp(status({ status: 'ERROR' }), { reasonCode }, true);
    expect(failed).toMatchObject({ status: 'failed', result: null, reasonCode: expected });
  });

  it('tells what is waiting for us from what is waiting for them', () => {
    expect(readOutcome.ktp(status({ status: 'INITIATED' }), null, false).status).toBe('pending');
    expect(readOutcome.ktp(status({ status: 'INITIATED' }), null, true).status).toBe('processing');
    expect(readOutcome.ktp(status({ status: 'IN_PROGRESS' }), null, false).status).toBe('processing');
  });

  it.each([
    [{ KTP: { status: 'VERIFIED' } }, true],
    [{ KTP_FRONT: { status: 'VERIFIED' }, KTP_BACK: { status: 'PENDING' } }, true],
    [{ KTP_FRONT: { status: 'PENDING' }, KTP_BACK: { status: 'VERIFIED' } }, null],
    [{ KTP_FRONT: { status: 'UPLOADED' } }, null],
    [{ KTP_FRONT: { status: 'SOMETHING' } }, null],
    [{ KTP_FRONT: { status: 'REJECTED' } }, false],
    [{ KTP_FRONT: null }, null],
    [{}, null],
  ])('reads the documents %j as valid: %j', (documents, documentValid) => {
    const { checks } = readOutcome.ktp(status({ documents, verificationResult: rejected }), null, true);
    expect({ ...noChecks, ...checks }).toEqual({ ...noChecks, documentValid });
  });
});

describe('what was read from the card', () => {
  it('takes the first documented shape', () => {
    expect(readKtp({ submissionDetails: { ktpData } })).toEqual({
      ...nothingExtracted,
      fullName: 'BUDI CONTOH',
      documentNumber: '0000000101000001',
      dateOfBirth: '1990-02-01',
      address: 'JL. CONTOH NO. 1',
      gender: 'male',
      nationality: 'WNI',
      religion: 'ISLAM',
      maritalStatus: 'KAWIN',
      occupation: 'KARYAWAN',
      bloodType: 'O',
      province: 'PROVINSI CONTOH',
      city: 'KOTA CONTOH',
      district: 'KECAMATAN CONTOH',
      village: 'DESA CONTOH',
      issuedAt: '2012-04-03',
      expiresAt: null,
    });
  });

  it('takes the second, and fills the gaps of the first from it', () => {
    const ktp = {
      name: 'SITI CONTOH',
      dob: '31-12-1999',
      birthPlace: 'CONTOH',
      gender: 'PEREMPUAN',
      documentNumber: '0000000101000002',
    };
    expect(readKtp({ submissionData: { ktp } })).toEqual({
      ...nothingExtracted,
      fullName: 'SITI CONTOH',
      documentNumber: '0000000101000002',
      dateOfBirth: '1999-12-31',
      placeOfBirth: 'CONTOH',
      gender: 'female',
    });
    expect(readKtp({ submissionDetails: { ktpData }, submissionData: { ktp } })).toMatchObject({
      fullName: 'BUDI CONTOH',
      placeOfBirth: 'CONTOH',
    });
  });

  it('is null where nothing is printed, and field by field where a field makes no sense', () => {
    expect(readKtp({})).toBeNull();
    const odd = {
      nik: 101000001,
      name: '  ',
      gender: 'toString',
      address: { street: 1 },
      city: 'x'.repeat(501),
    };
    expect(readKtp({ submissionDetails: { ktpData: odd } })).toEqual(nothingExtracted);
  });

  it('is left out, not fatal, when its place holds something else', () => {
    for (const submissionDetails of [null, 7, [], { ktpData: 'text' }]) {
      const answer = detailsAnswer.parse({ success: true, data: { submissionDetails } });
      expect(readKtp(answer.data)).toBeNull();
    }
  });

  it.each([
    ['29-02-2000', '2000-02-29'],
    ['29-02-1900', null],
    ['31-04-1990', null],
    ['00-01-1990', null],
    ['01-13-1990', null],
    ['1-2-1990', null],
    ['01/02/1990', '1990-02-01'],
    ['01-02-90', null],
    ['01-02-1990 00:00', null],
    ['1990-02-01', '1990-02-01'],
    ['1990-02-31', null],
    ['SEUMUR HIDUP', null],
    [19900201, null],
    [null, null],
  ])('reads the day %j as %j', (value, expected) => {
    expect(readDate(value)).toBe(expected);
  });

  it('reads every day that exists, and returns only such', () => {
    const days = fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        expect(readDate(iso.split('-').reverse().join('-'))).toBe(iso);
      }),
    );
    const number = (max: number, width: number) =>
      fc.nat({ max }).map((value) => String(value).padStart(width, '0'));
    fc.assert(
      fc.property(number(99, 2), number(99, 2), number(9999, 4), (day, month, year) => {
        const iso = readDate(`${day}-${month}-${year}`);
        if (iso === null) return;
        expect(iso).toBe(`${year}-${month}-${day}`);
        expect(Number(day)).toBeLessThanOrEqual(
          new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate(),
        );
      }),
    );
  });
});

describe('the upload target', () => {
  it.each([
    [['KTP'], 'KTP'],
    [['KTP_FRONT', 'KTP_BACK'], 'KTP_FRONT'],
    [['KTP_BACK', 'SELFIE', 'KTP_FRONT', 'KTP'], 'KTP'],
    [['SOMETHING', 'ID_KTP_IMAGE'], 'ID_KTP_IMAGE'],
    [['ktp_front'], 'ktp_front'],
    [['KTP_BACK'], null],
    [['SELFIE_WITH_KTP'], null],
    [['PASSPORT'], null],
    [[], null],
  ])('among %j takes %j', (keys, expected) => {
    expect(frontKey(keys)).toBe(expected);
  });

  it.each<[string[], string | null]>([
    [['SELFIE'], 'SELFIE'],
    [['FACE', 'LIVENESS', 'selfie_image'], 'selfie_image'],
    [['SELFIE_BLINK', 'SELFIE', 'SELFIE_SMILE'], 'SELFIE'],
    [['LIVENESS_FRAME_1', 'LIVENESS_FRAME_2', 'FACE'], 'FACE'],
    [['FACE_LEFT', 'LIVENESS_FRONT'], 'LIVENESS_FRONT'],
    [['LIVE_PHOTO', 'KTP_FRONT'], 'LIVE_PHOTO'],
    [['Portrait'], 'Portrait'],
    [['DOCUMENT'], 'DOCUMENT'],
    [['DOCUMENT', 'OTHER'], null],
    [['KTP', 'OTHER'], null],
    [['KTP'], null],
    [['KTP_PHOTO'], null],
    [['SELFIE_WITH_KTP'], null],
    [['SELFIE_WITH_KTP', 'FACE'], 'FACE'],
    [['LIVENESS_VIDEO'], null],
    [['VIDEO'], null],
    [[], null],
  ])('among %j takes %j for the face', (keys, expected) => {
    expect(faceKey(keys)).toBe(expected);
  });

  it('skips an entry that cannot be read', () => {
    const { data } = urlsAnswer.parse({
      success: 'true',
      data: {
        submissionId: 's-1',
        documents: { KTP: 'nothing', KTP_FRONT: { documentUrl: 'https://u.example/1', expiryInSeconds: 60 } },
      },
    });
    expect(readTarget(data.documents, frontKey, 'image/png', 'https://g.example/coe', 1000)).toEqual({
      method: 'PUT',
      url: 'https://u.example/1',
      headers: { 'content-type': 'image/png' },
      expiresAt: '1970-01-01T00:01:01.000Z',
    });
  });

  it.each(['600', 600, undefined, null, '', 'soon', -1, 0])('takes the expiry %j', (expiryInSeconds) => {
    const documents = { KTP: { documentUrl: 'https://u.example/1', expiryInSeconds } };
    const { data } = urlsAnswer.parse({ success: true, data: { submissionId: 's-1', documents } });
    const target = readTarget(data.documents, frontKey, 'image/png', 'https://g.example/coe', 0);
    expect(target?.expiresAt).toBe('1970-01-01T00:10:00.000Z');
  });
});

describe('tokens', () => {
  const read = (data: object, askedAt = 0) =>
    readTokenExpiry(tokenAnswer.parse({ success: true, data }).data, askedAt);

  it('ends at the earlier of the two ends, numbers or texts', () => {
    expect(read({ token: 't', expires_at: '1000', expiry_seconds: '60' }, 500_000)).toBe(560_000);
    expect(read({ token: 't', expires_at: 1000, expiry_seconds: 5_184_000 }, 500_000)).toBe(1_000_000);
    expect(read({ token: 't', expires_at: '1000' })).toBe(1_000_000);
    expect(read({ token: 't', expires_at: 'soon', expiry_seconds: 60 })).toBe(60_000);
  });

  it.each([
    { expires_at: 1000 },
    { token: '', expires_at: 1000 },
    { token: 'a\nb', expires_at: 1000 },
    { token: 't' },
    { token: 't', expires_at: 'soon', expiry_seconds: null },
  ])('refuses %j', (data) => {
    expect(tokenAnswer.safeParse({ success: true, data }).success).toBe(false);
  });

  it('refuses an answer that is not a success', () => {
    const data = { token: 't', expires_at: 1000 };
    for (const success of [false, 'false', 1, null, undefined]) {
      expect(tokenAnswer.safeParse({ success, data }).success).toBe(false);
    }
  });
});

describe('refusals', () => {
  const body = (code: unknown, cause: unknown) => ({ success: false, errors: [{ code, cause }] });

  it.each([
    [400, 1552, 'SUBMISSION_DOES_NOT_EXIST', 'not_found'],
    [404, '404', 'SUBMISSION_DOES_NOT_EXIST', undefined],
    [422, 422, 'INVALID_UPLOAD_ARTIFACT', 'upload_missing'],
    [429, '429', 'SUBMISSION_QUOTA_EXCEEDED', 'quota'],
    [429, '429', 'TOO_MANY_REQUESTS', undefined],
    [400, 1553, 'PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER', 'forbidden'],
    [401, 1539, 'UNAUTHORIZED', undefined],
    [400, 1539, 'COE_PARTNER_CAN_NOT_BE_EMPTY', undefined],
    // A cause that does not go with its status must not hide that there was no service.
    [503, 903, 'SUBMISSION_DOES_NOT_EXIST', undefined],
  ])('reads %d %j %s as %j', (status, code, cause, kind) => {
    expect(readRefusal(status, body(code, cause))).toEqual({ reason: cause, ...(kind && { kind }) });
  });

  it('repeats nothing that is not documented', () => {
    for (const cause of ['BUDI CONTOH', '', 'toString', '__proto__', 7, null]) {
      expect(readRefusal(400, body(400, cause))).toEqual({});
    }
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(readRefusal(400, value)).toEqual({})));
  });
});
