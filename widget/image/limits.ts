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
