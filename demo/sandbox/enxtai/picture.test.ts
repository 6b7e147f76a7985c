import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PassingFile } from './picture.ts';
import { jpegOf, pngOf } from './testing.ts';

const MIB = 1024 * 1024;

function pass(bytes: Buffer, chunkSize: number): { most: number; file: PassingFile } {
  const file = new PassingFile();
  let most = 0;
  for (let at = 0; at < bytes.length; at += chunkSize) {
    file.add(bytes.subarray(at, at + chunkSize));
    most = Math.max(most, file.held);
  }
  return { most, file };
}

describe('a passing file', () => {
  it('holds nothing once the dimensions are known', () => {
    const { most, file } = pass(jpegOf(640, 404, 5 * MIB), 64 * 1024);
    expect(most).toBe(0);
    expect(file.finish()).toMatchObject({ size: 5 * MIB, image: { width: 640, height: 404 } });
  });

  it('never holds more than 1 MiB of a file that does not say', () => {
    const { most, file } = pass(Buffer.alloc(3 * MIB, 'x'), 64 * 1024);
    expect(most).toBeLessThanOrEqual(MIB);
    expect(file.held).toBe(0);
    expect(file.finish()).toMatchObject({ size: 3 * MIB, image: null });
  });

  it('says the same however it was cut', () => {
    const whole = { jpeg: jpegOf(1234, 567), png: pngOf(300, 4000) };
    fc.assert(
      fc.property(fc.constantFrom('jpeg', 'png'), fc.integer({ min: 1, max: 100 }), (kind, size) => {
        const [one, other] = [pass(whole[kind], size), pass(whole[kind], whole[kind].length)];
        expect(one.file.finish()).toEqual(other.file.finish());
      }),
      { numRuns: 50 },
    );
  });
});
