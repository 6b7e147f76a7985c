/** What is the same in every QR code of a size (ISO/IEC 18004): finder, timing and alignment patterns. */

/** Modules a side of version 1, and of the largest, 40. */
export const SMALLEST = 21;
export const LARGEST = 177;

/** Where alignment patterns have their middles, in modules, for rows and columns alike (annex E). Empty for version 1. */
export function alignmentCentres(side: number): readonly number[] {
  const version = (side - 17) / 4;
  if (version < 2) return [];
  const count = Math.floor(version / 7) + 2;
  // The one exception to the rule of even spacing.
  const step = version === 32 ? 26 : Math.ceil((side - 13) / (2 * count - 2)) * 2;
  const centres = [6];
  for (let at = side - 7 - (count - 2) * step; at <= side - 7; at += step) centres.push(at);
  return centres;
}

/** Whether the middles at `row` and `column` are those of an alignment pattern, not within a finder pattern. */
export function isAlignment(row: number, column: number, side: number): boolean {
  const far = side - 7;
  return !((row === 6 && (column === 6 || column === far)) || (row === far && column === 6));
}

/** Each module that is known beforehand: 1 dark, -1 light, 0 where data lies. Row by row. */
export function knownModules(side: number): Int8Array {
  const known = new Int8Array(side * side);
  const set = (row: number, column: number, isDark: boolean): void => {
    if (row >= 0 && column >= 0 && row < side && column < side) known[row * side + column] = isDark ? 1 : -1;
  };
  for (let at = 8; at < side - 8; at++) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  /** Rings about a middle, by their distance from it. */
  const rings = (row: number, column: number, reach: number, isDark: (ring: number) => boolean): void => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++)
        set(row + y, column + x, isDark(Math.max(Math.abs(x), Math.abs(y))));
    }
  };
  const centres = alignmentCentres(side);
  for (const row of centres) {
    for (const column of centres) {
      if (isAlignment(row, column, side)) rings(row, column, 2, (ring) => ring !== 1);
    }
  }
  for (const [row, column] of [
    [3, 3],
    [3, side - 4],
    [side - 4, 3],
  ] as const)
    rings(row, column, 4, (ring) => ring < 2 || ring === 3);
  return known;
}
