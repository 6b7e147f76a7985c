import { KycError } from '../errors.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * What a slot takes: the same as `SlotLimits` of the ports, which a worker cannot name, as the ports speak of the DOM. The
 * compiler sees to it that the one fits the other (`index.ts` hands it on).
 */
export interface Limits {
  /** MIME types, the preferred one first. */
  readonly accept: readonly string[];
  /** Of the encoded file. */
  readonly minBytes?: number;
  readonly maxBytes: number;
  /** In pixels, of the upright picture after the crop. */
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly maxWidth?: number;
  readonly maxHeight?: number;
}

export const isBelow = (size: Size, limits: Limits): boolean =>
  size.width < (limits.minWidth ?? 1) || size.height < (limits.minHeight ?? 1);

/** What to encode as, and what the slot calls it: `image/jpg` is not a type, yet some ask for it by that name. */
export interface Format {
  readonly encoder: 'image/jpeg' | 'image/png';
  readonly name: string;
}

/** JPEG where the slot takes it, else PNG. Throws `file_type_unsupported` where it takes neither. */
export function formatFor(accept: readonly string[]): Format {
  const names = accept.map((name) => name.toLowerCase());
  const jpeg = names.find((name) => name === 'image/jpeg') ?? names.find((name) => name === 'image/jpg');
  if (jpeg) return { encoder: 'image/jpeg', name: jpeg };
  if (names.includes('image/png')) return { encoder: 'image/png', name: 'image/png' };
  throw new KycError('file_type_unsupported');
}
