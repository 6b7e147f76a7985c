import { describe, expect, test } from 'vitest';
import { type Device, isMirrored, listLenses } from './lenses.ts';

/** Devices as `enumerateDevices` lists them; the label serves as id. */
const devices = (...labels: string[]): Device[] =>
  labels.map((label) => ({ kind: 'videoinput', deviceId: label, label }));

const offered = (list: readonly Device[], current?: string, facing: 'environment' | 'user' = 'environment') =>
  listLenses(list, facing, current).map(({ label }) => label);

const iPhonePro = devices(
  'Front Camera',
  'Back Dual Camera',
  'Back Telephoto Camera',
  'Back Ultra Wide Camera',
  'Back Dual Wide Camera',
  'Back Triple Camera',
  'Back Camera',
);

describe('lenses of phones', () => {
  test('an iPhone with three lenses offers main, one that focuses near, and ultra-wide', () => {
    expect(offered(iPhonePro, 'Back Camera')).toEqual([
      'Back Camera',
      'Back Dual Wide Camera',
      'Back Ultra Wide Camera',
    ]);
  });

  test('the present lens stands first, also one that would not be offered', () => {
    expect(offered(iPhonePro, 'Back Telephoto Camera')[0]).toBe('Back Telephoto Camera');
    expect(offered(iPhonePro, 'Back Triple Camera')).toEqual([
      'Back Triple Camera',
      'Back Camera',
      'Back Dual Wide Camera',
      'Back Ultra Wide Camera',
    ]);
  });

  test('main comes first where the present one is not known', () => {
    expect(offered(iPhonePro)[0]).toBe('Back Camera');
  });

  test.each([
    [
      'Indonesian',
      [
        'Kamera Depan',
        'Kamera Telefoto Belakang',
        'Kamera Ultra Lebar Belakang',
        'Kamera Ganda Lebar Belakang',
      ],
      'Kamera Belakang',
      ['Kamera Belakang', 'Kamera Ganda Lebar Belakang', 'Kamera Ultra Lebar Belakang'],
    ],
    [
      'German',
      ['Frontkamera', 'Rückseitige Telekamera', 'Rückseitige Ultra-Weitwinkelkamera'],
      'Rückkamera',
      ['Rückkamera', 'Rückseitige Ultra-Weitwinkelkamera'],
    ],
    [
      'French',
      ['Caméra avant', 'Double caméra grand angle arrière', 'Caméra téléobjectif arrière'],
      'Caméra arrière',
      ['Caméra arrière', 'Double caméra grand angle arrière'],
    ],
    [
      'Spanish',
      ['Cámara frontal', 'Cámara trasera dual con gran angular', 'Teleobjetivo trasero'],
      'Cámara trasera',
      ['Cámara trasera', 'Cámara trasera dual con gran angular'],
    ],
    [
      'Traditional Chinese',
      ['前置鏡頭', '後置超廣角鏡頭', '後置雙廣角鏡頭'],
      '後置鏡頭',
      ['後置鏡頭', '後置雙廣角鏡頭', '後置超廣角鏡頭'],
    ],
    [
      'Japanese',
      ['前面カメラ', '背面望遠カメラ', '背面超広角カメラ'],
      '背面カメラ',
      ['背面カメラ', '背面超広角カメラ'],
    ],
    [
      'Korean',
      ['전면 카메라', '후면 듀얼 와이드 카메라'],
      '후면 카메라',
      ['후면 카메라', '후면 듀얼 와이드 카메라'],
    ],
  ])('an iPhone set to %s', (_language, others, main, expected) => {
    expect(offered(devices(...others, main))).toEqual(expected);
  });

  test('a Galaxy numbers its cameras, and number 0 is the main one', () => {
    const galaxy = devices(
      'camera2 10, facing back',
      'camera2 3, facing front',
      'camera2 2, facing back',
      'camera2 1, facing front',
      'camera2 0, facing back',
    );
    expect(offered(galaxy)).toEqual([
      'camera2 0, facing back',
      'camera2 2, facing back',
      'camera2 10, facing back',
    ]);
    expect(offered(galaxy, 'camera2 2, facing back')[0]).toBe('camera2 2, facing back');
  });

  test('a Pixel with one rear camera has no choice', () => {
    const pixel = devices('camera2 1, facing front', 'camera2 0, facing back');
    expect(offered(pixel, 'camera2 0, facing back')).toEqual(['camera2 0, facing back']);
  });

  test('the other side has its own lenses', () => {
    expect(offered(iPhonePro, 'Front Camera', 'user')).toEqual(['Front Camera']);
  });

  test('sensors of depth are no lens', () => {
    const list = devices('Back Camera', 'Back LiDAR Depth Camera', 'Front TrueDepth Camera');
    expect(offered(list)).toEqual(['Back Camera']);
  });
});

describe('cameras of computers', () => {
  test.each([
    [['Integrated Camera (04f2:b6dd)'], ['Integrated Camera (04f2:b6dd)']],
    [
      ['Integrated IR Camera (04f2:b6de)', 'OBS Virtual Camera', 'Integrated Camera (04f2:b6dd)'],
      ['Integrated Camera (04f2:b6dd)'],
    ],
    [
      ['FaceTime HD Camera', 'Logitech BRIO (046d:085e)'],
      ['FaceTime HD Camera', 'Logitech BRIO (046d:085e)'],
    ],
  ])('%j', (labels, expected) => {
    expect(offered(devices(...labels))).toEqual(expected);
    expect(offered(devices(...labels), undefined, 'user')).toEqual(expected);
  });

  test('a tablet with Windows tells its sides apart', () => {
    expect(offered(devices('Microsoft Camera Front', 'Microsoft Camera Rear'))).toEqual([
      'Microsoft Camera Rear',
    ]);
  });
});

test('nothing is offered before permission, nor of microphones', () => {
  expect(listLenses([{ kind: 'videoinput', deviceId: '', label: '' }], 'environment', undefined)).toEqual([]);
  expect(
    listLenses([{ kind: 'audioinput', deviceId: 'a', label: 'Back Microphone' }], 'environment', 'a'),
  ).toEqual([]);
});

test.each([
  ['user', 'user', true],
  ['user', undefined, true],
  ['user', 'environment', false],
  ['environment', undefined, false],
  ['environment', 'user', false],
] as const)('asked for %s and given %s: mirrored %s', (asked, reported, expected) => {
  expect(isMirrored(asked, reported)).toBe(expected);
});
