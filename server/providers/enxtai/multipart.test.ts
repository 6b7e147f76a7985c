import busboy from 'busboy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipart } from './multipart.ts';

const BOUNDARY = 'kyc-flow-00000000-0000-4000-8000-000000000001';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const form = (id: string, bytes: Uint8Array, piece = 1000) =>
  multipart(BOUNDARY, id, {
    contentType: 'image/jpeg',
    name: 'pan.jpg',
    size: bytes.length,
    body: inPieces(bytes, piece),
  });

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The parts as a parser of another house reads them, in their order. */
async function parse(contentType: string, bytes: Buffer): Promise<unknown[]> {
  const parts: unknown[] = [];
  const parser = busboy({ headers: { 'content-type': contentType } });
  parser.on('field', (name, value) => void parts.push([name, value]));
  parser.on('file', (name, stream, { filename, mimeType }) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
    stream.on(
      'end',
      () => void parts.push([name, filename, mimeType, Buffer.concat(chunks).toString('hex')]),
    );
  });
  await new Promise((resolve, reject) => {
    parser.on('close', resolve).on('error', reject);
    parser.end(bytes);
  });
  return parts;
}

describe('the form around a picture', () => {
  it('is written byte for byte as RFC 7578 has it, the text first', async () => {
    const { contentType, length, body } = form('ks_1:customer-1', Buffer.from('PICTURE'));
    expect(contentType).toBe(`multipart/form-data; boundary=${BOUNDARY}`);
    const bytes = await collect(body);
    expect(bytes.toString()).toBe(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="externalUserId"\r\n\r\nks_1:customer-1\r\n` +
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="pan.jpg"\r\n` +
        `Content-Type: image/jpeg\r\n\r\nPICTURE\r\n--${BOUNDARY}--\r\n`,
    );
    expect(length).toBe(bytes.length);
  });

  it('brings any text and any bytes through, and knows its length beforehand', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 160 });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.uint8Array({ minLength: 1, maxLength: 5000 }),
        fc.nat(2000),
        async (id, file, piece) => {
          const { contentType, length, body } = form(id, file, piece + 1);
          const bytes = await collect(body);
          expect(bytes.length).toBe(length);
          expect(await parse(contentType, bytes)).toEqual([
            ['externalUserId', id],
            ['file', 'pan.jpg', 'image/jpeg', Buffer.from(file).toString('hex')],
          ]);
        },
      ),
    );
  });

  it('asks for no chunk before the last one was taken, and ends the file when it is left', async () => {
    let asked = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          asked += 1;
          yield new Uint8Array(10);
        }
      } finally {
        ended = true;
      }
    }
    const { body } = multipart(BOUNDARY, 'a', {
      contentType: 'image/png',
      name: 'a.png',
      size: 50,
      body: endless(),
    });
    let taken = 0;
    for await (const _ of body) {
      taken += 1;
      expect(asked).toBe(taken - 1);
      if (taken === 4) break;
    }
    expect(ended).toBe(true);
  });
});
