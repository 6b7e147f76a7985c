import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KycError } from '../errors.ts';
import { readFileHeader } from './decode.ts';
import { ascii, jpegHeader, pngHeader } from './samples.ts';

const gif = Uint8Array.from([...ascii('GIF89a'), 0x90, 1, 0x2c, 1]);

describe('what is read of a file', () => {
  test.each([
    ['a HEIC picture', [0, 0, 0, 24, ...ascii('ftypheic')], 'file_type_unsupported'],
    ['a PDF document', ascii('%PDF-1.7'), 'file_type_unsupported'],
    ['text', ascii('not a picture'), 'file_type_unsupported'],
    ['a JPEG that was cut off', [...jpegHeader({ width: 20, height: 10 })], 'file_unreadable'],
    ['a PNG that was cut off', [...pngHeader(20, 10)], 'file_unreadable'],
    ['nothing at all', [], 'file_unreadable'],
  ])('%s is refused, whatever it is called', async (_, bytes, code) => {
    const file = new File([Uint8Array.from(bytes)], 'ktp.jpg', { type: 'image/jpeg' });
    await expect(readFileHeader(file)).rejects.toMatchObject({ code });
  });

  test('other pictures are read where the slot names them, documents never', async () => {
    await expect(readFileHeader(new Blob([gif]), ['image/jpeg'])).rejects.toThrow('file_type_unsupported');
    const header = await readFileHeader(new Blob([gif]), ['image/jpeg', 'image/gif']);
    expect(header).toMatchObject({ type: 'image/gif', width: 400, height: 300 });
    const pdf = new Blob([Uint8Array.from(ascii('%PDF-1.7'))]);
    await expect(readFileHeader(pdf, ['application/pdf'])).rejects.toThrow('file_type_unsupported');
  });

  test('any bytes give a header or one of two codes', async () => {
    const start = fc.constantFrom([], [0xff, 0xd8, 0xff], [...pngHeader(1, 1)], ascii('RIFF....WEBPVP8L'));
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 120 }), async (magic, rest) => {
        const file = new Blob([Uint8Array.from([...magic, ...rest])]);
        const code = await readFileHeader(file, ['image/webp']).then(
          (header) => (header.width > 0 ? 'read' : 'empty'),
          (thrown: unknown) => (thrown instanceof KycError ? thrown.code : 'no KycError'),
        );
        expect(['read', 'file_type_unsupported', 'file_unreadable']).toContain(code);
      }),
    );
  });
});
