import { describe, expect, test, vi } from 'vitest';
import { ProviderError } from '../providers/errors.ts';
import type { ProviderAdapter, ProviderSession } from '../providers/provider.ts';
import {
  contentUrl,
  context,
  documentStep,
  file,
  form,
  gate,
  processing,
  settled,
  setUp,
} from './testing.ts';

describe('submit', () => {
  test('needs every form and file that is not optional', async () => {
    const optional = { ...documentStep, id: 'extra', slot: 'extra', optional: true };
    const submit = vi.fn(async () => ({}));
    const { sessions, make } = await setUp({ steps: () => [form, documentStep, optional], submit });
    const { id } = await make();
    const go = () => sessions.submit(id, context());
    await expect(go()).rejects.toMatchObject({
      code: 'details_invalid',
      info: { details: [{ path: 'firstName' }] },
    });
    await sessions.saveDetails(id, { firstName: 'BUDI' }, context());
    await expect(go()).rejects.toMatchObject({
      code: 'upload_missing',
      info: { details: [{ path: 'ktp' }] },
    });
    expect(submit).not.toHaveBeenCalled();
    await sessions.uploadTarget(id, file(), contentUrl, context());
    expect(await go()).toMatchObject({ session: { status: 'processing' }, pollAfterMs: 2000 });
    await expect(sessions.saveDetails(id, { firstName: 'X' }, context())).rejects.toMatchObject({
      code: 'session_closed',
    });
  });

  test('happens once, however often it is asked for', async () => {
    const held = gate();
    const submit = vi.fn(() => held.promise.then(() => processing));
    const { sessions, make, changes } = await setUp({ submit, steps: () => [] });
    const { id } = await make();
    const asked = [1, 2, 3].map(() => sessions.submit(id, context()));
    await settled();
    held.open();
    for (const { session } of await Promise.all(asked)) expect(session.status).toBe('processing');
    await sessions.submit(id, context());
    expect(submit).toHaveBeenCalledTimes(1);
    expect(changes).toHaveLength(1);
  });

  test('a file that the provider misses can be sent again', async () => {
    const submit = vi.fn(async () => processing);
    submit.mockRejectedValueOnce(new ProviderError('onekyc', 'submit', 'upload_missing'));
    const { sessions, make } = await setUp({ submit });
    const { id } = await make();
    const upload = () => sessions.uploadTarget(id, file(), contentUrl, context());
    await upload();
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind: 'upload_missing' });
    expect((await sessions.get(id)).status).toBe('pending');
    await upload();
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
  });

  test('an optional file that never arrived may be left out the next time', async () => {
    const proof = { ...documentStep, id: 'proof', kind: 'file' as const, slot: 'proof', optional: true };
    const submit = vi.fn(async (_session: ProviderSession) => processing);
    submit.mockRejectedValueOnce(new ProviderError('ost', 'submit', 'upload_missing', { fields: ['proof'] }));
    const { sessions, make } = await setUp({ steps: () => [documentStep, proof], submit });
    const { id } = await make();
    await sessions.uploadTarget(id, file(), contentUrl, context());
    await sessions.uploadTarget(id, { ...file(), slot: 'proof' }, contentUrl, context());
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind: 'upload_missing' });
    const steps = sessions.steps(await sessions.get(id));
    expect(steps.filter(({ done }) => done).map(({ slot }) => slot)).toEqual(['ktp']);
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
    expect(submit.mock.lastCall?.[0].uploads.map(({ slot }) => slot)).toEqual(['ktp']);
  });

  test('a form that the provider refuses can be filled in again', async () => {
    const submit = vi.fn(async () => processing);
    submit.mockRejectedValueOnce(
      new ProviderError('ost', 'submit', 'details_invalid', { fields: ['firstName'] }),
    );
    const { sessions, make } = await setUp({ submit, steps: () => [form] });
    const { id } = await make();
    const fill = (firstName: string) => sessions.saveDetails(id, { firstName }, context());
    await fill('BUDI');
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind: 'details_invalid' });
    await fill('SITI');
    expect((await sessions.submit(id, context())).session.details).toEqual({ firstName: 'SITI' });
  });

  test('what the provider refused is to be done again, and nothing else, until it comes anew', async () => {
    const selfie = { ...documentStep, id: 'selfie', slot: 'selfie' };
    const submit = vi.fn(async () => processing);
    const { sessions, make } = await setUp({ submit, steps: () => [form, documentStep, selfie] });
    const { id } = await make();
    const upload = (slot: string) => sessions.uploadTarget(id, file({ slot }), contentUrl, context());
    const fill = () => sessions.saveDetails(id, { firstName: 'BUDI' }, context());
    const standing = async () =>
      sessions.steps(await sessions.get(id)).map(({ id: step, done, refused }) => [step, done, refused]);
    const refuse = async (kind: 'details_invalid' | 'upload_missing', fields?: readonly string[]) => {
      submit.mockRejectedValueOnce(new ProviderError('ost', 'submit', kind, fields ? { fields } : {}));
      await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind });
    };
    await Promise.all([fill(), upload('ktp'), upload('selfie')]);

    await refuse('details_invalid', ['city']);
    expect(await standing()).toEqual([
      ['consent', false, undefined],
      ['person', false, ['city']],
      ['ktp', true, undefined],
      ['selfie', true, undefined],
    ]);
    const calls = submit.mock.calls.length;
    await expect(sessions.submit(id, context())).rejects.toMatchObject({
      code: 'details_invalid',
      info: { details: [{ path: 'city', message: 'is not accepted by the provider' }] },
    });
    expect(submit).toHaveBeenCalledTimes(calls);
    expect((await sessions.get(id)).details).toEqual({ firstName: 'BUDI' });
    await fill();

    await refuse('upload_missing', ['selfie']);
    expect((await standing()).slice(1)).toEqual([
      ['person', true, undefined],
      ['ktp', true, undefined],
      ['selfie', false, []],
    ]);
    await expect(sessions.submit(id, context())).rejects.toMatchObject({
      code: 'upload_missing',
      info: { details: [{ path: 'selfie' }] },
    });
    await upload('selfie');

    await refuse('upload_missing');
    expect((await standing()).map(([, done]) => done)).toEqual([false, true, false, false]);
    await Promise.all([upload('ktp'), upload('selfie')]);
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
  });

  test('another failure leaves everything done', async () => {
    const submit = vi.fn(async () => processing);
    submit.mockRejectedValueOnce(new ProviderError('onekyc', 'submit', 'unavailable'));
    const { sessions, make } = await setUp({ submit });
    const { id } = await make();
    await sessions.uploadTarget(id, file(), contentUrl, context());
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(sessions.steps(await sessions.get(id)).at(-1)).toMatchObject({ id: 'ktp', done: true });
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
  });

  test('a missing file that may be left out is: the adapter does not hear of it again', async () => {
    const optional = { ...documentStep, id: 'extra', slot: 'extra', optional: true };
    const heard: string[][] = [];
    const submit: NonNullable<ProviderAdapter['submit']> = async ({ uploads }) => {
      heard.push(uploads.map(({ slot }) => slot));
      if (heard.length === 1)
        throw new ProviderError('ost', 'submit', 'upload_missing', { fields: ['extra'] });
      return processing;
    };
    const { sessions, make } = await setUp({ submit, steps: () => [documentStep, optional] });
    const { id } = await make();
    for (const slot of ['ktp', 'extra'])
      await sessions.uploadTarget(id, file({ slot }), contentUrl, context());
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ kind: 'upload_missing' });
    expect((await sessions.submit(id, context())).session.status).toBe('processing');
    expect(heard).toEqual([['extra', 'ktp'], ['ktp']]);
  });

  test('an expired session is refused', async () => {
    const { sessions, make, clock } = await setUp({ steps: () => [] });
    const { id } = await make();
    clock.now += 3_600_000;
    await expect(sessions.submit(id, context())).rejects.toMatchObject({ code: 'session_expired' });
  });
});
