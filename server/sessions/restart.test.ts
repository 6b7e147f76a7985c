import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProviderError } from '../providers/errors.ts';
import type { Change, ProviderAdapter } from '../providers/provider.ts';
import { openStore } from '../store/index.ts';
import { context, DATA_KEY, gate, settled, setUp } from './testing.ts';

const approved: Change = { outcome: { status: 'completed', result: 'approved' } };
const request = { method: 'POST', url: '', query: '', headers: {}, body: new Uint8Array() };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-restart-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A server over the one database; `die` lets go of it without a word. */
async function server(
  fetchStatus: ProviderAdapter['fetchStatus'],
  onUnanswered: () => void = () => undefined,
) {
  const store = await openStore({ file: join(folder, 'kyc.db'), dataKey: DATA_KEY });
  const set = await setUp(
    {
      fetchStatus,
      receiveWebhook: async (_request, find) => {
        const session = await find(`ref-${id}`);
        const sessionId = session?.sessionId ?? '';
        return { kind: 'event', sessionId, dedupeKey: 'delivery-1', trusted: false, change: {} };
      },
    },
    { wrap: () => store, onUnanswered },
  );
  let id = '';
  /** Acknowledges a webhook about a new session. */
  const hear = async () => {
    id = (await set.make()).id;
    await set.sessions.webhook('onekyc', request, context());
    return id;
  };
  return { ...set, hear, die: () => store.close() };
}

test('a question that was acknowledged and not asked yet is asked by the next process', async () => {
  const first = await server(async () => approved);
  const id = await first.hear();
  await first.die();
  const second = await server(async () => approved);
  await second.sessions.askDue(context());
  expect((await second.sessions.get(id)).result).toBe('approved');
  await second.die();
});

test('one that was under way when the process died is asked again a little later', async () => {
  const held = gate<Change>();
  const first = await server(() => held.promise);
  const id = await first.hear();
  const ends = Promise.allSettled([first.sessions.askDue(context())]);
  await settled();
  await first.die();
  held.open(approved);
  expect((await ends).map(({ status }) => status)).toEqual(['rejected']);
  const second = await server(async () => approved);
  await second.sessions.askDue(context());
  expect((await second.sessions.get(id)).result).toBeNull();
  second.clock.now += 5000;
  await second.sessions.askDue(context());
  expect((await second.sessions.get(id)).result).toBe('approved');
  await second.die();
});

test('one that was under way when the server was stopped is asked at once by the next, and is no failure', async () => {
  const onUnanswered = vi.fn();
  const stopping = new AbortController();
  const first = await server(
    (_session, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new ProviderError('onekyc', 'fetchStatus', 'aborted'))),
      ),
    onUnanswered,
  );
  const id = await first.hear();
  const asked = first.sessions.askDue(context(stopping.signal));
  await settled();
  stopping.abort();
  await asked;
  await first.die();
  const second = await server(async () => approved);
  await second.sessions.askDue(context());
  expect((await second.sessions.get(id)).result).toBe('approved');
  expect(onUnanswered).not.toHaveBeenCalled();
  await second.die();
});
