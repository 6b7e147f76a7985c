import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBoundary, readMultipart } from './multipart.ts';
import { form } from './testing/wire.ts';

async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function read(bytes: Buffer, boundary: string, cuts: readonly number[] = []) {
  const parts: { name: string; filename: string | undefined; value: string }[] = [];
  for await (const { name, filename, body } of readMultipart(pieces(bytes, cuts), boundary)) {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    parts.push({ name, filename, value: Buffer.concat(chunks).toString('hex') });
  }
  return parts;
}

describe('readMultipart', () => {
  it('gives back every part, wherever the stream is cut', async () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      // What looks like the beginning of a boundary.
      fc
        .array(fc.constantFrom('\r', '\n', '\r\n', '--', '\r\n--', '\r\n------sandbox-form', 'x'))
        .map((texts) => Buffer.from(texts.join(''))),
    );
    const part = fc.record({ name: fc.stringMatching(/^[a-zA-Z-]{1,20}$/), value: hostile });
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 5 }),
        fc.array(fc.nat(2000), { maxLength: 30 }),
        async (parts, cuts) => {
          const { headers, body } = form(parts);
          const boundary = parseBoundary(headers['content-type']);
          expect(await read(body, boundary, cuts)).toEqual(
            parts.map(({ name, value }) => ({
              name,
              filename: undefined,
              value: Buffer.from(value).toString('hex'),
            })),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never takes a form that was cut short', async () => {
    const { headers, body } = form([
      { name: 'key', value: 'a' },
      { name: 'file', value: 'bytes', filename: 'f.jpg' },
    ]);
    const boundary = parseBoundary(headers['content-type']);
    // The line break after the last boundary may be missing; nothing else may.
    for (let length = 0; length < body.length - 2; length += 1) {
      await expect(read(body.subarray(0, length), boundary)).rejects.toMatchObject({
        code: 'MalformedPOSTRequest',
      });
    }
  });

  it('skips the body of a part that nobody read', async () => {
    const { headers, body } = form([
      { name: 'a', value: 'unread' },
      { name: 'b', value: 'x' },
    ]);
    const names: string[] = [];
    for await (const { name } of readMultipart(pieces(body, []), parseBoundary(headers['content-type'])))
      names.push(name);
    expect(names).toEqual(['a', 'b']);
  });

  it('reads names and file names in quotes', async () => {
    const text =
      '--b\r\ncontent-disposition: form-data; name="a"; filename="C:\\\\x\\"y.jpg"\r\n\r\n1\r\n--b--';
    expect(await read(Buffer.from(text), 'b')).toEqual([{ name: 'a', filename: 'C:\\x"y.jpg', value: '31' }]);
  });

  it.each([
    { name: 'a part without a name', text: '--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--' },
    { name: 'a part without headers', text: '--b\r\n\r\n1\r\n\r\n--b--' },
    { name: 'endless headers', text: `--b\r\nX: ${'x'.repeat(9000)}\r\n\r\n1\r\n--b--` },
    {
      name: 'text after a boundary',
      text: '--bX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--',
    },
    { name: 'no boundary at all', text: 'hello' },
  ])('refuses $name', async ({ text }) => {
    await expect(read(Buffer.from(text), 'b')).rejects.toMatchObject({ code: 'MalformedPOSTRequest' });
  });
});

describe('parseBoundary', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['Multipart/Form-Data;boundary=x;charset=utf-8', 'x'],
  ])('%s', (text, boundary) => expect(parseBoundary(text)).toBe(boundary));

  it.each([undefined, 'text/plain', 'multipart/form-data', 'multipart/mixed; boundary=x'])(
    'refuses %s',
    (text) => {
      expect(() => parseBoundary(text)).toThrow('multipart/form-data');
    },
  );
});
