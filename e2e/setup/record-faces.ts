/**
 * Records what the face engine sees of clips, for the tests of `widget/liveness`, which then need neither engine nor pictures:
 *
 *   npx tsx e2e/setup/record-faces.ts [--models FOLDER] [--clips FOLDER]... [--out FOLDER] [NAME...]
 *
 * A clip is an MJPEG file. One that is in none of the folders is left out, and said. Clips of attacks and of further people are drawn by a renderer of their own
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
    keep: 12,
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
  turn: {
    clip: 'live-turn-wd',
    fps: 20,
    keep: 10,
    until: 5,
    shows: 'looks to her right and up at rest, turns to both sides',
  },
  nod: { clip: 'live-nod-wb', fps: 20, keep: 10, until: 3, shows: 'looks down at rest, nods' },
  blink: { clip: 'live-blink-wb', fps: 20, keep: 20, until: 2.2, shows: 'blinks once, not all the way' },
  smile: { clip: 'live-smile-biden', fps: 20, keep: 10, until: 3.2, shows: 'smiles' },
  relax_smile: {
    clip: 'live-unsmile-wb',
    fps: 20,
    keep: 10,
    until: 4,
    shows: 'smiles at rest, relaxes, smiles',
  },
  closer: { clip: 'live-closer-md', fps: 20, keep: 6, until: 3, shows: 'comes nearer' },
  photo_moved: {
    clip: 'face_a_photo_attack_rigid',
    fps: 30,
    keep: 8,
    until: 6,
    shows: 'a photo shifted, turned in its plane, zoomed',
  },
  photo_turned: {
    clip: 'atk-tiltyaw-wd',
    fps: 20,
    keep: 8,
    until: 4,
    shows: 'a photo tilted about its upright axis by 45 degrees to both sides',
  },
  photo_nodded: {
    clip: 'atk-tiltpitch-obama2',
    fps: 20,
    keep: 8,
    until: 4,
    shows: 'a photo tilted about its level axis by 40 degrees',
  },
  photo_swung: {
    clip: 'atk-wobble-astro',
    fps: 20,
    keep: 8,
    until: 4,
    shows: 'a photo swung about all axes by hand',
  },
  photo_shaken: {
    clip: 'atk-fast-wd',
    fps: 20,
    keep: 10,
    until: 4,
    shows: 'a photo shaken fast, blurred by it',
  },
  photo_bent: { clip: 'atk-bendnod-wd', fps: 20, keep: 8, until: 4, shows: 'a photo bent and tilted' },
  photo_rolled: {
    clip: 'atk-roll90-wd-c',
    fps: 20,
    keep: 8,
    until: 4,
    shows: 'a photo of a turned head, rolled to a quarter of a cylinder, tilted by 45 degrees',
  },
  photo_fingered: {
    clip: 'atk-fingers-wb',
    fps: 20,
    keep: 8,
    until: 4,
    shows: 'a photo tilted, with fingers at its edges',
  },
  photo_covered: {
    clip: 'atk-handeyes-md',
    fps: 20,
    keep: 10,
    until: 4,
    shows: 'a photo, with a hand passing over its eyes',
  },
  photos_swapped: {
    clip: 'atk-jump3-obama',
    fps: 20,
    keep: 10,
    until: 3.5,
    shows: 'photos of a head in three poses, one after the other',
  },
  people_swapped: {
    clip: 'atk-swap-md_astro',
    fps: 20,
    keep: 20,
    until: 2.4,
    shows: 'photos of two people, one after the other',
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      models: { type: 'string', default: '../shared/models' },
      clips: { type: 'string', multiple: true, default: ['../shared/fixtures/clips'] },
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
      const file = values.clips.map((folder) => join(folder, `${clip}.mjpeg`)).find(existsSync);
      if (positionals.length > 0 && !positionals.includes(name)) continue;
      if (!file) {
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
      const text = JSON.stringify(encode(shows, plain), null, 2);
      writeFileSync(join(values.out, `${name}.json`), `${text}\n`);
      console.log(`${name}: ${readings.length} readings, ${Math.round(text.length / 1024)} KB`);
    }
  } finally {
    await close();
  }
}

await main();
