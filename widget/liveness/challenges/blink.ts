import { openingAgainst } from '../expression.ts';
import { medianOf, parallaxOf, type Shape } from '../shape.ts';
import type { Sight } from '../sight.ts';
import { LONGEST_GAP_MS, type Machine, passed } from './machine.ts';

/** See the README for what was measured. */
export const BLINK = {
  /** How much of its opening the eyes lose on average, and each of them at least: from the points of the lids. */
  drop: 0.25,
  leastDrop: 0.14,
  /** How much the model's score rises on average, and for each eye at least: real blinks 0.17 to 0.5. */
  rise: 0.09,
  leastRise: 0.04,
  /** Below this the eyes are open. */
  open: 0.15,
  /** Open, shut and open again within this. */
  longestMs: 2_200,
  /** The eyes' rest is what they were in this time, of at most so many pictures. */
  restMs: 800,
  restPictures: 7,
  /** Rest has to be seen for so long before a blink counts. */
  leastRestMs: 240,
  /** Degrees from rest, and what a flat picture's movement leaves: a moved head or photo changes the eyes' scores too. */
  angle: 5,
  roll: 4,
  moved: 0.012,
  /** Heights of the face, from where it rested. */
  shift: 0.08,
  /** Degrees from the baseline: an eye is not seen well from the side. */
  frontal: 18,
} as const;

interface Rest {
  readonly shape: Shape;
  readonly blinkLeft: number;
  readonly blinkRight: number;
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly x: number;
  readonly y: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function restOf(sights: readonly Sight[]): Rest {
  const middle = (measure: (sight: Sight) => number): number => {
    const values = sights.map(measure).sort((a, b) => a - b);
    return values[values.length >> 1] ?? 0;
  };
  return {
    shape: medianOf(sights.map(({ shape }) => shape)),
    blinkLeft: middle(({ blinkLeft }) => blinkLeft),
    blinkRight: middle(({ blinkRight }) => blinkRight),
    yaw: mean(sights.map(({ yaw }) => yaw)),
    pitch: mean(sights.map(({ pitch }) => pitch)),
    roll: mean(sights.map(({ roll }) => roll)),
    x: mean(sights.map(({ x }) => x)),
    y: mean(sights.map(({ y }) => y)),
  };
}

/** How far both eyes are shut against their rest, and whether the head has kept still. */
function eyesOf(sight: Sight, rest: Rest) {
  const parallax = parallaxOf(rest.shape, sight.shape);
  const drops = (['left', 'right'] as const).map(
    (side) => 1 - openingAgainst(rest.shape, sight.shape, parallax, side),
  );
  const rises = [sight.blinkLeft - rest.blinkLeft, sight.blinkRight - rest.blinkRight];
  return {
    drop: mean(drops),
    isShut:
      mean(drops) >= BLINK.drop &&
      Math.min(...drops) >= BLINK.leastDrop &&
      mean(rises) >= BLINK.rise &&
      Math.min(...rises) >= BLINK.leastRise,
    isOpen: mean(drops) < BLINK.open,
    isStill:
      Math.abs(sight.yaw - rest.yaw) <= BLINK.angle &&
      Math.abs(sight.pitch - rest.pitch) <= BLINK.angle &&
      Math.abs(sight.roll - rest.roll) <= BLINK.roll &&
      Math.abs(sight.yaw) <= BLINK.frontal &&
      Math.abs(sight.pitch) <= BLINK.frontal &&
      Math.hypot(sight.x - rest.x, sight.y - rest.y) <= BLINK.shift &&
      parallax.flat <= BLINK.moved,
  };
}

interface Memo {
  /** Sights with open eyes, the newest last, not all of them. */
  readonly open: readonly Sight[];
  readonly lastAt: number | null;
  /** When the eyes were seen shut first, since when they have not been open. */
  readonly shutAt: number | null;
}

const begun: Memo = { open: [], lastAt: null, shutAt: null };

/** The newest sight of open eyes joins the others, unless it came too soon after the last one. */
function withOpen(open: readonly Sight[], sight: Sight): readonly Sight[] {
  const young = open.filter(({ at }) => sight.at - at <= BLINK.restMs);
  const last = young[young.length - 1];
  return last && sight.at - last.at < BLINK.restMs / BLINK.restPictures ? young : [...young, sight];
}

export function blink(memo: Memo = begun): Machine {
  const { open, lastAt, shutAt } = memo;
  return {
    isPassed: false,
    progress: shutAt === null ? 0 : 0.6,
    needs: null,
    next(sight) {
      if (!sight) return blink({ ...memo, shutAt: null });
      if (lastAt !== null && sight.at - lastAt > LONGEST_GAP_MS)
        return blink({ ...begun, open: [sight], lastAt: sight.at });
      const first = open[0];
      if (!first) return blink({ ...memo, open: [sight], lastAt: sight.at });
      const eyes = eyesOf(sight, restOf(open));
      const since = { lastAt: sight.at };
      // A head that moves is at rest nowhere: what follows counts from here.
      if (!eyes.isStill) return blink({ ...since, open: [sight], shutAt: null });
      if (shutAt === null) {
        if (eyes.isShut && sight.at - first.at >= BLINK.leastRestMs)
          return blink({ ...since, open, shutAt: sight.at });
        return blink({ ...since, open: eyes.isOpen ? withOpen(open, sight) : open, shutAt: null });
      }
      if (eyes.isOpen) return passed;
      // Shut for too long: whoever sleeps has to open their eyes first.
      return blink({ ...since, open, shutAt: sight.at - shutAt > BLINK.longestMs ? null : shutAt });
    },
  };
}
