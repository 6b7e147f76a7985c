import { describe, expect, test } from 'vitest';
import { betterLens, type Device, listLenses } from './lenses.ts';

/**
 * Lists of `enumerateDevices` once permission was given, put together after public reports of what these devices answer: iOS
 * translates its labels, Chromium on Android numbers them, and computers give the maker's name. The label serves as id.
 */
interface Listed {
  readonly name: string;
  readonly labels: readonly string[];
  /** What the browser opens for `facingMode: environment`. */
  readonly first: string;
  /** What should be opened in its place; null where it is good. */
  readonly better: string | null;
  readonly offered: readonly string[];
}

const iPhones: readonly Listed[] = [
  {
    name: 'iPhone 12 to 16 Pro, English',
    labels: [
      'Front Camera',
      'Back Triple Camera',
      'Back Dual Wide Camera',
      'Back Dual Camera',
      'Back Camera',
      'Back Ultra Wide Camera',
      'Back Telephoto Camera',
    ],
    first: 'Back Camera',
    better: null,
    offered: ['Back Camera', 'Back Triple Camera', 'Back Ultra Wide Camera'],
  },
  {
    name: 'iPhone 13 Pro that begins with the one that focuses near',
    labels: ['Front Camera', 'Back Triple Camera', 'Back Camera', 'Back Ultra Wide Camera'],
    first: 'Back Triple Camera',
    better: null,
    offered: ['Back Triple Camera', 'Back Camera', 'Back Ultra Wide Camera'],
  },
  {
    name: 'iPhone 15 Pro that begins with the ultra-wide one',
    labels: ['Front Camera', 'Back Ultra Wide Camera', 'Back Telephoto Camera', 'Back Camera'],
    first: 'Back Ultra Wide Camera',
    better: 'Back Camera',
    offered: ['Back Camera', 'Back Ultra Wide Camera'],
  },
  {
    name: 'iPhone 14 Pro that begins with the telephoto one',
    labels: ['Front Camera', 'Back Telephoto Camera', 'Back Camera'],
    first: 'Back Telephoto Camera',
    better: 'Back Camera',
    offered: ['Back Camera'],
  },
  {
    name: 'iPhone, Indonesian',
    labels: [
      'Kamera Depan',
      'Kamera Lebar Belakang Ganda',
      'Kamera Belakang',
      'Kamera Ultra Lebar Belakang',
      'Kamera Telefoto Belakang',
    ],
    first: 'Kamera Telefoto Belakang',
    better: 'Kamera Belakang',
    offered: ['Kamera Belakang', 'Kamera Lebar Belakang Ganda', 'Kamera Ultra Lebar Belakang'],
  },
  {
    name: 'iPhone, Malay',
    labels: ['Kamera Depan', 'Dwikamera Lebar Belakang', 'Kamera Belakang', 'Kamera Ultra Lebar Belakang'],
    first: 'Kamera Ultra Lebar Belakang',
    better: 'Kamera Belakang',
    offered: ['Kamera Belakang', 'Dwikamera Lebar Belakang', 'Kamera Ultra Lebar Belakang'],
  },
  {
    name: 'iPhone, Hindi',
    labels: ['फ़्रंट कैमरा', 'बैक ड्युअल वाइड कैमरा', 'बैक कैमरा', 'बैक अल्ट्रा वाइड कैमरा'],
    first: 'बैक अल्ट्रा वाइड कैमरा',
    better: 'बैक कैमरा',
    offered: ['बैक कैमरा', 'बैक ड्युअल वाइड कैमरा', 'बैक अल्ट्रा वाइड कैमरा'],
  },
  {
    name: 'iPhone SE',
    labels: ['Front Camera', 'Back Camera'],
    first: 'Back Camera',
    better: null,
    offered: ['Back Camera'],
  },
];

const back = (...numbers: number[]): string[] => numbers.map((number) => `camera2 ${number}, facing back`);
const front = (number: number): string => `camera2 ${number}, facing front`;

const androids: readonly Listed[] = [
  {
    name: 'Galaxy S10 to S24, whose first environment camera is the ultra-wide one',
    labels: [front(1), ...back(2), front(3), ...back(0)],
    first: 'camera2 2, facing back',
    better: 'camera2 0, facing back',
    offered: back(0, 2),
  },
  {
    name: 'Galaxy A',
    labels: [front(1), ...back(0, 2)],
    first: 'camera2 0, facing back',
    better: null,
    offered: back(0, 2),
  },
  {
    name: 'Galaxy S25, four lenses',
    labels: [front(1), ...back(52, 2, 0, 3)],
    first: 'camera2 52, facing back',
    better: 'camera2 0, facing back',
    offered: back(0, 2, 3, 52),
  },
  {
    name: 'Pixel, which joins its lenses to one',
    labels: [...back(0), front(1)],
    first: 'camera2 0, facing back',
    better: null,
    offered: back(0),
  },
  {
    name: 'Xiaomi and Oppo of the cheaper kind, which open the front for any wish',
    labels: [front(1), ...back(0)],
    first: front(1),
    better: 'camera2 0, facing back',
    offered: back(0),
  },
  {
    name: 'an older system',
    labels: ['camera 1, facing front', 'camera 0, facing back'],
    first: 'camera 0, facing back',
    better: null,
    offered: ['camera 0, facing back'],
  },
];

const computers: readonly Listed[] = [
  {
    name: 'Windows laptop whose infra-red sensor comes first',
    labels: ['Integrated IR Camera (04f2:b6de)', 'Integrated Camera (04f2:b6dd)'],
    first: 'Integrated IR Camera (04f2:b6de)',
    better: 'Integrated Camera (04f2:b6dd)',
    offered: ['Integrated Camera (04f2:b6dd)'],
  },
  {
    name: 'Windows laptop with a program that poses as a camera',
    labels: ['OBS Virtual Camera', 'HP Wide Vision HD Camera (04f2:b6f4)'],
    first: 'OBS Virtual Camera',
    better: 'HP Wide Vision HD Camera (04f2:b6f4)',
    offered: ['HP Wide Vision HD Camera (04f2:b6f4)'],
  },
  {
    name: 'MacBook with a webcam and an iPhone',
    labels: ['FaceTime HD Camera', 'Logitech BRIO (046d:085e)', 'Ana’s iPhone Camera'],
    first: 'FaceTime HD Camera',
    better: null,
    offered: ['FaceTime HD Camera', 'Logitech BRIO (046d:085e)', 'Ana’s iPhone Camera'],
  },
  {
    name: 'MacBook with nothing but programs that pose as cameras',
    labels: ['OBS Virtual Camera', 'Snap Camera'],
    first: 'OBS Virtual Camera',
    better: null,
    offered: ['OBS Virtual Camera'],
  },
];

const devicesOf = (labels: readonly string[]): readonly Device[] =>
  labels.map((label) => ({ kind: 'videoinput', deviceId: label, label }));

describe.each([
  ['iPhones', iPhones],
  ['Android phones', androids],
  ['computers', computers],
])('%s', (_kind, recorded) => {
  test.each(recorded)('$name', ({ labels, first, better, offered }) => {
    const devices = devicesOf(labels);
    expect(betterLens(devices, 'environment', first)).toBe(better);
    // What was opened in the end is good, so that nothing is changed a second time.
    const opened = better ?? first;
    expect(betterLens(devices, 'environment', opened)).toBeNull();
    expect(listLenses(devices, 'environment', opened).map(({ label }) => label)).toEqual(offered);
  });
});

test('nothing is changed before labels are known, nor for a camera that is not in the list', () => {
  const hidden: Device[] = [{ kind: 'videoinput', deviceId: '', label: '' }];
  expect(betterLens(hidden, 'environment', undefined)).toBeNull();
  expect(betterLens(devicesOf(back(0, 2)), 'environment', 'another')).toBeNull();
});

test('for a face the front camera that the browser chose stays', () => {
  const devices = devicesOf([front(1), front(3), ...back(0)]);
  expect(betterLens(devices, 'user', front(3))).toBeNull();
  expect(betterLens(devices, 'user', 'camera2 0, facing back')).toBe(front(1));
});
