import type { ChallengeName } from '../../../server/contract/liveness.ts';
import { beginGuide, nextGuide } from '../../../widget/liveness/guide.ts';
import type { Reading } from '../../../widget/liveness/types.ts';
import type { PlainReading } from '../pages/faces.ts';

const names: readonly ChallengeName[] = ['turn_left', 'turn_right', 'nod', 'blink', 'smile', 'move_closer'];
/** The middle of the picture, as the guide's oval has it on a phone. */
const oval = { x: 0.3, y: 0.1, width: 0.4, height: 0.8 } as const;

const whole = ({ face, ...reading }: PlainReading): Reading => ({
  ...reading,
  face: face && { ...face, points: Float32Array.from(face.points) },
});

/** Each challenge on its own, asked for from the beginning of what was seen. */
export function challengesIn(seen: readonly PlainReading[]): ReadonlyMap<ChallengeName, boolean> {
  const readings = seen.map(whole);
  return new Map(
    names.map((name) => {
      let guide = beginGuide([name], readings[0]?.at ?? 0);
      for (const reading of readings) guide = nextGuide(guide, reading, { oval });
      return [
        name,
        guide.done === 1 || guide.records.some((record) => record.name === name && record.passed),
      ];
    }),
  );
}
