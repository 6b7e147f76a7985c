import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ManualClock, manualClock } from '../clock.ts';
import { type EnxtaiOptions, type EnxtaiSandbox, startEnxtaiSandbox } from '../enxtai.ts';
import { type DocumentName, documents } from './documents.ts';

/** A JPEG of these dimensions as far as its headers go, filled up to `bytes`. */
export function jpegOf(width: number, height: number, bytes = 2048): Buffer<ArrayBuffer> {
  const picture = Buffer.alloc(bytes);
  picture.write('ffd8ffe000104a46494600010100000100010000ffc000110800000000', 0, 'hex');
  picture.writeUInt16BE(height, 25);
  picture.writeUInt16BE(width, 27);
  return picture;
}

export function pngOf(width: number, height: number): Buffer<ArrayBuffer> {
  const picture = Buffer.alloc(64);
  picture.write('89504e470d0a1a0a0000000d49484452', 0, 'hex');
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  return picture;
}

export const picture = jpegOf(640, 404);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** An empty object where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Delivery {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: string;
  readonly body: {
    readonly id: string;
    readonly event: string;
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** The client's webhook endpoint. */
export interface Receiver {
  readonly url: string;
  readonly deliveries: Delivery[];
  /** The next answers; 200 when there are none left. */
  readonly statuses: number[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    let raw = '';
    for await (const chunk of request) raw += String(chunk);
    deliveries.push({ headers: request.headers, raw, body: JSON.parse(raw) });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    deliveries,
    statuses,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Body = NonNullable<RequestInit['body']>;

export interface CallInit {
  readonly method?: string;
  /** `null` leaves it out. */
  readonly key?: string | null;
  readonly json?: unknown;
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Bench {
  readonly clock: ManualClock;
  readonly enxtai: EnxtaiSandbox;
  call(path: string, init?: CallInit): Promise<Answer>;
  close(): Promise<void>;
}

/** The sandbox on a clock that stands still; verdicts come at once unless `options` say otherwise. */
export async function startBench(options: Partial<EnxtaiOptions> = {}): Promise<Bench> {
  const clock = manualClock(Date.UTC(2030, 0, 2, 3, 4, 5));
  const enxtai = await startEnxtaiSandbox({
    apiKey: 'key-1',
    otherApiKey: 'key-2',
    clock,
    readingMs: 0,
    processingMs: 0,
    ...options,
  });
  return {
    clock,
    enxtai,
    call: async (path, { key = 'key-1', json, body, headers, method } = {}) => {
      const content = json === undefined ? body : JSON.stringify(json);
      const answer = await fetch(`${enxtai.baseUrl}${path}`, {
        method: method ?? (content === undefined ? 'GET' : 'POST'),
        headers: {
          ...(key !== null && { 'x-api-key': key }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(content !== undefined && { body: content }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
    },
    close: () => enxtai.close(),
  };
}

/** A form in the order that is right. */
export function formOf(
  externalUserId: string,
  file: Uint8Array<ArrayBuffer> = picture,
  type = 'image/jpeg',
): FormData {
  const form = new FormData();
  form.append('externalUserId', externalUserId);
  form.append('file', new Blob([file], { type }), 'photo');
  return form;
}

/** A client's backend as short as it can be, for one user. */
export async function startCustomer(bench: Bench, externalUserId: string) {
  const initiate = (more: object = {}) =>
    bench.call('/v1/kyc/initiate', { json: { externalUserId, ...more } });
  const opened = await initiate();
  const id = String(opened.body['kycSessionId']);
  const upload = (name: DocumentName, file?: Uint8Array<ArrayBuffer>, type?: string) =>
    bench.call(`/v1/kyc/upload/${documents[name].path}`, { body: formOf(externalUserId, file, type) });
  const verify = () => bench.call('/v1/kyc/verify', { json: { kycSessionId: id } });
  const uploadAll = async () => {
    const { uploadUrls } = opened.body as { uploadUrls: Record<DocumentName, string> };
    const answers = [];
    for (const path of Object.values(uploadUrls)) {
      answers.push(await bench.call(path, { body: formOf(externalUserId) }));
    }
    return answers;
  };
  return {
    id,
    opened,
    initiate,
    upload,
    uploadAll,
    verify,
    status: () => bench.call(`/v1/kyc/status/${id}`),
    /** Every document, then verify. @returns the answer of verify */
    submit: async () => {
      await uploadAll();
      return verify();
    },
  };
}
