import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DATA_KEY, NOON, sampleSession } from '../sessions/testing.ts';
import { openStore } from './index.ts';
import type { Store } from './store.ts';

let folder: string;
let file: string;
let store: Store;
const now = new Date(NOON);
const open = (dataKey = DATA_KEY) => openStore({ file, dataKey });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-store-'));
  file = join(folder, 'data', 'kyc.db');
  store = await open();
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const numbered = (n: number, changed = {}) =>
  sampleSession({ id: `ses_${String(n).padStart(24, '0')}`, createdAt: new Date(NOON + n), ...changed });

describe('sessions', () => {
  test('a session comes back as it was, also after the database was closed', async () => {
    const upload = { slot: 'ktp', contentType: 'image/jpeg', size: 5, sha256: 'a'.repeat(64) };
    const session = sampleSession({ uploads: [upload], refused: { details: ['city'], slots: ['ktp'] } });
    expect(await store.create(session, ['ref-1'])).toBe(true);
    await store.close();
    store = await open();
    expect(await store.load(session.id)).toEqual(session);
    expect(await store.findByReference('onekyc', 'ref-1')).toEqual(session);
    expect(await store.findByReference('ost', 'ref-1')).toBeNull();
  });

  test('a save changes what it names, raises the version, and is refused for an older one', async () => {
    const session = sampleSession();
    await store.create(session, []);
    const upload = { slot: 'ktp', contentType: 'image/png', size: 9, sha256: 'b'.repeat(64) };
    const later = new Date(NOON + 1000);
    const saved = await store.save(
      session.id,
      1,
      { patch: { status: 'processing', refreshedAt: later }, upload, references: ['ref-2', 'ref-2'] },
      later,
    );
    const expected = { ...session, status: 'processing', uploads: [upload], version: 2 };
    expect(saved).toEqual({ ...expected, updatedAt: later, refreshedAt: later });
    expect(await store.save(session.id, 1, { patch: { status: 'failed' } }, later)).toBeNull();
    expect(await store.load(session.id)).toEqual(saved);
    expect((await store.findByReference('onekyc', 'ref-2'))?.id).toBe(session.id);
    const again = { ...upload, size: 10 };
    expect((await store.save(session.id, 2, { upload: again }, later))?.uploads).toEqual([again]);
    const other = { ...upload, slot: 'selfie' };
    expect((await store.save(session.id, 3, { upload: other }, later))?.uploads).toEqual([again, other]);
  });

  test('of two sessions under one reference the newer one is found', async () => {
    await store.create(numbered(1), ['customer-1']);
    await store.create(numbered(2), ['customer-1']);
    expect((await store.findByReference('onekyc', 'customer-1'))?.id).toBe(numbered(2).id);
  });

  test('pages are newest first and without gaps, also where times are equal', async () => {
    for (const n of [1, 2, 3, 4]) await store.create(numbered(n, { createdAt: now }), []);
    await store.create(numbered(5, { provider: 'ost', status: 'failed' }), []);
    const first = await store.list({ limit: 3 });
    expect(first.map(({ id }) => id)).toEqual([5, 4, 3].map((n) => numbered(n).id));
    const before = { createdAt: now, id: numbered(3).id };
    const second = await store.list({ limit: 3, before });
    expect(second.map(({ id }) => id)).toEqual([2, 1].map((n) => numbered(n).id));
    expect(await store.list({ limit: 9, provider: 'ost', status: 'failed' })).toHaveLength(1);
    expect(await store.list({ limit: 9, status: 'expired' })).toEqual([]);
  });

  test('open sessions past their time are overdue, oldest first', async () => {
    const at = (ms: number, status = 'pending') => ({ expiresAt: new Date(NOON + ms), status });
    await store.create(numbered(1, at(2)), []);
    await store.create(numbered(2, at(1, 'review')), []);
    await store.create(numbered(3, at(1, 'failed')), []);
    await store.create(numbered(4, at(3)), []);
    expect(await store.overdue(new Date(NOON + 2), 9)).toEqual([numbered(2).id, numbered(1).id]);
    expect(await store.overdue(new Date(NOON + 2), 1)).toEqual([numbered(2).id]);
  });

  test('erasing takes everything that hangs on it', async () => {
    const person = {
      name: 'ASHA CONTOH',
      dateOfBirth: '1990-12-31',
      number: 'XXXX XXXX 2346',
      address: null,
    };
    const matches = { name: null, dateOfBirth: null, number: null };
    const code = { slot: 'ktp', kind: 'aadhaar_xml', signature: 'unverified', matches, person } as const;
    const session = sampleSession({ codes: [code] });
    const key = { keyHash: 'k', requestHash: 'r', expiresAt: new Date(NOON + 1000) };
    await store.create(session, ['ref-1'], key);
    expect(await store.erase(session.id)).toBe(true);
    expect(await store.erase(session.id)).toBe(false);
    expect(await store.load(session.id)).toBeNull();
    expect(await store.findByReference('onekyc', 'ref-1')).toBeNull();
    expect(await store.replay('k', now)).toBeNull();
    expect(await store.save(session.id, 1, {}, now)).toBeNull();
  });
});

describe('once only', () => {
  const key = { keyHash: 'k', requestHash: 'r', expiresAt: new Date(NOON + 1000) };

  test('a taken idempotency key writes nothing; an expired one is free again', async () => {
    expect(await store.create(numbered(1), [], key)).toBe(true);
    expect(await store.create(numbered(2), [], key)).toBe(false);
    expect(await store.load(numbered(2).id)).toBeNull();
    expect(await store.replay('k', now)).toEqual({ requestHash: 'r', sessionId: numbered(1).id });
    expect(await store.replay('k', key.expiresAt)).toBeNull();
    const late = numbered(3, { createdAt: key.expiresAt });
    expect(await store.create(late, [], { ...key, expiresAt: new Date(NOON + 2000) })).toBe(true);
    expect((await store.replay('k', key.expiresAt))?.sessionId).toBe(late.id);
  });

  test('a delivery is new once, for each provider, until it is cleaned away', async () => {
    expect(await store.hasReceipt('ost', 'd')).toBe(false);
    const asked = await Promise.all([store.receipt('ost', 'd', now), store.receipt('ost', 'd', now)]);
    expect(asked).toEqual([true, false]);
    expect(await store.receipt('ctos', 'd', now)).toBe(true);
    await store.clean(new Date(NOON + 1000));
    expect(await store.hasReceipt('ost', 'd')).toBe(true);
    await store.clean(new Date(NOON + 40 * 86_400_000));
    expect(await store.hasReceipt('ost', 'd')).toBe(false);
  });
});

describe('at rest', () => {
  test('nothing of the person can be read in the files, nor what they are found by', async () => {
    const round = { nonce: 'A'.repeat(22), challenges: ['blink'] as const, handedOutAt: NOON };
    const told = { challenges: [], signals: null, sha256: 'b'.repeat(64) };
    const picture = { route: 'manual' as const, reason: 'person' as const, ...told };
    const face = { slot: 'selfie', round, failedTries: 0, failed: null, picture };
    const session = sampleSession({ liveness: [face] });
    const key = { keyHash: 'KUNCI-CONTOH', requestHash: 'ISI-CONTOH', expiresAt: new Date(NOON + 1000) };
    await store.create(session, ['customer-1', 'RUJUKAN-CONTOH'], key);
    await store.save(session.id, 1, { patch: { details: { street: 'JALAN-CONTOH' } } }, now);
    await store.receipt('onekyc', 'KIRIMAN-CONTOH', now);
    const names = readdirSync(join(folder, 'data'));
    expect(names).toContain('kyc.db-wal');
    const bytes = Buffer.concat(names.map((name) => readFileSync(join(folder, 'data', name))));
    // The search is able to find something.
    expect(bytes.includes(session.id)).toBe(true);
    for (const secret of [
      'BUDI',
      'CONTOH',
      '0000000101000001',
      'contoh.example',
      '1990-12-31',
      'XXXX XXXX 2346',
      'customer-1',
      'shop.example',
      round.nonce,
      picture.sha256,
      'blink',
    ]) {
      expect(bytes.includes(secret), secret).toBe(false);
    }
  });

  test('the files are for their owner only', () => {
    for (const name of readdirSync(join(folder, 'data'))) {
      expect(statSync(join(folder, 'data', name)).mode & 0o077, name).toBe(0);
    }
  });

  test('a wrong data key is refused at once and changes nothing', async () => {
    await store.create(sampleSession(), []);
    await store.close();
    await expect(open(new Uint8Array(32).fill(8))).rejects.toMatchObject({ code: 'data_key_wrong' });
    await expect(open(new Uint8Array(31))).rejects.toMatchObject({ code: 'data_key_wrong' });
    store = await open();
    expect(await store.load(sampleSession().id)).not.toBeNull();
  });

  test('what was moved to another session does not open', async () => {
    await store.create(numbered(1), []);
    await store.create(numbered(2), []);
    await store.close();
    const raw = new Database(file);
    raw.exec(`update sessions set given = (select given from sessions where id = '${numbered(1).id}')`);
    raw.close();
    store = await open();
    expect(await store.load(numbered(1).id)).not.toBeNull();
    await expect(store.load(numbered(2).id)).rejects.toMatchObject({ code: 'damaged' });
  });

  test('a database of a later program is refused and left alone', async () => {
    await store.close();
    const raw = new Database(file);
    raw.exec('pragma user_version = 99');
    raw.close();
    await expect(open()).rejects.toMatchObject({ code: 'database_newer' });
    const again = new Database(file);
    expect(again.pragma('user_version')).toEqual([{ user_version: 99 }]);
    again.exec('pragma user_version = 3');
    again.close();
    store = await open();
    await store.ping();
  });
});

describe('events', () => {
  const event = {
    id: 'evt_1',
    type: 'session.updated',
    url: 'https://shop.example/HOOK-CONTOH',
    body: '{"name":"BUDI CONTOH"}',
  };

  test('are written with the change they tell of, or not at all', async () => {
    const session = numbered(1);
    await store.create(session, []);
    expect(await store.save(session.id, 9, { event }, now)).toBeNull();
    expect(await store.claimEvents(now, 1000, 9)).toEqual([]);
    await store.save(session.id, 1, { patch: { status: 'processing' }, event }, now);
    const twice = store.save(session.id, 2, { patch: { status: 'review' }, event }, now);
    await expect(twice).rejects.toThrow();
    expect((await store.load(session.id))?.status).toBe('processing');
    expect(await store.claimEvents(now, 1000, 9)).toEqual([
      {
        id: event.id,
        url: event.url,
        body: event.body,
        sessionId: session.id,
        attempts: 1,
        createdAt: now,
      },
    ]);
  });

  test('are claimed by one, until the lease is over or they are settled', async () => {
    for (const n of [1, 2, 3]) await store.create(numbered(n), [], undefined, { ...event, id: `evt_${n}` });
    const at = (ms: number) => new Date(NOON + 10 + ms);
    const ids = async (ms: number, limit = 9) =>
      (await store.claimEvents(at(ms), 1000, limit)).map(({ id, attempts }) => `${id} ${attempts}`);
    expect(await ids(0, 2)).toEqual(['evt_1 1', 'evt_2 1']);
    expect(await ids(0)).toEqual(['evt_3 1']);
    expect(await ids(999)).toEqual([]);
    const tried = { at: at(0), httpStatus: 204, outcome: 'delivered', durationMs: 12.4 };
    await store.settleEvent('evt_1', null, tried);
    await store.settleEvent('evt_2', at(5000), { ...tried, httpStatus: null, outcome: 'timeout' });
    expect(await ids(1000)).toEqual(['evt_3 2']);
    expect(await ids(5000)).toEqual(['evt_3 3', 'evt_2 2']);
  });
});

describe('the log of deliveries', () => {
  const event = (n: number) => ({
    id: `evt_${n}`,
    type: 'session.completed',
    url: 'https://shop.example/HOOK-CONTOH',
    body: '{"name":"BUDI CONTOH"}',
  });
  const attempt = (outcome: string) => ({ at: now, httpStatus: 503, outcome, durationMs: 12.4 });

  test('says what became of each event, newest first, and holds nothing of the person', async () => {
    for (const n of [1, 2, 3]) await store.create(numbered(n), [], undefined, event(n));
    const later = new Date(NOON + 5000);
    await store.settleEvent('evt_1', later, attempt('refused'));
    await store.settleEvent('evt_1', null, attempt('delivered'));
    await store.settleEvent('evt_2', null, attempt('timeout'));
    const all = await store.deliveries({ limit: 9 });
    expect(all.map(({ id, status, dueAt }) => [id, status, dueAt])).toEqual([
      ['evt_3', 'pending', numbered(3).createdAt],
      ['evt_2', 'given_up', null],
      ['evt_1', 'delivered', null],
    ]);
    expect(all[2]?.attempts).toEqual([
      { ...attempt('refused'), durationMs: 12 },
      { ...attempt('delivered'), durationMs: 12 },
    ]);
    expect(JSON.stringify(all)).not.toMatch(/CONTOH/);
    const [first] = all;
    if (!first) throw new Error('no delivery');
    expect((await store.deliveries({ limit: 1, before: first })).map(({ id }) => id)).toEqual(['evt_2']);
    const only = await store.deliveries({ limit: 9, sessionId: numbered(2).id, status: 'given_up' });
    expect(only.map(({ id }) => id)).toEqual(['evt_2']);
  });

  test('goes with its session, and with time', async () => {
    await store.create(numbered(1), [], undefined, event(1));
    await store.create(numbered(2), [], undefined, event(2));
    await store.settleEvent('evt_2', null, attempt('delivered'));
    await store.erase(numbered(1).id);
    expect((await store.deliveries({ limit: 9 })).map(({ id }) => id)).toEqual(['evt_2']);
    await store.settleEvent('evt_1', null, attempt('delivered'));
    await store.clean(new Date(NOON + 31 * 86_400_000));
    expect(await store.deliveries({ limit: 9 })).toEqual([]);
  });
});

test('a database of an earlier version is brought up to date and keeps what it has', async () => {
  const session = sampleSession();
  await store.create(session, ['ref-1']);
  await store.close();
  const raw = new Database(file);
  for (const table of ['delivery_attempts', 'deliveries', 'outbox']) raw.exec(`drop table ${table}`);
  raw.exec('drop index sessions_ask');
  for (const column of ['ask_at', 'ask_tries']) raw.exec(`alter table sessions drop column ${column}`);
  raw.exec('pragma user_version = 1');
  raw.close();
  store = await open();
  expect(await store.findByReference('onekyc', 'ref-1')).toEqual(session);
  expect(await store.claimEvents(now, 1000, 9)).toEqual([]);
});

test('what is queued when the store closes is kept, what comes later is refused', async () => {
  const kept = store.create(numbered(1), []);
  await store.close();
  expect(await kept).toBe(true);
  await expect(store.create(numbered(2), [])).rejects.toMatchObject({ code: 'closed' });
  await expect(store.ping()).rejects.toThrow();
  store = await open();
  expect((await store.list({ limit: 9 })).map(({ id }) => id)).toEqual([numbered(1).id]);
});

test('one write that fails does not fail the others of its turn', async () => {
  await store.create(numbered(1), []);
  const answers = await Promise.allSettled([
    store.create(numbered(2), ['ref-2']),
    store.create(numbered(1), ['ref-1']),
    store.create(numbered(3), []),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await store.list({ limit: 9 })).toHaveLength(3);
  expect(await store.findByReference('onekyc', 'ref-1')).toBeNull();
});
