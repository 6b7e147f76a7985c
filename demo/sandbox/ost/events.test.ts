import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookTarget } from './events.ts';
import { type Bench, startBench, startUser } from './testing.ts';

interface Delivery {
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
  readonly fields: Readonly<Record<string, string>>;
}

const HOUR = 3_600_000;
let client: Server;
let origin = '';
let answers: number[];
let deliveries: Delivery[];
let bench: Bench;

beforeEach(async () => {
  answers = [];
  deliveries = [];
  client = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    deliveries.push({
      path: request.url,
      type: request.headers['content-type'],
      body,
      fields: Object.fromEntries(new URLSearchParams(body)),
    });
    response.writeHead(answers.shift() ?? 200, { location: `${origin}/elsewhere` }).end();
  });
  await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(client.address() as AddressInfo).port}`;
  bench = await startBench();
  bench.ost.control.setWebhook(target('/hook/'));
});
afterEach(async () => {
  await bench.close();
  client.closeAllConnections();
  await new Promise((resolve) => client.close(resolve));
});

const secret = 'hook-secret';
const target = (path: string, more: Partial<WebhookTarget> = {}): WebhookTarget => ({
  url: `${origin}${path}`,
  secret,
  ...more,
});
const idle = () => bench.ost.control.idle();

async function advance(...milliseconds: number[]): Promise<void> {
  for (const time of milliseconds) {
    bench.clock.advance(time);
    await idle();
  }
}

/** A user who has submitted; what was sent so far is forgotten. */
async function submitted(email: string) {
  const user = await startUser(bench, email);
  await idle();
  deliveries.length = 0;
  await user.submit();
  await idle();
  return user;
}

/** As a receiver checks it: the body as it came, but the signature. */
function isSigned({ body, fields }: Delivery, url: string, key = secret): boolean {
  const rest = body.split('&').filter((pair) => !pair.startsWith('signature='));
  return (
    createHmac('sha256', key)
      .update(`${url}?${rest.join('&')}`)
      .digest('hex') === fields['signature']
  );
}

const names = () => deliveries.map(({ fields }) => fields['name']);
const statuses = () =>
  deliveries.map(({ fields }) =>
    ['kyc', 'admin', 'aml'].map((which) => fields[`data[user_kyc][${which}_status]`]).join(' '),
  );

describe('a webhook', () => {
  it('is a signed form', async () => {
    await startUser(bench, 'siti+x@shop.example');
    await idle();
    expect(deliveries).toHaveLength(1);
    const [delivery] = deliveries;
    expect(delivery).toMatchObject({ path: '/hook/', type: 'application/x-www-form-urlencoded' });
    expect(delivery?.fields).toEqual({
      created_at: '1893553445',
      'data[result_type]': 'user',
      'data[user][created_at]': '1893553445',
      'data[user][email]': 'siti+x@shop.example',
      'data[user][id]': '11428',
      description: 'User has signed up',
      id: '236',
      name: 'user_register',
      request_timestamp: '1893553445',
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: 'api',
      type: 'user',
      version: 'v1',
    });
    expect(delivery && isSigned(delivery, `${origin}/hook/`)).toBe(true);
    expect(delivery?.body).toContain('siti%2Bx%40shop.example');
  });

  it('tells of each step of a case', async () => {
    const { id } = await submitted('siti@shop.example');
    await advance(375, 375, 375, 375);
    expect(statuses()).toEqual([
      'pending unprocessed unprocessed',
      'pending unprocessed pending',
      'pending unprocessed cleared',
      'pending qualified cleared',
      'approved qualified cleared',
    ]);
    expect(names()).toEqual(['kyc_submit', ...Array(4).fill('kyc_status_update')]);
    expect(deliveries.map(({ fields }) => fields['source'])).toEqual([
      'api',
      'kyc_system',
      'kyc_system',
      'web',
      'web',
    ]);
    expect(deliveries.every((one) => isSigned(one, `${origin}/hook/`))).toBe(true);
    expect(deliveries[4]?.fields).toEqual({
      created_at: '1893553446',
      'data[result_type]': 'user_kyc',
      'data[user_kyc][admin_status]': 'qualified',
      'data[user_kyc][aml_status]': 'cleared',
      'data[user_kyc][created_at]': '1893553445',
      'data[user_kyc][id]': '290',
      'data[user_kyc][kyc_status]': 'approved',
      'data[user_kyc][last_acted_by]': 'SAMPLE ADMIN',
      'data[user_kyc][submission_count]': '1',
      'data[user_kyc][user_id]': String(id),
      'data[user_kyc][user_kyc_detail_id]': '727',
      'data[user_kyc][whitelist_status]': 'unprocessed',
      description: 'user kyc state has changed',
      id: '241',
      name: 'kyc_status_update',
      request_timestamp: '1893553446',
      signature: expect.any(String),
      source: 'web',
      type: 'user_kyc',
      version: 'v1',
    });
    expect(deliveries[0]?.fields['description']).toBe('User has submitted kyc data');
  });

  it('tells nothing more of a submission that was followed by another', async () => {
    const { submit } = await submitted('siti@shop.example');
    await advance(1_000);
    deliveries.length = 0;
    await submit();
    await advance(1_500);
    expect(names()).toEqual(['kyc_submit', ...Array(4).fill('kyc_status_update')]);
  });

  it('has lists and empty texts as the canonical form has them', async () => {
    await submitted('siti+issue@shop.example');
    await advance(1_500);
    const last = deliveries.find(({ body }) => body.includes('admin_action_types'));
    expect(last?.body).toContain('data%5Buser_kyc%5D%5Badmin_action_types%5D%5B%5D=document_issue');
    expect(deliveries[0]?.body).toContain('data%5Buser_kyc%5D%5Blast_acted_by%5D=&');
  });

  it('tells of what admins and users do', async () => {
    const { id } = await submitted('siti@shop.example');
    await advance(1_500);
    deliveries.length = 0;
    const { control } = bench.ost;
    for (const act of [
      () => control.reopen(id),
      () => control.setEthereumAddress(id, '0xde709f2102306220921060314715629080e2fb77'),
      () => control.optIn(id),
      () => control.deleteUser(id),
    ]) {
      act();
      await idle();
    }
    expect(
      deliveries.map(({ fields: { name, type, source, description } }) => [name, type, source, description]),
    ).toEqual([
      ['kyc_reopen', 'user_kyc', 'web', 'user kyc case was reopened by admin'],
      ['update_ethereum_address', 'user_kyc', 'web', 'Admin has updates ethereum address of user'],
      ['user_dopt_in', 'user', 'web', 'User has done double opt in'],
      ['user_deleted', 'user', 'web', 'User was deletd by admin'],
    ]);
    expect(statuses()[0]).toBe('pending unprocessed cleared');
  });
});

describe('where webhooks go', () => {
  it('has no query, neither called nor signed', async () => {
    bench.ost.control.setWebhook(target('/a/b?token=x#y'));
    await startUser(bench, 'siti@shop.example');
    await idle();
    const [delivery] = deliveries;
    expect(delivery?.path).toBe('/a/b');
    expect(delivery && isSigned(delivery, `${origin}/a/b`)).toBe(true);
  });

  it('may be three places, each with its secret, its choice and its own ids', async () => {
    bench.ost.control.setWebhook(
      target('/all'),
      target('/web', { secret: 'other', sources: ['web'] }),
      target('/submits', { events: ['kyc_submit'] }),
    );
    await submitted('siti@shop.example');
    await advance(1_500);
    const at = (path: string) => deliveries.filter((one) => one.path === path);
    expect([at('/all').length, at('/web').length, at('/submits').length]).toEqual([5, 2, 1]);
    expect(at('/web').every((one) => isSigned(one, `${origin}/web`, 'other'))).toBe(true);
    expect(new Set(deliveries.map(({ fields }) => fields['id'])).size).toBe(8);
    expect(() => bench.ost.control.setWebhook(...Array(4).fill(target('/')))).toThrow('at most');
  });

  it('may be nowhere', async () => {
    bench.ost.control.setWebhook();
    await submitted('siti@shop.example');
    expect(bench.ost.control.attempts()).toEqual([]);
  });
});

describe('delivery', () => {
  it('counts only with exactly 200, and is tried seven times, each signed anew', async () => {
    answers = [201, 204, 302, 400, 500, 503, 404];
    await startUser(bench, 'siti@shop.example');
    await idle();
    const waits = [1, 2, 4, 8, 16, 32];
    for (const [at, hours] of waits.entries()) {
      await advance(hours * HOUR - 1);
      expect(deliveries).toHaveLength(at + 1);
      await advance(1);
      expect(deliveries).toHaveLength(at + 2);
    }
    await advance(1000 * HOUR);
    expect(
      bench.ost.control.attempts().map(({ label, attempt, status }) => [label, attempt, status]),
    ).toEqual([201, 204, 302, 400, 500, 503, 404].map((status, at) => ['user_register 236', at + 1, status]));
    expect(deliveries.every(({ path }) => path === '/hook/')).toBe(true);
    const of = (name: string) => deliveries.map(({ fields }) => fields[name]);
    expect([new Set(of('id')).size, new Set(of('created_at')).size]).toEqual([1, 1]);
    expect(of('request_timestamp')).toEqual(
      [0, 1, 3, 7, 15, 31, 63].map((hours) => String(1893553445 + hours * 3600)),
    );
    expect(new Set(of('signature')).size).toBe(7);
    expect(deliveries.every((one) => isSigned(one, `${origin}/hook/`))).toBe(true);
  });

  it('ends with the first 200', async () => {
    answers = [500, 200];
    await startUser(bench, 'siti@shop.example');
    await idle();
    await advance(HOUR, 100 * HOUR);
    expect(bench.ost.control.attempts().map(({ status }) => status)).toEqual([500, 200]);
  });

  it('says what was so when it happened, also later', async () => {
    answers = [200, 500];
    await submitted('siti@shop.example');
    await advance(1_500, HOUR);
    expect(names().filter((name) => name === 'kyc_submit')).toHaveLength(2);
    expect([statuses().at(0), statuses().at(-1)]).toEqual(Array(2).fill('pending unprocessed unprocessed'));
  });
});

describe('test values of webhooks', () => {
  it('+no-webhook', async () => {
    await submitted('siti+no-webhook@shop.example');
    await advance(1_500, 100_000);
    expect(bench.ost.control.attempts()).toEqual([]);
  });

  it('+double-webhook: the same twice', async () => {
    await submitted('siti+double-webhook@shop.example');
    expect(deliveries).toHaveLength(2);
    expect(deliveries[0]).toEqual(deliveries[1]);
  });

  it('+late-webhook: 10 s after it happened', async () => {
    await submitted('siti+late-webhook+never@shop.example');
    await advance(9_999);
    expect(deliveries).toEqual([]);
    await advance(1);
    expect(names()).toContain('kyc_submit');
  });

  it('+reordered-webhooks: the newest first', async () => {
    await submitted('siti+reordered-webhooks+reject@shop.example');
    await advance(1_499);
    expect(deliveries).toEqual([]);
    await advance(1);
    expect(deliveries).toHaveLength(1);
    await advance(1_000, 1_000, 1_000, 1_000);
    expect(statuses()).toEqual([
      'denied denied cleared',
      'pending denied cleared',
      'pending unprocessed cleared',
      'pending unprocessed pending',
      'pending unprocessed unprocessed',
    ]);
    expect(deliveries.map(({ fields }) => fields['id'])).toEqual(['241', '240', '239', '238', '237']);
  });
});
