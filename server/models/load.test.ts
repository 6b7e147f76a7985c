import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faceLandmarker, type PinnedFile } from './face-landmarker.ts';
import { loadModel } from './load.ts';

const content = Buffer.from('a small file in place of the model');
const pinned: PinnedFile = {
  name: 'face.task',
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
  source: 'https://models.example/face.task',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-models-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const put = (bytes: Uint8Array): void => writeFileSync(join(folder, pinned.name), bytes);

describe('a model', () => {
  test('that is the right one is there, under an address that names its content', async () => {
    put(content);
    expect(await loadModel(folder, pinned)).toEqual({
      model: {
        file: join(folder, pinned.name),
        address: `/v1/models/face-${pinned.sha256.slice(0, 8)}.task`,
        sha256: pinned.sha256,
        bytes: content.length,
        mtimeMs: expect.any(Number),
      },
      absent: null,
    });
  });

  test('may be a link', async () => {
    writeFileSync(join(folder, 'other'), content);
    symlinkSync('other', join(folder, pinned.name));
    expect((await loadModel(folder, pinned)).model).not.toBeNull();
  });

  const wrong = Buffer.from(content);
  wrong[5] = 0;
  test.each([
    ['is missing', () => undefined, 'is missing'],
    ['is truncated', () => put(content.subarray(0, 10)), `has 10 bytes in place of ${content.length}`],
    ['is longer', () => put(Buffer.concat([content, content])), 'bytes in place of'],
    ['is empty', () => put(Buffer.alloc(0)), 'has 0 bytes'],
    ['has another byte', () => put(wrong), 'is another file (by its SHA-256)'],
    ['is a folder', () => mkdirSync(join(folder, pinned.name)), 'bytes in place of'],
  ])('that %s is not', async (_name, make, why) => {
    make();
    const { model, absent } = await loadModel(folder, pinned);
    expect(model).toBeNull();
    expect(absent).toContain(`face.task in the folder "${folder}" `);
    expect(absent).toContain(why);
  });

  test('is missing where its folder is, or is a file', async () => {
    expect((await loadModel(join(folder, 'none'), pinned)).absent).toContain('is missing');
    writeFileSync(join(folder, 'file'), '');
    expect((await loadModel(join(folder, 'file'), pinned)).absent).toContain('is missing');
  });

  test('is looked for in "models" where no folder was told', async () => {
    // None has this name.
    const other = { ...pinned, name: 'absent.task' };
    expect((await loadModel(null, other)).absent).toBe('absent.task in the folder "models" is missing');
  });
});

const real = [resolve('models'), resolve('..', 'shared', 'models')].find((one) =>
  existsSync(join(one, faceLandmarker.name)),
);
test.skipIf(!real)(
  'face_landmarker.task, as its makers publish it, has the pinned hash (skipped where it is not beside the project)',
  async () => {
    const { model } = await loadModel(real ?? null);
    expect(model?.address).toBe('/v1/models/face_landmarker-64184e22.task');
    expect(model?.bytes).toBe(3_758_596);
  },
);
