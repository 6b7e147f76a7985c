import { describe, expect, it } from 'vitest';
import { NOW } from '../conformance.harness.ts';
import type { ProviderSession, WebhookRequest } from '../provider.ts';
import {
  delivery,
  fixtures,
  kycEvent,
  ofBody,
  STAMP,
  statusEvent,
  userEvent,
  WEBHOOK_URL,
} from './fixtures.ts';
import { receive } from './webhook.ts';

const secret = fixtures.environment['OST_WEBHOOK_SECRET'] ?? '';

const session = (sessionId: string): ProviderSession => ({
  ...fixtures.session,
  sessionId,
  state: {},
  status: 'processing',
  details: null,
  uploads: [],
});

const known: Readonly<Record<string, string>> = { 'user:11428': 'newest', 'detail:700': 'earlier' };

const deliver = (request: WebhookRequest, now = NOW) =>
  receive(
    request,
    async (reference) => (Object.hasOwn(known, reference) ? session(known[reference] ?? '') : null),
    { secret, now },
  );

const textOf = ({ body }: WebhookRequest): string => Buffer.from(body).toString();

describe('the signature', () => {
  /** The vector that OST's documentation prints. */
  const printed = {
    secret: 'WEBHOOK_SECRET_KEY',
    url: 'https://webhook.ost.com/test/',
    body: 'created_at=1541144915&data%5Bresult_type%5D=user&data%5Buser%5D%5Bcreated_at%5D=1541144915&data%5Buser%5D%5Bemail%5D=yogesh%2B13233%40ost.com&data%5Buser%5D%5Bid%5D=11493&data%5Buser%5D%5Bproperties%5D%5B%5D=doptin_mail_sent&description=User+has+signed+up&id=236&name=user_register&request_timestamp=1542185198&source=web&type=user&version=v1',
    signature: '34e852b1bb2b73357483ce7d35a837611f098f9e7df580edb0bb735993868c0a',
  };
  const receivePrinted = (body: string, url = printed.url) =>
    receive(ofBody(body, url), async () => null, { secret: printed.secret, now: 1_542_185_200_000 });

  it.each([
    ['at the end', `${printed.body}&signature=${printed.signature}`],
    ['at the beginning', `signature=${printed.signature}&${printed.body}`],
    ['in the middle', printed.body.replace('&source=', `&signature=${printed.signature}&source=`)],
    ['under an encoded name', `${printed.body}&%73ignature=${printed.signature}`],
    [
      'over pairs in another order and encoding',
      [...new URLSearchParams(`${printed.body}&signature=${printed.signature}`)]
        .reverse()
        .map((pair) => pair.map(encodeURIComponent).join('='))
        .join('&'),
    ],
  ])('is found %s', async (_, body) => {
    await expect(receivePrinted(body)).resolves.toEqual({ kind: 'ignored' });
  });

  it.each([
    ['twice', `${printed.body}&signature=${printed.signature}&signature=${printed.signature}`],
    ['empty', `${printed.body}&signature=`],
    ['in capitals', `${printed.body}&signature=${printed.signature.toUpperCase()}`],
    ['cut short', `${printed.body}&signature=${printed.signature.slice(0, -1)}`],
    ['over less', `${printed.body.replace('&version=v1', '')}&signature=${printed.signature}`],
    ['over more', `${printed.body}&more=1&signature=${printed.signature}`],
    ['over a repeated key', `${printed.body}&id=1&signature=${printed.signature}`],
  ])('is refused %s', async (_, body) => {
    await expect(receivePrinted(body)).rejects.toMatchObject({ name: 'WebhookRejected', status: 401 });
  });

  it('is over the address, slash included and query apart', async () => {
    const body = `${printed.body}&signature=${printed.signature}`;
    await expect(receivePrinted(body, 'https://webhook.ost.com/test')).rejects.toMatchObject({ status: 401 });
    const withQuery = { ...ofBody(body, printed.url), query: 'shop=1' };
    const event = receive(withQuery, async () => null, { secret: printed.secret, now: 1_542_185_200_000 });
    await expect(event).resolves.toEqual({ kind: 'ignored' });
  });

  it.each([
    [-300, true],
    [-301, false],
    [300, true],
    [302, false],
  ])('is good for five minutes: stamped %i s from now is %s', async (offset, isGood) => {
    const event = await deliver(delivery(statusEvent, { stamp: STAMP + offset }), STAMP * 1000).catch(
      (error: unknown) => error,
    );
    expect(event).toMatchObject(isGood ? { kind: 'event' } : { name: 'WebhookRejected', status: 401 });
  });

  it('does not stand in for a time', async () => {
    const stamped = delivery({ ...statusEvent }, { stamp: Number.NaN });
    await expect(deliver(stamped)).rejects.toMatchObject({ status: 401 });
  });
});

describe('events', () => {
  const asks = (sessionId: string, dedupeKey = '256') => ({
    kind: 'event',
    sessionId,
    dedupeKey,
    trusted: false,
    change: {},
  });

  it.each(['kyc_submit', 'update_ethereum_address', 'kyc_reopen', 'kyc_status_update'])(
    '%s makes the server ask',
    async (name) => {
      await expect(deliver(delivery(kycEvent({ name })))).resolves.toEqual(asks('newest'));
    },
  );

  it('find the session that submitted it before the newest of the person', async () => {
    const event = kycEvent({ id: '7' }, { user_kyc_detail_id: '700' });
    await expect(deliver(delivery(event))).resolves.toEqual(asks('earlier', '7'));
    const without = kycEvent({}, { user_kyc_detail_id: null });
    await expect(deliver(delivery(without))).resolves.toEqual(asks('newest'));
  });

  it('of a deleted user end the session', async () => {
    await expect(deliver(delivery(userEvent('user_deleted')))).resolves.toEqual({
      kind: 'event',
      sessionId: 'newest',
      dedupeKey: '256',
      trusted: true,
      change: { outcome: { status: 'failed', result: null, reasonCode: 'user_deleted' } },
    });
    await expect(deliver(delivery(userEvent('user_deleted', '7')))).rejects.toMatchObject({ status: 404 });
  });

  it.each(['user_register', 'user_dopt_in', 'something_new', 'constructor'])(
    '%s is no news',
    async (name) => {
      await expect(deliver(delivery(userEvent(name, '7')))).resolves.toEqual({ kind: 'ignored' });
    },
  );

  it('repeated have the same key, under another time and signature', async () => {
    const first = delivery(statusEvent);
    const second = delivery(statusEvent, { stamp: STAMP + 60 });
    expect(textOf(first)).not.toBe(textOf(second));
    expect(await deliver(first)).toEqual(await deliver(second));
    expect(await deliver(delivery({ ...statusEvent, id: '257' }))).toMatchObject({ dedupeKey: '257' });
  });

  it.each([
    ['no id', { ...statusEvent, id: null }],
    ['an id that is none', { ...statusEvent, id: '../7' }],
    ['no name', { ...statusEvent, name: '' }],
    ['no data', { ...statusEvent, data: {} }],
    ['data of another kind', { ...userEvent('kyc_status_update') }],
    ['a user that is none', kycEvent({}, { user_id: 'BUDI CONTOH' })],
  ])('are refused with %s', async (_, event) => {
    await expect(deliver(delivery(event))).rejects.toMatchObject({ name: 'WebhookRejected', status: 400 });
  });

  it('come by POST', async () => {
    const request = { ...delivery(statusEvent), method: 'PUT' };
    await expect(deliver(request)).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['nothing', ''],
    ['JSON', '{"signature":"00"}'],
    ['bytes that are no text', Buffer.of(0xff, 0xfe)],
  ])('are not authenticated by %s', async (_, body) => {
    await expect(deliver(ofBody(body, WEBHOOK_URL))).rejects.toMatchObject({ status: 401 });
  });
});
