import { describe, expect, it } from 'vitest';
import { journey, NOW, openAdapter } from '../conformance.harness.ts';
import type { WebhookRequest } from '../provider.ts';
import { delivery, fixtures, hmac, KYC_SESSION, OTHER_SESSION, signed, webhookBody } from './fixtures.ts';
import { sign } from './webhook.ts';

const deliver = async (request: WebhookRequest, changed: Record<string, unknown> = {}) => {
  const { adapter } = openAdapter(fixtures);
  const { session, references } = await journey(fixtures, adapter, 'end');
  return adapter.receiveWebhook(
    request,
    async (name) => ([...references, OTHER_SESSION].includes(name) ? { ...session, ...changed } : null),
    { signal: new AbortController().signal, requestId: 'request-1' },
  );
};

const asked = { kind: 'event', trusted: false, change: {} };

it('is signed as in the known example', () => {
  const body =
    '{"id":"evt_00000000-0000-4000-8000-000000000001","event":"kyc.verification_completed","timestamp":"2026-01-05T10:35:00.000Z","data":{"kycSessionId":"s-1","externalUserId":"customer-456","status":"FACE_VERIFIED"}}';
  expect(sign(Buffer.from(body), 'whsec_example').toString('hex')).toBe(
    'f0189d6273a973a2867eb564210f65b68ef1f501b8d8824f3c5511e36e067573',
  );
});

describe('a delivery', () => {
  it('is believed, with what it says', async () => {
    await expect(deliver(delivery())).resolves.toMatchObject({
      kind: 'event',
      sessionId: fixtures.session.sessionId,
      dedupeKey: webhookBody.id,
      trusted: true,
      change: {
        outcome: {
          status: 'completed',
          result: 'approved',
          checks: { faceMatchScore: 0.95 },
          extracted: { documentNumber: 'ABCDE1234F' },
        },
      },
    });
  });

  it.each([
    ['kyc.documents_uploaded', { status: 'DOCUMENTS_UPLOADED' }, { status: 'processing', result: null }],
    ['kyc.verification_completed', { status: 'PENDING_REVIEW' }, { status: 'review', result: null }],
    ['kyc.status_changed', { status: 'VERIFIED' }, { status: 'completed', result: 'approved' }],
    [
      'kyc.status_changed',
      {
        status: 'REJECTED',
        finalStatus: 'REJECTED',
        previousStatus: 'PENDING_REVIEW',
        rejectionReason: 'Blurred',
      },
      { status: 'completed', result: 'rejected', reasonCode: 'other' },
    ],
    ['kyc.status_changed', { status: 'SOMETHING_NEW' }, { status: 'review', result: null }],
  ])('of %s with %j means %j', async (event, data, outcome) => {
    await expect(deliver(delivery({ event }, data))).resolves.toMatchObject({
      trusted: true,
      change: { outcome },
    });
  });

  it('of the first picture leaves the session open', async () => {
    const state = { kycSessionId: KYC_SESSION, uploaded: ['pan'], submitted: false };
    const request = delivery({ event: 'kyc.documents_uploaded' }, { status: 'DOCUMENTS_UPLOADED' });
    await expect(deliver(request, { state })).resolves.toMatchObject({
      change: { outcome: { status: 'pending' } },
    });
  });

  it('may have been written anew on its way', async () => {
    const spaced = JSON.stringify(webhookBody, null, 2);
    await expect(deliver(signed(spaced, hmac(JSON.stringify(webhookBody))))).resolves.toMatchObject({
      trusted: true,
    });
    await expect(deliver(signed(spaced))).resolves.toMatchObject({ trusted: true });
  });

  it.each([
    ['kyc.test', { message: 'This is a test' }],
    ['kyc.digilocker_fetch_initiated', { kycSessionId: KYC_SESSION }],
    ['kyc.digilocker_fetch_completed', { kycSessionId: KYC_SESSION, status: 'VERIFIED' }],
    ['kyc.digilocker_fetch_failed', {}],
  ])('of %s is nothing for us', async (event, data) => {
    await expect(deliver(delivery({ event, data }))).resolves.toEqual({ kind: 'ignored' });
  });

  it.each([
    ['an unknown event', delivery({ event: 'kyc.something_new' })],
    ['no time', delivery({ timestamp: undefined })],
    ['a time that is none', delivery({ timestamp: 'soon' })],
    ['a time of long ago', delivery({ timestamp: new Date(NOW - 300_001).toISOString() })],
    ['a time to come', delivery({ timestamp: new Date(NOW + 300_001).toISOString() })],
    ['two statuses', delivery({}, { finalStatus: 'REJECTED' })],
    ['an earlier session of ours', delivery({}, { kycSessionId: OTHER_SESSION })],
  ])('makes the server ask when it has %s', async (_, request) => {
    await expect(deliver(request)).resolves.toMatchObject(asked);
  });

  it.each([
    ['no JSON', signed('{'), 400],
    ['bytes that are no text', signed(Buffer.of(0x22, 0xff, 0x22)), 400],
    ['no object', signed('[]'), 400],
    ['no id', delivery({ id: undefined }), 400],
    ['no data', delivery({ data: null }), 400],
    ['no status', delivery({}, { status: undefined }), 400],
    ['a signature of another length', signed('{}', 'ab'), 401],
    ['a signature in base64', signed('{}', Buffer.from(hmac('{}'), 'hex').toString('base64')), 401],
    ['two signatures', signed('{}', `${hmac('{}')}, ${hmac('{}')}`), 401],
    ['a wrong signature and no JSON', signed('{', hmac('{}')), 401],
    ['a depth that cannot be written', signed('['.repeat(200_000) + ']'.repeat(200_000), hmac('')), 401],
  ])('is refused with %s', async (_, request, status) => {
    await expect(deliver(request)).rejects.toMatchObject({ name: 'WebhookRejected', status });
  });
});
