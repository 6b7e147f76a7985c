/** A face, followed by the real model: people who do what is asked, pictures of people, and browsers in which nothing can be followed. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findModels } from '../../demo/models.ts';
import type { Stack } from '../../demo/stack.ts';
import type { LivenessEvidence } from '../../server/contract/liveness.ts';
import { type FaceVisit, visitFace } from '../setup/face-visit.ts';
import { expect, test, type VisitOptions } from '../setup/fixtures.ts';
import { picture } from '../setup/pictures.ts';

const models = await findModels();
const clips = resolve('..', 'shared', 'fixtures', 'clips');
const clipOf = (name: string): string => join(clips, `${name}.mjpeg`);
const missing =
  models === null
    ? 'the face model is not there: npm run models fetches it'
    : existsSync(clipOf('face_a_turn_blink_nod'))
      ? null
      : 'the clips of faces are not beside the project';
if (missing) console.info(`The journeys with a followed face: ${missing}.`);
test.skip(missing !== null, missing ?? '');

test.use({
  sandboxes: { enxtai: { rateLimit: 10_000, readingMs: 100, processingMs: 500, decisionMs: 1_000 } },
  environment: { KYC_MODELS_DIR: models ?? '', KYC_LIVENESS_CHALLENGES: 'turn_left,blink' },
});

type Visits = (
  options?: VisitOptions,
) => Promise<{ readonly context: import('playwright/test').BrowserContext }>;

/** A page at the face's step, with this clip as the camera. */
async function beginWith(
  visit: Visits,
  stack: Stack,
  clip: string,
  options: VisitOptions & {
    readonly prepare?: (context: import('playwright/test').BrowserContext) => Promise<void>;
  } = {},
): Promise<FaceVisit> {
  const { prepare, ...more } = options;
  const { context } = await visit({ clip: clipOf(clip), ...more });
  await prepare?.(context);
  return visitFace(context, stack);
}

async function evidenceOf(stack: Stack, { sessionId }: FaceVisit): Promise<LivenessEvidence | undefined> {
  const answer = await fetch(`${stack.serverUrl}/v1/sessions/${sessionId}`, {
    headers: { authorization: `Bearer ${stack.apiKey}` },
  });
  const { liveness } = (await answer.json()) as { readonly liveness?: readonly LivenessEvidence[] };
  return liveness?.find(({ slot }) => slot === 'live_photo');
}

const hintsOf = async (visit: FaceVisit): Promise<readonly string[]> => (await visit.marks()).hints;

/** The manual way to its end: the picture is taken by a press, or from a file where the clip is none that would do. */
async function finishByHand({ widget }: FaceVisit, from: 'camera' | 'file' = 'camera'): Promise<void> {
  if (from === 'camera') await widget.photographUntil('good');
  else await widget.choose('Choose a photo instead', await picture('face'));
  await widget.usePhoto();
  await expect(widget.heading('You’re verified')).toBeVisible();
}

test('whoever turns their head and blinks is photographed by itself, at full size', async ({
  visit,
  stack,
}) => {
  const face = await beginWith(visit, stack, 'face_a_turn_blink_nod');
  await face.widget.openCamera();
  await expect(face.widget.good).toBeVisible({ timeout: 50_000 });
  const size = await face.widget.root
    .locator('[part="picture"] img')
    .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  expect(size).toEqual([640, 480]);
  await face.widget.usePhoto();
  await expect(face.widget.heading('You’re verified')).toBeVisible();
  const evidence = await evidenceOf(stack, face);
  expect(evidence).toMatchObject({ route: 'guided', reason: null, failedTries: 0, samePicture: true });
  expect(evidence?.challenges.map(({ name, passed }) => [name, passed]).sort()).toEqual([
    ['blink', true],
    ['turn_left', true],
  ]);
  expect(evidence?.signals).toMatchObject({
    camera: { virtual: false, changes: 0, width: 640, height: 480 },
    face: { others: 0 },
    engine: { place: 'worker', delegate: 'cpu', simd: true },
  });
  expect(await face.widget.liveTracks()).toBe(0);
});

test('a photo held to the camera and moved about passes no challenge', async ({ visit, stack }) => {
  test.setTimeout(150_000);
  const face = await beginWith(visit, stack, 'face_a_photo_attack_rigid');
  await face.widget.openCamera();
  await expect(face.widget.shutter).toBeVisible({ timeout: 120_000 });
  expect(face.reports.length).toBe(3);
  const passed = face.reports.flatMap(({ challenges }) => challenges).filter((one) => one.passed);
  expect(passed).toEqual([]);
  // The picture can still be taken, and is marked.
  await finishByHand(face);
  expect(await evidenceOf(stack, face)).toMatchObject({
    route: 'manual',
    reason: 'tries_used',
    failedTries: 3,
    samePicture: true,
  });
});

for (const [clip, hint] of [
  ['two_faces_still', 'face_many'],
  ['no_face_still', 'face_none'],
  ['face_a_dark', 'too_dark'],
] as const) {
  test(`${clip} is told ${hint}, and asked for nothing`, async ({ visit, stack }) => {
    const face = await beginWith(visit, stack, clip);
    await face.widget.openCamera();
    await expect.poll(() => hintsOf(face)).toContain(hint);
    // Whoever gets no further may take the picture themselves.
    await face.widget.button('Take it without moves').click({ timeout: 30_000 });
    await expect(face.widget.shutter).toBeVisible();
    expect(await hintsOf(face)).not.toContain('turn_left');
    expect(await hintsOf(face)).not.toContain('blink');
    expect(face.reports).toEqual([]);
  });
}

test('a person who chooses a file is marked too', async ({ visit, stack }) => {
  const face = await beginWith(visit, stack, 'face_a_still');
  await finishByHand(face, 'file');
  expect(await evidenceOf(stack, face)).toMatchObject({
    route: 'manual',
    reason: 'file',
    samePicture: true,
    signals: null,
  });
});

test('nothing of it is fetched before the step is near, and all of it from the merchant’s hosts', async ({
  visit,
  stack,
}) => {
  const { context } = await visit({ clip: clipOf('face_a_still') });
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const isEngine = (url: string): boolean => /vision_wasm|face_landmarker|kyc-face/.test(url);
  const page = await context.newPage();
  await page.goto(stack.pageUrl);
  const { Shop } = await import('../pages/shop.ts');
  const shop = new Shop(page, stack);
  await shop.verify('approve', { provider: 'enxtai', document: 'pan' });
  await expect(shop.widget.root.getByText('You take a photo of your face.')).toBeVisible();
  await shop.widget.agree();
  for (const title of ['Your PAN card', 'Your Aadhaar card, front']) {
    await expect(shop.widget.heading(title)).toBeVisible();
    expect(asked.filter(isEngine)).toEqual([]);
    await shop.widget.choose('Choose a photo instead', await picture('sharp'));
    await shop.widget.usePhoto();
  }
  await expect(shop.widget.heading('Your Aadhaar card, back')).toBeVisible();
  await expect.poll(() => asked.filter(isEngine).length).toBeGreaterThanOrEqual(4);
  const hosts = new Set(asked.filter(isEngine).map((url) => new URL(url).origin));
  expect([...hosts].sort()).toEqual([stack.pageUrl, stack.serverUrl].sort());
  expect(asked.filter((url) => url.includes('nosimd'))).toEqual([]);
});

const model = (): Buffer => readFileSync(join(models ?? '', 'face_landmarker.task'));
type Context = import('playwright/test').BrowserContext;
const answerModel =
  (status: number, body: () => Buffer) =>
  async (context: Context): Promise<void> => {
    await context.route('**/v1/models/**', (route) =>
      route.fulfill({ status, body: body(), headers: { 'access-control-allow-origin': '*' } }),
    );
  };
/** Takes WebGL away, in the page and in its worker. */
const noWebGl = `for (const kind of [globalThis.HTMLCanvasElement, globalThis.OffscreenCanvas]) {
  if (!kind) continue;
  const get = kind.prototype.getContext;
  kind.prototype.getContext = function (name, ...more) { return /webgl/.test(name) ? null : get.call(this, name, ...more); };
}\n`;

const broken: readonly (readonly [string, (context: Context) => Promise<void>])[] = [
  ['the model is missing', answerModel(404, () => Buffer.from(''))],
  ['the model is cut off', answerModel(200, () => model().subarray(0, 1_000_000))],
  [
    'the model is another one',
    answerModel(200, () => {
      const other = Buffer.from(model());
      other[1_000_000] = (other[1_000_000] ?? 0) ^ 1;
      return other;
    }),
  ],
  [
    'the page’s policy has no WebAssembly',
    async (context) => {
      // A second policy, which only takes away.
      await context.addInitScript(() =>
        addEventListener('DOMContentLoaded', () => {
          const policy = document.createElement('meta');
          Object.assign(policy, { httpEquiv: 'Content-Security-Policy', content: "script-src 'self'" });
          document.head.append(policy);
        }),
      );
    },
  ],
  [
    'there is no WebGL',
    async (context) => {
      await context.addInitScript(noWebGl);
      await context.route('**/kyc-face.worker-*.js', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: noWebGl + (await answer.text()) });
      });
    },
  ],
];

for (const [what, prepare] of broken) {
  test(`where ${what} the picture is taken by hand, and marked`, async ({ visit, stack }) => {
    const face = await beginWith(visit, stack, 'face_a_still', { prepare, mayComplain: /WebAssembly/ });
    await face.widget.openCamera();
    await expect(face.widget.shutter).toBeVisible();
    await finishByHand(face);
    expect(await evidenceOf(stack, face)).toMatchObject({
      route: 'manual',
      reason: 'no_engine',
      failedTries: 0,
      samePicture: true,
      signals: { engine: null },
    });
  });
}

const works: readonly (readonly [
  string,
  object,
  VisitOptions & { prepare?: (context: Context) => Promise<void> },
])[] = [
  [
    'without SIMD',
    { place: 'worker', simd: false },
    { args: ['--js-flags=--no-enable-sse4-1 --no-enable-ssse3'] },
  ],
  [
    'in the page, where no worker may be started',
    { place: 'page', simd: true },
    {
      prepare: async (context) => {
        await context.route('**/kyc-face.worker-*.js', (route) => route.fulfill({ status: 404, body: '' }));
      },
    },
  ],
];

for (const [how, engine, options] of works) {
  test(`a face is followed ${how}`, async ({ visit, stack }) => {
    test.setTimeout(120_000);
    const face = await beginWith(visit, stack, 'face_a_turn_blink_nod', options);
    await face.widget.openCamera();
    await expect(face.widget.good).toBeVisible({ timeout: 90_000 });
    await face.widget.usePhoto();
    await expect(face.widget.heading('You’re verified')).toBeVisible();
    expect(await evidenceOf(stack, face)).toMatchObject({ route: 'guided', signals: { engine } });
  });
}

test('removal while a face is followed stops camera and worker at once', async ({ visit, stack }) => {
  const face = await beginWith(visit, stack, 'face_a_still');
  await face.widget.openCamera();
  await expect.poll(() => hintsOf(face)).not.toEqual([]);
  await expect.poll(() => face.page.workers().length).toBeGreaterThan(0);
  await face.widget.root.evaluate((element) => element.remove());
  await expect.poll(() => face.widget.liveTracks()).toBe(0);
  await expect.poll(() => face.page.workers().length).toBe(0);
});
