import { presets } from '../../../widget/quality/thresholds.ts';
import type { Figures } from '../main.ts';
import { median } from '../table.ts';
import type { BlurRow } from './blur-rows.ts';
import { SCENES } from './blur-set.ts';
import { share } from './share.ts';

/** The end of what can be read, in millimetres of whole blur on the card, and what lies too near to it to quarrel about. */
const READABLE = 0.25;
const NEAR_IT = [0.2, 0.3] as const;

/** The share of pairs of a readable and an unreadable picture in which the readable one scores more. */
function areaUnderCurve(good: readonly number[], bad: readonly number[]): number {
  const sorted = [...bad].sort((a, b) => a - b);
  const below = (value: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle] as number;
      if (other < value || (orEqual && other === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = good.reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0);
  return wins / (good.length * bad.length);
}

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number =>
  all.filter(is).length / Math.max(1, all.length);

const draw = async (): Promise<BlurRow[]> =>
  (await share<BlurRow[]>(new URL('./blur-rows.ts', import.meta.url), 'rowsOf', SCENES)).flat();

interface Told {
  readonly auc: number;
  readonly aucFar: number;
  readonly refused: number;
  readonly accepted: number;
}

/** How well a score tells readable from unreadable pictures; errors at a limit, if it has one. */
function told(rows: readonly BlurRow[], score: (row: BlurRow) => number, limit = Number.NaN): Told {
  const good = rows.filter(({ blur }) => blur <= READABLE);
  const bad = rows.filter(({ blur }) => blur > READABLE);
  const sharp = good.filter(({ blur }) => blur < NEAR_IT[0]);
  const blurred = bad.filter(({ blur }) => blur > NEAR_IT[1]);
  return {
    auc: areaUnderCurve(good.map(score), bad.map(score)),
    aucFar: areaUnderCurve(sharp.map(score), blurred.map(score)),
    refused: shareOf(good, (row) => score(row) < limit),
    accepted: shareOf(bad, (row) => score(row) >= limit),
  };
}

const percent = (share: number): string => (Number.isNaN(share) ? '' : `${(share * 100).toFixed(1)} %`);

export interface BlurBench {
  /** Rows of a table under `headings`. */
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly figures: Figures;
}

/**
 * How well blur and reflections are told on 600 drawn pictures of 480 to 1920 pixels: every card, ground, light, noise and
 * JPEG quality, 0.05 to 1 mm of defocus and of motion. About two minutes on two cores.
 */
export async function benchBlur(): Promise<BlurBench> {
  const rows = await draw();
  const limit = presets.normal.minSharpness;
  const table: string[][] = [];
  const blurLine = (
    name: string,
    some: readonly BlurRow[],
    score: (row: BlurRow) => number,
    at?: number,
  ): Told => {
    const result = told(some, score, at);
    const errors = at === undefined ? ['', ''] : [percent(result.refused), percent(result.accepted)];
    table.push([name, String(some.length), result.auc.toFixed(3), result.aucFar.toFixed(3), ...errors]);
    return result;
  };
  const ours = (row: BlurRow): number => row.sharpness;
  const withFound = rows.filter(({ isFound }) => isFound);
  const all = blurLine('blur', rows, ours, limit);
  const found =
    withFound.length > 0 ? blurLine('  outline found', withFound, (row) => row.foundSharpness, limit) : null;
  const laplacian = blurLine('  variance of Laplacian', rows, (row) => row.laplacian);
  const tenengrad = blurLine('  Tenengrad', rows, (row) => row.tenengrad);
  for (const [from, to] of [
    [360, 500],
    [600, 700],
    [700, 1000],
    [1200, 2000],
  ] as const) {
    blurLine(
      `  ${from} to ${to} px`,
      rows.filter(({ width }) => width >= from && width < to),
      ours,
      limit,
    );
  }
  const isDim = ({ light }: BlurRow): boolean => light < 0.45;
  blurLine('  15 to 40 % light', rows.filter(isDim), ours, limit);
  blurLine(
    '  50 to 105 % light',
    rows.filter((row) => !isDim(row)),
    ours,
    limit,
  );
  blurLine(
    '  noise of 3 to 9 levels',
    rows.filter(({ noise }) => noise >= 3),
    ours,
    limit,
  );

  const glareLine = (name: string, some: readonly BlurRow[], score: (row: BlurRow) => number): Told => {
    const under = some.filter(({ glareTruth }) => glareTruth > 0);
    const free = some.filter(({ glareTruth }) => glareTruth === 0);
    const most = presets.normal.maxGlare;
    const result = {
      auc: areaUnderCurve(under.map(score), free.map(score)),
      aucFar: Number.NaN,
      refused: shareOf(free, (row) => score(row) > most),
      accepted: shareOf(under, (row) => score(row) <= most),
    };
    table.push([
      name,
      String(some.length),
      result.auc.toFixed(3),
      '',
      percent(result.refused),
      percent(result.accepted),
    ]);
    return result;
  };
  const glare = glareLine('glare', rows, (row) => row.glare);
  const glareFound =
    withFound.length > 0 ? glareLine('  outline found', withFound, (row) => row.foundGlare) : null;
  glareLine('  15 to 40 % light', rows.filter(isDim), (row) => row.glare);
  glareLine(
    '  50 to 105 % light',
    rows.filter((row) => !isDim(row)),
    (row) => row.glare,
  );
  const time = median(rows.filter(({ width }) => width === 640).map((row) => row.time));
  const round = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    headings: ['', 'pictures', 'AUC', 'without 0.2 to 0.3 mm', 'good refused', 'bad accepted'],
    rows: table,
    figures: {
      pictures: rows.length,
      outlineFound: round(withFound.length / rows.length),
      blurAuc: round(all.auc),
      blurAucFar: round(all.aucFar),
      blurRefused: round(all.refused),
      blurAccepted: round(all.accepted),
      blurAucFound: found && round(found.auc),
      blurAucFarFound: found && round(found.aucFar),
      laplacianAuc: round(laplacian.auc),
      tenengradAuc: round(tenengrad.auc),
      glareAuc: round(glare.auc),
      glareRefused: round(glare.refused),
      glareMissed: round(glare.accepted),
      glareAucFound: glareFound && round(glareFound.auc),
      measuresMs640: round(time),
    },
  };
}
