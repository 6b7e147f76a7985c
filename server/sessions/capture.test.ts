import { describe, expect, test, vi } from 'vitest';
import type { UploadRequest } from '../contract/upload.ts';
import { ProviderError } from '../providers/errors.ts';
import type { ProviderAdapter } from '../providers/provider.ts';
import {
  bytes,
  contentUrl,
  context,
  documentStep,
  file,
  form,
  gate,
  NOON,
  processing,
  settled,
  setUp,
} from './testing.ts';

describe('upload targets', () => {
  test('the adapter is asked, and what it answers is kept with the file', async () => {
    const { sessions, make } = await setUp({
      uploadTarget: async () => ({
        target: {
          method: 'PUT',
          url: 'https://uploads.example/1',
          headers: {},
          expiresAt: '2026-01-15T12:10:00Z',
        },
        state: { upload: 1 },
        references: ['upload-1'],
      }),
    });
    const { id } = await make();
    expect(await sessions.uploadTarget(id, file(), contentUrl, context())).toMatchObject({
      url: 'https://uploads.example/1',
    });
    const session = await sessions.get(id);
    expect(session).toMatchObject({ state: { upload: 1 }, uploads: [file()] });
    expect(sessions.steps(session).map(({ id: step, done }) => [step, done])).toEqual([
      ['consent', false],
      ['ktp', true],
    ]);
  });

  test.each([
    [{ slot: 'selfie' }, 'slot_unknown'],
    [{ contentType: 'image/gif' }, 'file_type_unsupported'],
    [{ size: 1001 }, 'file_too_large'],
    [{ size: 3 }, 'file_too_small'],
  ])('%j is %s, and the provider is not asked', async (changed, code) => {
    const uploadTarget = vi.fn<NonNullable<ProviderAdapter['uploadTarget']>>();
    const { sessions, make } = await setUp({ uploadTarget });
    const { id } = await make();
    await expect(sessions.uploadTarget(id, file(changed), contentUrl, context())).rejects.toMatchObject({
      code,
    });
    expect(uploadTarget).not.toHaveBeenCalled();
  });

  test('a session that is over takes no file', async () => {
    const { sessions, make, clock } = await setUp({ fetchStatus: async () => processing });
    const [closed, expired] = [await make(), await make()];
    await sessions.refresh(closed.id, context());
    const ask = (id: string) => sessions.uploadTarget(id, file(), contentUrl, context());
    await expect(ask(closed.id)).rejects.toMatchObject({ code: 'session_closed' });
    clock.now += 3_600_000;
    await expect(ask(expired.id)).rejects.toMatchObject({ code: 'session_expired' });
  });

  test('parallel calls of one session do not forget what the other one remembered', async () => {
    const steps = () => [documentStep, { ...documentStep, id: 'selfie', slot: 'selfie' }];
    const { sessions, make } = await setUp({
      steps,
      uploadTarget: async (session, { slot }) => {
        await settled();
        return {
          state: { ...session.state, [slot]: true },
          target: { method: 'PUT', url: 'https://uploads.example/1', headers: {}, expiresAt: '' },
        };
      },
    });
    const { id } = await make();
    const ask = (slot: string) => sessions.uploadTarget(id, file({ slot }), contentUrl, context());
    await Promise.all([ask('ktp'), ask('selfie')]);
    expect((await sessions.get(id)).state).toEqual({ started: true, ktp: true, selfie: true });
  });
});

describe('streamed uploads', () => {
  async function* chunks(...parts: readonly Uint8Array[]) {
    yield* parts;
  }

  /** An adapter that takes what it is given, and the session with an announced file. */
  async function streaming(changed: Partial<UploadRequest> = {}) {
    const received: Buffer[] = [];
    const streamUpload = vi.fn<NonNullable<ProviderAdapter['streamUpload']>>(
      async (_session, _file, body) => {
        try {
          for await (const chunk of body) received.push(Buffer.from(chunk));
        } catch {
          throw new ProviderError('onekyc', 'streamUpload', 'unavailable');
        }
        return { state: { sent: true } };
      },
    );
    const parts = await setUp({ streamUpload });
    const { id } = await parts.make();
    const target = await parts.sessions.uploadTarget(id, file(changed), contentUrl, context());
    const send = (body: AsyncIterable<Uint8Array>, type = 'image/jpeg') =>
      parts.sessions.streamUpload(id, 'ktp', body, type, context());
    return { ...parts, id, target, send, streamUpload, received };
  }

  test('go to our own address, and through', async () => {
    const { target, send, received, sessions, id } = await streaming();
    expect(target).toEqual({
      method: 'PUT',
      url: contentUrl('ktp'),
      headers: { 'content-type': 'image/jpeg' },
      expiresAt: new Date(NOON + 15 * 60_000).toISOString(),
    });
    await send(chunks(bytes.subarray(0, 5), new Uint8Array(), bytes.subarray(5)));
    expect(Buffer.concat(received)).toEqual(bytes);
    expect((await sessions.get(id)).state).toEqual({ sent: true });
  });

  test.each([
    ['one that is longer', 'file_too_large', [bytes, Buffer.from('!')]],
    ['one that is shorter', 'file_mismatch', [bytes.subarray(0, 9), bytes.subarray(9, -1)]],
    ['another one', 'file_mismatch', [bytes.subarray(0, -1), Buffer.from('!')]],
    ['another one with an empty end', 'file_mismatch', [Buffer.alloc(bytes.length), new Uint8Array()]],
  ])('%s is %s, and never arrives whole', async (_name, code, parts) => {
    const { send, received, sessions, id } = await streaming();
    await expect(send(chunks(...parts))).rejects.toMatchObject({ code });
    expect(Buffer.concat(received).length).toBeLessThan(bytes.length);
    expect((await sessions.get(id)).state).toEqual({ started: true });
  });

  test('are done when they arrived, and not when they were only announced or refused', async () => {
    const { send, sessions, id, streamUpload } = await streaming();
    const step = async () => sessions.steps(await sessions.get(id)).at(-1);
    expect(await step()).toMatchObject({ id: 'ktp', done: false, refused: [] });
    await expect(sessions.submit(id, context())).rejects.toMatchObject({
      code: 'upload_missing',
      info: { details: [{ path: 'ktp' }] },
    });
    streamUpload.mockRejectedValueOnce(new ProviderError('enxtai', 'streamUpload', 'upload_missing'));
    await expect(send(chunks(bytes))).rejects.toMatchObject({ kind: 'upload_missing' });
    expect(await step()).toMatchObject({ done: false });
    await send(chunks(bytes));
    expect(await step()).toMatchObject({ done: true });
    expect(await step()).not.toHaveProperty('refused');
  });

  test('are pulled no faster than the provider takes them', async () => {
    const held = gate();
    let pulled = 0;
    async function* source() {
      for (const byte of bytes) {
        pulled += 1;
        yield Uint8Array.of(byte);
      }
    }
    const { send, streamUpload } = await streaming();
    streamUpload.mockImplementation(async (_session, _file, body) => {
      let taken = 0;
      for await (const _chunk of body) {
        taken += 1;
        if (taken === 3) await held.promise;
      }
      return {};
    });
    const sent = send(source());
    await settled();
    expect(pulled).toBe(4);
    held.open();
    await sent;
    expect(pulled).toBe(bytes.length);
  });

  test.each([
    ['the line is slow', 2, { name: 'Problem', code: 'upload_timeout' }],
    ['the provider does not go on reading', 1, { name: 'ProviderError', kind: 'timeout' }],
  ])('that do not come to their end are told whose fault it was: %s', async (_name, asked, expected) => {
    const never = gate();
    async function* source() {
      yield bytes.subarray(0, 3);
      yield bytes.subarray(3, 6);
      await never.promise;
    }
    const { send, streamUpload, sessions, id } = await streaming();
    streamUpload.mockImplementation(async (_session, _file, body) => {
      const parts = body[Symbol.asyncIterator]();
      const pulled = Array.from({ length: asked }, () => parts.next().catch(() => null));
      await Promise.all(pulled.slice(0, 1));
      await settled();
      throw new ProviderError('enxtai', 'streamUpload', 'timeout');
    });
    await expect(send(source())).rejects.toMatchObject(expected);
    expect((await sessions.get(id)).state).toEqual({ started: true });
    never.open();
  });

  test('need to be announced, with the type that is sent, and read to the end', async () => {
    const { send, streamUpload, sessions, make } = await streaming();
    await expect(send(chunks(bytes), 'image/png')).rejects.toMatchObject({ code: 'file_mismatch' });
    const other = await make();
    const stream = (slot: string) =>
      sessions.streamUpload(other.id, slot, chunks(bytes), 'image/jpeg', context());
    await expect(stream('ktp')).rejects.toMatchObject({ code: 'step_conflict' });
    await expect(stream('pan')).rejects.toMatchObject({ code: 'slot_unknown' });
    expect(streamUpload).not.toHaveBeenCalled();
    streamUpload.mockResolvedValue({});
    await expect(send(chunks(bytes))).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});

describe('details', () => {
  test('are checked and kept; a flow without a form takes none', async () => {
    const { sessions, make } = await setUp({ steps: () => [form] });
    const { id } = await make();
    const wrong = sessions.saveDetails(id, { firstName: '', secret: 'x' }, context());
    await expect(wrong).rejects.toMatchObject({ code: 'details_invalid' });
    await sessions.saveDetails(id, { firstName: 'BUDI', city: null }, context());
    expect((await sessions.get(id)).details).toEqual({ firstName: 'BUDI' });
    const plain = await setUp();
    const none = plain.sessions.saveDetails((await plain.make()).id, {}, context());
    await expect(none).rejects.toMatchObject({ code: 'step_conflict' });
  });
});
