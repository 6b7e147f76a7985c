import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHeader, typeOf } from './header.ts';
import { ascii, exifSegment, jpegHeader, pngHeader } from './samples.ts';

describe('the header of a picture', () => {
  test('JPEG: size and type', () => {
    expect(readHeader(jpegHeader({ width: 4032, height: 3024 }))).toEqual({
      type: 'image/jpeg',
      width: 4032,
      height: 3024,
      orientation: 1,
      isWhole: false,
    });
  });

  test.each([0xc0, 0xc1, 0xc2])('JPEG with frame marker %i', (frame) => {
    expect(readHeader(jpegHeader({ width: 640, height: 480, frame }))).toMatchObject({
      width: 640,
      height: 480,
    });
  });

  test.each([
    [6, true],
    [6, false],
    [3, true],
    [8, false],
  ])('JPEG: orientation %i, little-endian %s', (orientation, little) => {
    const bytes = jpegHeader({ width: 20, height: 10, segments: [exifSegment(orientation, little)] });
    expect(readHeader(bytes)).toMatchObject({ width: 20, height: 10, orientation });
  });

  test('JPEG: an orientation that does not exist is upright, damaged metadata too', () => {
    const damaged = [0xff, 0xe1, 0, 12, ...exifSegment(6, true).slice(4, 14)];
    for (const segment of [exifSegment(9, true), exifSegment(0, true), damaged]) {
      expect(readHeader(jpegHeader({ width: 20, height: 10, segments: [segment] }))).toMatchObject({
        orientation: 1,
      });
    }
  });

  test('PNG: size and type', () => {
    expect(readHeader(pngHeader(8192, 300))).toEqual({
      type: 'image/png',
      width: 8192,
      height: 300,
      orientation: 1,
      isWhole: false,
    });
  });

  test('JPEG: is whole with an end marker after its frame, whatever was appended', () => {
    // The preview in the metadata ends too: that end does not count.
    const preview = [0xff, 0xe2, 0, 6, 1, 1, 0xff, 0xd9];
    const cut = jpegHeader({ width: 20, height: 10, segments: [preview] });
    expect(readHeader(cut)?.isWhole).toBe(false);
    expect(readHeader(Uint8Array.from([...cut, 7, 0xff, 0xd9]))?.isWhole).toBe(true);
    expect(readHeader(Uint8Array.from([...cut, 7, 0xff, 0xd9, ...ascii('ftypmp42')]))?.isWhole).toBe(true);
    expect(readHeader(Uint8Array.from([...cut, 7, 0xff]))?.isWhole).toBe(false);
  });

  test('PNG: is whole with its last chunk', () => {
    const end = [0, 0, 0, 0, ...ascii('IEND'), 0xae, 0x42, 0x60, 0x82];
    const cut = pngHeader(20, 10);
    expect(readHeader(Uint8Array.from([...cut, ...end]))?.isWhole).toBe(true);
    expect(readHeader(Uint8Array.from([...cut, ...end.slice(0, 7)]))?.isWhole).toBe(false);
  });

  test.each([
    ['image/heic', [0, 0, 0, 24, ...ascii('ftypheic')]],
    ['image/webp', ascii('RIFF....WEBPVP8 ')],
    ['image/gif', ascii('GIF89a')],
    ['application/pdf', ascii('%PDF-1.7')],
    [null, ascii('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [null, ascii('....ftypisom')],
    [null, []],
  ])('%s is known by its bytes', (type, bytes) => {
    expect(typeOf(Uint8Array.from(bytes))).toBe(type);
  });

  test('the sizes of the other types', () => {
    const webp = (chunk: string, at: number, bytes: number[]): Uint8Array => {
      const file = new Uint8Array(40);
      file.set([...ascii('RIFF'), 32, 0, 0, 0, ...ascii('WEBP'), ...ascii(chunk)]);
      file.set(bytes, at);
      return file;
    };
    const size = { width: 400, height: 300, isWhole: true };
    expect(readHeader(webp('VP8 ', 26, [0x90, 1, 0x2c, 1]))).toMatchObject(size);
    expect(readHeader(webp('VP8L', 21, [0x8f, 0xc1, 0x4a, 0]))).toMatchObject(size);
    expect(readHeader(webp('VP8X', 24, [0x8f, 1, 0, 0x2b, 1, 0]))).toMatchObject(size);
    expect(readHeader(webp('VP8X', 24, [0x8f, 1, 0, 0x2b, 1, 0]).slice(0, 35))?.isWhole).toBe(false);
    expect(readHeader(Uint8Array.from([...ascii('GIF89a'), 0x90, 1, 0x2c, 1]))).toMatchObject(size);
    const ispe = (width: number, height: number): number[] => [
      ...ascii('ispe'),
      0,
      0,
      0,
      0,
      0,
      0,
      width >> 8,
      width & 255,
      0,
      0,
      height >> 8,
      height & 255,
    ];
    const heic = [0, 0, 0, 24, ...ascii('ftypheic'), ...ispe(100, 100), ...ispe(400, 300), ...ispe(9, 9), 0];
    expect(readHeader(Uint8Array.from(heic))).toMatchObject(size);
    expect(readHeader(Uint8Array.from(heic.slice(0, 20)))).toBeNull();
    expect(readHeader(Uint8Array.from(ascii('%PDF-1.7')))).toBeNull();
  });

  test('a file that was cut off has none', () => {
    const whole = jpegHeader({ width: 20, height: 10, segments: [exifSegment(6, true)] });
    for (let length = 0; length < whole.length; length++) {
      const header = readHeader(whole.slice(0, length));
      if (header) expect(header).toMatchObject({ width: 20, height: 10 });
    }
    expect(readHeader(whole.slice(0, 30))).toBeNull();
    expect(readHeader(pngHeader(20, 10).slice(0, 20))).toBeNull();
  });

  test('never throws and always ends, whatever the bytes', () => {
    const start = fc.constantFrom(
      [0xff, 0xd8, 0xff, 0xe1],
      [0xff, 0xd8, 0xff, 0xc0],
      [...pngHeader(1, 1).slice(0, 8)],
      [...pngHeader(1, 1).slice(0, 16)],
      [...ascii('GIF89a')],
      [...ascii('RIFF....WEBPVP8X')],
      [0, 0, 0, 24, ...ascii('ftypheic')],
      [],
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (magic, rest) => {
        const header = readHeader(Uint8Array.from([...magic, ...rest]));
        if (header) {
          expect(header.width).toBeGreaterThan(0);
          expect(header.height).toBeGreaterThan(0);
          expect(header.orientation).toBeGreaterThanOrEqual(1);
          expect(header.orientation).toBeLessThanOrEqual(8);
        }
      }),
    );
  });
});
