/**
 * Records what the face engine sees of clips, for the tests of `widget/liveness`, which then need neither engine nor pictures:
 *
 *   npx tsx e2e/setup/record-faces.ts [--models FOLDER] [--clips FOLDER] [--out FOLDER] [NAME...]
 *
 * A clip is an MJPEG file. One that is not in the folder is left out, and said. Clips of attacks and of further people are drawn by a renderer of their own
 * (`widget/liveness/README.md` tells how); only numbers are kept of any.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from '../../widget/liveness/testing/recording.ts';
import type { Reading } from '../../widget/liveness/types.ts';
import type { Faces, PlainReading } from '../bench/pages/faces.ts';
import { openFaces, picturesIn } from './faces.ts';

interface Wanted {
  readonly clip: string;
  /** Pictures a second of the clip, and of what is kept. */
  readonly fps: number;
  readonly keep: number;
  /** Seconds. */
  readonly until: number;
  readonly shows: string;
}

const wanted: Readonly<Record<string, Wanted>> = {
  turn_blink_nod: {
    clip: 'face_a_turn_blink_nod',
    fps: 30,
    keep: 15,
    until: 9,
    shows: 'turns to both sides, blinks twice, nods',
  },
  head_turn: {
    clip: 'real_female_head_turn',
    fps: 30,
    keep: 15,
    until: 4,
    shows: 'a real person, turning to both sides without a rest',
  },
  distance: {
    clip: 'face_a_distance',
    fps: 30,
    keep: 6,
    until: 7,
    shows: 'too far, good, too near, out of the picture',
  },
  still: { clip: 'face_a_still', fps: 30, keep: 10, until: 2, shows: 'keeps still' },
  dark: { clip: 'face_a_dark', fps: 30, keep: 6, until: 1, shows: 'an eighth of the light' },
  two_faces: { clip: 'two_faces_still', fps: 30, keep: 6, until: 1, shows: 'two people' },
  no_face: { clip: 'no_face_still', fps: 30, keep: 6, until: 1, shows: 'nobody' },
  photo_moved: {
    clip: 'face_a_photo_attack_rigid',
    fps: 30,
    keep: 8,
    until: 6,
    shows: 'a photo shifted, turned in its plane, zoomed',
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      models: { type: 'string', default: '../shared/models' },
      clips: { type: 'string', default: '../shared/fixtures/clips' },
      out: { type: 'string', default: 'widget/liveness/testing/recorded' },
    },
  });
  mkdirSync(values.out, { recursive: true });
  const { page, modelUrl, serve, close } = await openFaces(values.models);
  try {
    await page.evaluate((url) => (window as unknown as { faces: Faces }).faces.open(url), modelUrl);
    /** Each clip begins at a later time, after a gap in which the engine forgets the one before. */
    let begin = 1_000;
    for (const [name, { clip, fps, keep, until, shows }] of Object.entries(wanted)) {
      const file = join(values.clips, `${clip}.mjpeg`);
      if (positionals.length > 0 && !positionals.includes(name)) continue;
      if (!existsSync(file)) {
        console.log(`${name}: left out, ${clip}.mjpeg is not there`);
        continue;
      }
      const readings: PlainReading[] = [];
      for (const [at, picture] of picturesIn(readFileSync(file))
        .slice(0, until * fps)
        .entries()) {
        const ms = (at * 1000) / fps;
        const reading = await page.evaluate(
          ([url, time]) => (window as unknown as { faces: Faces }).faces.read(url, time, 640),
          [serve(picture, 'image/jpeg'), begin + ms] as const,
        );
        // The engine sees each picture, as it follows a face from one to the next; fewer are kept.
        if (Math.floor((at * keep) / fps) > Math.floor(((at - 1) * keep) / fps))
          readings.push({ ...reading, at: ms });
      }
      begin += 60_000;
      const plain = readings.map(
        ({ face, ...rest }): Reading => ({
          ...rest,
          face: face && { ...face, points: Float32Array.from(face.points) },
        }),
      );
      const text = JSON.stringify(encode(shows, plain)).replaceAll('],[', '],\n[');
      writeFileSync(join(values.out, `${name}.json`), `${text}\n`);
      console.log(`${name}: ${readings.length} readings, ${Math.round(text.length / 1024)} KB`);
    }
  } finally {
    await close();
  }
}

await main();
