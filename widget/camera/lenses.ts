import type { Facing } from '../runtime/ports.ts';

export interface Lens {
  readonly id: string;
  readonly label: string;
}

export type Device = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>;

/**
 * Labels are all that a browser tells of a lens, and iPhones translate them. English, Indonesian and Malay, then the
 * languages in which phones are set most. Chromium on Android does not translate: "camera2 0, facing back".
 */
const rear = new RegExp(
  [
    'back|rear|environment|belakang',
    'rück|hinten|hinter|arrière|traser|traseir|trás|poster|achter|darrere',
    '\\bbak\\b|baksid|bagsid|takakamera|tyln|zadn|hátsó|hátoldal|spate|stražnj|arka',
    'задн|πίσω|אחור|خلفي|पीछे|पिछ|बैक|หลัง|\\bsau\\b',
    '后置|後置|背面|背置|后面|後面|后|後|후면|후방',
  ].join('|'),
  'i',
);

/** Infra-red, depth and time-of-flight sensors have no picture to read; programs that pose as a camera have no lens. */
const useless =
  /\bir\b|infra-?(red|merah|rot|rouge|rojo)|depth|kedalaman|\btof\b|lidar|virtual|\bobs\b|snap camera|manycam|splitcam|xsplit|camtwist|youcam|mmhmm|\bndi\b/i;

const tele = /t[eé]l[eé]|periscop|望遠|望远|长焦|長焦|遠攝|망원|теле|τηλε|เทเล|टेली/i;
const ultraWide =
  /ultra|super\s?(wide|grand|gran|weit)|fisheye|ma[ck]ro|\b0[.,][56]x?\b|超广角|超廣角|超広角|울트라|초광각|сверхшир|ультра|अल्ट्रा/i;
const wide = /wide|lebar|weit|grand|gran\b|amplia|larga|gröss|广角|廣角|広角|와이드|광각|широк|वाइड/i;
const dual =
  /dual|du[bp]l|double|doble|dobbel|doppel|doppi|ganda|dwi|kembar|双|雙|デュアル|듀얼|двойн|здвоєн|podwójn|çift|ड्युअल|डुअल/i;
const triple =
  /tri[bp]l|trippel|trip[eo]l|tiga|dreifach|drievoudig|三|トリプル|트리플|тройн|üçlü|trikamera|ट्रिपल/i;

/** What helps with a document in the hand stands first. */
const ranks = { main: 0, composite: 1, ultraWide: 2, tele: 3 } as const;
type Role = keyof typeof ranks;

function roleOf(label: string): Role {
  if (triple.test(label)) return 'composite';
  // A dual camera that is not "wide" joins the main lens with a telephoto one, which does not focus near.
  if (dual.test(label)) return wide.test(label) ? 'composite' : 'tele';
  if (ultraWide.test(label)) return 'ultraWide';
  if (tele.test(label)) return 'tele';
  return 'main';
}

/** Android numbers its cameras, the main one of each side first. */
const numberOf = (label: string): number => Number(/camera2?\s+(\d+)/i.exec(label)?.[1] ?? 0);

interface Candidate extends Lens {
  readonly role: Role;
}

/** Cameras with a name, whether they are a phone's, and those of the side that have a picture to read, the best first. */
function sort(devices: readonly Device[], facing: Facing) {
  const named = devices.filter(({ kind, deviceId, label }) => kind === 'videoinput' && deviceId && label);
  const isPhone = named.some(({ label }) => rear.test(label));
  const candidates: readonly Candidate[] = named
    .filter(({ label }) => !useless.test(label))
    .filter(({ label }) => !isPhone || rear.test(label) === (facing === 'environment'))
    .map(({ deviceId: id, label }) => ({ id, label, role: isPhone ? roleOf(label) : 'main' }) as const)
    .sort((a, b) => ranks[a.role] - ranks[b.role] || numberOf(a.label) - numberOf(b.label));
  return { named, isPhone, candidates };
}

/**
 * The camera to open in place of the one that the browser chose, where that is of no use for a document: one that sees no light or
 * is no camera, one of the wrong side, a telephoto or ultra-wide lens, another of an Android phone's than its first. Null where
 * its choice is good, or nothing better is known.
 */
export function betterLens(
  devices: readonly Device[],
  facing: Facing,
  currentId: string | undefined,
): string | null {
  const { named, isPhone, candidates } = sort(devices, facing);
  const current = named.find(({ deviceId }) => deviceId === currentId);
  const [best] = candidates;
  if (!current || !best || best.role !== 'main') return null;
  const chosen = candidates.find(({ id }) => id === currentId);
  if (!chosen) return best.id;
  if (!isPhone || facing === 'user' || chosen.role === 'composite') return null;
  const isWorse = chosen.role !== 'main' || numberOf(chosen.label) > numberOf(best.label);
  return isWorse ? best.id : null;
}

/**
 * The cameras worth a choice, the present one first. On a phone: the main lens, one that changes between lenses by
 * itself and so focuses near, the ultra-wide one; never a telephoto lens. On a computer: every real webcam. Empty while labels
 * are hidden, as they are before permission was given.
 */
export function listLenses(
  devices: readonly Device[],
  facing: Facing,
  currentId: string | undefined,
): readonly Lens[] {
  const { named, candidates } = sort(devices, facing);
  const composite = candidates.find(({ role }) => role === 'composite');
  const offered = candidates.filter(
    (lens) => lens.role === 'main' || lens.role === 'ultraWide' || lens === composite,
  );
  const current = named.find(({ deviceId }) => deviceId === currentId);
  const others = offered.filter(({ id }) => id !== current?.deviceId);
  return [...(current ? [{ id: current.deviceId, label: current.label }] : []), ...others].map(
    ({ id, label }) => ({ id, label }),
  );
}

/**
 * True when a person sees themselves. A document that is held to a laptop's webcam is no mirror image: its text would
 * read backwards. `reported` is the track's own word, which webcams do not give.
 */
export const isMirrored = (asked: Facing, reported: string | undefined): boolean =>
  asked === 'user' && (reported ?? 'user') === 'user';
