/**
 * `npm run bench -- liveness`: what following a face costs, on the demo's own page with the real model: how soon the preview is live
 * beside a bare camera, how soon something is said of the face, how many pictures are looked at in a second, what the main thread
 * feels of it, and how soon the camera is off. `--clip FILE` plays a clip (MJPEG, or what Chromium plays as a video) as the camera and
 * tells what comes of it. Needs `npm run build` and the face model (`npm run models`).
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findModels } from '../../demo/models.ts';
import { startStack } from '../../demo/stack.ts';
import { benchGuided, benchPreview } from './liveness/bars.ts';
import { playClip } from './liveness/clip.ts';
import type { Figures } from './main.ts';
import { table } from './table.ts';

/** Somebody who turns, blinks and nods. */
const usual = resolve('..', 'shared', 'fixtures', 'clips', 'face_a_turn_blink_nod.mjpeg');

const bars = { previewRatio: 1.5, firstVerdictMs: 1_500, framesPerSecond: 20, longTasks: 0, releasedMs: 100 };

export async function run(): Promise<Figures> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { clip: { type: 'string' }, challenges: { type: 'string' } },
  });
  const models = await findModels();
  if (!models) throw new Error('There is no face model: fetch it with "npm run models".');
  if (values.clip !== undefined) return playClip(values.clip, models, values.challenges);
  if (!existsSync(usual))
    throw new Error('The clip of a face is not beside the project: name one with --clip.');

  const stack = await startStack({
    environment: { KYC_MODELS_DIR: models, KYC_LIVENESS_CHALLENGES: 'turn_left,turn_right,nod,blink' },
  });
  try {
    const guided = await benchGuided(stack, usual);
    const preview = await benchPreview(stack, usual);
    const ratio = preview.kycMs / preview.bareMs;
    const isWithin =
      ratio <= bars.previewRatio &&
      guided.firstVerdictMs <= bars.firstVerdictMs &&
      guided.framesPerSecond >= bars.framesPerSecond &&
      guided.longTasks <= bars.longTasks &&
      guided.releasedMs <= bars.releasedMs;
    table(
      ['', 'measured', 'allowed'],
      [
        ['preview, times a bare camera', ratio.toFixed(2), bars.previewRatio],
        ['  kyc-flow, ms', Math.round(preview.kycMs), ''],
        ['  bare camera, ms', Math.round(preview.bareMs), ''],
        ['first verdict, files cached, ms', Math.round(guided.firstVerdictMs), bars.firstVerdictMs],
        ['pictures looked at a second, at least', guided.framesPerSecond.toFixed(1), bars.framesPerSecond],
        [`  one of them, in the ${guided.place}, ms`, guided.pictureMs.toFixed(1), ''],
        ['tasks over 50 ms after warm-up', guided.longTasks, bars.longTasks],
        ['camera off after the end, ms', guided.releasedMs.toFixed(1), bars.releasedMs],
      ],
    );
    console.log(isWithin ? '\nwithin what is allowed' : '\nNOT within what is allowed');
    if (!isWithin) process.exitCode = 1;
    return {
      previewRatio: Number(ratio.toFixed(3)),
      previewMs: Math.round(preview.kycMs),
      bareCameraMs: Math.round(preview.bareMs),
      firstVerdictMs: Math.round(guided.firstVerdictMs),
      framesPerSecond: Number(guided.framesPerSecond.toFixed(1)),
      pictureMs: Number(guided.pictureMs.toFixed(1)),
      place: guided.place,
      longTasks: guided.longTasks,
      longestTaskMs: Math.round(guided.longestTaskMs),
      releasedMs: Number(guided.releasedMs.toFixed(1)),
      withinBars: isWithin,
    };
  } finally {
    await stack.stop();
  }
}
