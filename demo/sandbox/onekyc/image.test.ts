import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectImage } from './image.ts';
import { jpeg } from './testing.ts';

const png = (width: number, height: number): Buffer => {
  const bytes = Buffer.alloc(33);
  bytes.write('89504e470d0a1a0a0000000d49484452', 0, 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};

describe('inspectImage', () => {
  it('reads the size of a JPEG and of a PNG', () => {
    expect(inspectImage(jpeg)).toEqual({ type: 'image/jpeg', width: 640, height: 404 });
    expect(inspectImage(png(1600, 1009))).toEqual({ type: 'image/png', width: 1600, height: 1009 });
  });

  it('reads over a long segment and fill bytes to a progressive frame', () => {
    const exif = Buffer.concat([
      Buffer.from('ffe1', 'hex'),
      Buffer.from([0xff, 0xfe]),
      Buffer.alloc(0xfffc, 0xff),
    ]);
    const frame = Buffer.from('ffffffc2000b080010002001011100', 'hex');
    expect(inspectImage(Buffer.concat([Buffer.from('ffd8', 'hex'), exif, frame]))).toEqual({
      type: 'image/jpeg',
      width: 32,
      height: 16,
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('this is not a picture, whatever its name says')],
    ['a GIF', Buffer.from('474946383961010001000000', 'hex')],
    ['a JPEG cut before its frame', jpeg.subarray(0, 20)],
    ['a JPEG with no frame before its scan', Buffer.from('ffd8ffda000801010000003f00ffd9000000', 'hex')],
    ['a JPEG of no width', Buffer.from('ffd8ffc0000b08001000000101110000', 'hex')],
    ['a PNG cut short', png(10, 10).subarray(0, 20)],
    ['a PNG of no height', png(10, 0)],
  ])('finds no picture in %s', (_name, bytes) => expect(inspectImage(bytes)).toBeNull());

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (tail, asJpeg) => {
        const bytes = Buffer.concat([asJpeg ? Buffer.from('ffd8ff', 'hex') : Buffer.alloc(0), tail]);
        const info = inspectImage(bytes);
        expect(info === null || (info.width > 0 && info.height > 0)).toBe(true);
      }),
    );
  });
});
