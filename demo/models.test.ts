import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faceLandmarker as servers } from '../server/models/face-landmarker.ts';
import { download } from './download.ts';
import { faceLandmarker, findModels, holds, type PinnedFile } from './models.ts';

const content = randomBytes(200_000);
const name = 'face.task';

let folder: string;
let listen: RequestListener;
let asked: number;
let pinned: PinnedFile;
let stop: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-models-'));
  asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    listen(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/1/${name}`;
  const sha256 = createHash('sha256').update(content).digest('hex');
  pinned = { name, sha256, bytes: content.length, source };
  listen = (_request, response) => response.end(content);
  stop = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const put = (bytes: Uint8Array): void => writeFileSync(join(folder, name), bytes);

test('server and demo mean the same file', () => {
  expect(faceLandmarker).toEqual(servers);
});

describe('what is fetched', () => {
  test('is put where it belongs, also into a folder that is new', async () => {
    const inside = join(folder, 'new', 'models');
    expect(await download(pinned, inside)).toBe('fetched');
    expect(readdirSync(inside)).toEqual([name]);
    expect(readFileSync(join(inside, name)).equals(content)).toBe(true);
  });

  test('is not fetched again', async () => {
    put(content);
    expect(await download(pinned, folder)).toBe('present');
    expect(asked).toBe(0);
  });

  test('takes the place of what is wrong', async () => {
    put(Buffer.alloc(content.length));
    expect(await download(pinned, folder)).toBe('fetched');
    expect(await holds(folder, pinned)).toBe(true);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test.each<[string, RequestListener, RegExp]>([
    [
      'another file',
      (_request, response) => response.end(Buffer.alloc(content.length)),
      /^face\.task is not the expected file \(by its SHA-256\); nothing was kept\.$/,
    ],
    [
      'a shorter file',
      (_request, response) => response.end(content.subarray(0, 1000)),
      /^face\.task ended after 1000 of 200000 bytes; try again\.$/,
    ],
    [
      'a longer file',
      (_request, response) => response.end(Buffer.concat([content, content])),
      /^face\.task is longer than the 200000 bytes .*\.$/,
    ],
    [
      'a part of it, and silence',
      (_request, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write(content.subarray(0, 1000), () => response.destroy());
      },
      /^face\.task broke off after \d+ of 200000 bytes.*; try again\.$/,
    ],
    [
      'nothing',
      (_request, response) => response.writeHead(404).end('<html>'),
      /^127\.0\.0\.1:\d+ answered with 404; face\.task is not there now\.$/,
    ],
  ])('and turns out to be %s leaves no trace', async (_name, answer, sentence) => {
    listen = answer;
    await expect(download(pinned, folder)).rejects.toThrow(sentence);
    expect(readdirSync(folder)).toEqual([]);
    put(content.subarray(0, 5));
    await expect(download(pinned, folder)).rejects.toThrow(sentence);
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name))).toHaveLength(5);
  });

  test('needs a network', async () => {
    await stop();
    const sentence = /^127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\); .*\?$/;
    await expect(download(pinned, folder)).rejects.toThrow(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('needs a folder that can be written', async () => {
    put(content);
    await expect(download(pinned, join(folder, name))).rejects.toThrow(
      /^The folder ".*" cannot be written \(\w+\)\.$/,
    );
    expect(asked).toBe(0);
  });

  test('is dropped when it is stopped midway', async () => {
    const controller = new AbortController();
    listen = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000), () => controller.abort());
    };
    await expect(download(pinned, folder, controller.signal)).rejects.toThrow(
      /^Stopped; nothing was kept\.$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the folder of the model', () => {
  test('is the one that is named, if it holds the right file', async () => {
    expect(await findModels(folder, pinned)).toBeNull();
    put(content.subarray(1));
    expect(await findModels(folder, pinned)).toBeNull();
    put(content);
    expect(await findModels(` ${folder} `, pinned)).toBe(folder);
  });

  test('is found beside the project, where it lies there', async ({ skip }) => {
    const beside = resolve('..', 'shared', 'models');
    if (!(await holds(beside, faceLandmarker))) skip('../shared/models does not hold the model');
    const found = await findModels(folder);
    expect([resolve('models'), beside]).toContain(found);
  });
});

describe('npm run models', () => {
  const run = (directory: string) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'demo/fetch-models.ts'], {
      env: { PATH: process.env['PATH'], KYC_MODELS_DIR: directory },
      encoding: 'utf8',
    });

  test('ends with 1 and one sentence when it fails', () => {
    put(content);
    const { status, stderr, stdout } = run(join(folder, name));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^The folder "[^\n]*" cannot be written \(\w+\)\.\n$/);
  });

  test('says that the model is there already', async ({ skip }) => {
    const beside = resolve('..', 'shared', 'models');
    if (!(await holds(beside, faceLandmarker))) skip('../shared/models does not hold the model');
    expect(run(beside)).toMatchObject({
      status: 0,
      stdout: `${join(beside, 'face_landmarker.task')} is there already.\n`,
      stderr: '',
    });
  });
});
