import { resolve } from 'node:path';
import { startStack } from '../../../demo/stack.ts';
import type { ChallengeName } from '../../../server/contract/liveness.ts';
import { launchWith, newPerson, visitFace } from '../../setup/face-visit.ts';
import { openFaces } from '../../setup/faces.ts';
import type { Figures } from '../main.ts';
import { table } from '../table.ts';
import { challengesIn } from './each.ts';

/** How long a clip is looked at to see which challenges it would pass; it plays again and again. Milliseconds. */
const LOOK_MS = 14_000;
/** Somebody whose face has found no place until then is not asked for anything. Milliseconds. */
const FRAMING_MS = 20_000;
/** Every round of a journey, with its pauses. */
const LONGEST_MS = 180_000;
const usual = 'turn_left,blink';

/** What came of it: the round was passed, every round failed, or the face never found its place. */
type Outcome = 'passed' | 'refused' | 'not_framed' | 'no_engine';

async function walk(
  clip: string,
  models: string,
  challenges: string,
): Promise<{ outcome: Outcome; hints: readonly string[]; rounds: string[]; perSecond: number }> {
  const stack = await startStack({
    environment: { KYC_MODELS_DIR: models, KYC_LIVENESS_CHALLENGES: challenges },
  });
  const browser = await launchWith(clip);
  try {
    const visit = await visitFace(await newPerson(browser, clip), stack);
    const { page, widget, reports } = visit;
    await widget.openCamera();
    const begun = Date.now();
    let outcome: Outcome = 'not_framed';
    const { good, refused, shutter } = widget;
    for (;;) {
      if ((await good.isVisible()) || (await refused.isVisible())) {
        outcome = 'passed';
        break;
      }
      const { hints } = await visit.marks();
      const isManual = await shutter.isVisible();
      if (isManual) {
        outcome = reports.length > 0 ? 'refused' : 'no_engine';
        break;
      }
      const wasAsked = hints.some((hint) => challenges.split(',').includes(hint));
      if (!wasAsked && Date.now() - begun > FRAMING_MS) break;
      if (Date.now() - begun > LONGEST_MS) break;
      await page.waitForTimeout(200);
    }
    if (outcome === 'passed' && (await good.isVisible())) {
      await widget.usePhoto();
      await page.waitForFunction(
        () => (window as unknown as { marks: { released?: number } }).marks.released,
      );
      await widget.heading(/./).first().waitFor();
    }
    const { hints } = await visit.marks();
    const rounds = reports.map(({ challenges: done }) =>
      done
        .map(({ name, passed, ms }) => `${name} ${passed ? 'passed' : 'failed'} ${Math.round(ms)} ms`)
        .join(', '),
    );
    return { outcome, hints, rounds, perSecond: reports.at(-1)?.signals?.frames.perSecond ?? 0 };
  } finally {
    await browser.close();
    await stack.stop();
  }
}

async function look(clip: string, models: string): Promise<ReadonlyMap<ChallengeName, boolean>> {
  const { page, modelUrl, close } = await openFaces(models, { camera: clip });
  try {
    const readings = await page.evaluate(
      async ([url, ms]) => {
        const { faces } = window as unknown as { faces: import('../pages/faces.ts').Faces };
        await faces.open(url);
        return faces.watch(ms);
      },
      [modelUrl, LOOK_MS] as const,
    );
    return challengesIn(readings);
  } finally {
    await close();
  }
}

/** Plays a clip as the camera: what each challenge makes of it, and what comes of a person's journey with it. */
export async function playClip(file: string, models: string, challenges = usual): Promise<Figures> {
  const clip = resolve(file);
  const each = await look(clip, models);
  const { outcome, hints, rounds, perSecond } = await walk(clip, models, challenges);
  table(
    ['challenge', 'seen in the clip'],
    [...each].map(([name, isSeen]) => [name, isSeen ? 'yes' : 'no']),
  );
  console.log(`\nAsked for: ${challenges}`);
  for (const [index, round] of rounds.entries()) console.log(`  report ${index + 1}: ${round || 'none'}`);
  console.log(`Hints: ${hints.join(', ')}`);
  console.log(`Outcome: ${outcome}`);
  const names = [...each].filter(([, isSeen]) => isSeen).map(([name]) => name);
  return {
    clip: file,
    outcome,
    hints: [...new Set(hints)],
    challengesPassed: names,
    asked: challenges.split(','),
    rounds,
    framesPerSecond: Number(perSecond.toFixed(1)),
  };
}
