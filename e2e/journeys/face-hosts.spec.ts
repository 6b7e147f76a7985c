/** The face engine in a page with the strictest policy, its files on the page's own host and on another one. */
import { findModels } from '../../demo/models.ts';
import type { Faces } from '../bench/pages/faces.ts';
import { openFaces } from '../setup/faces.ts';
import { expect, test } from '../setup/fixtures.ts';

const models = await findModels();
const missing = models === null ? 'the face model is not there: npm run models fetches it' : null;
if (missing) console.info(`The journeys of the face engine’s files: ${missing}.`);
test.skip(missing !== null, missing ?? '');
// Both build the same page.
test.describe.configure({ mode: 'serial' });

for (const [where, isElsewhere] of [
  ['its own host', false],
  ['another host', true],
] as const) {
  test(`opens in a worker with its files from ${where}, and asks nobody else`, async () => {
    const { page, modelUrl, assetsUrl, close } = await openFaces(models ?? '', { isElsewhere });
    const hosts = new Set<string>();
    page.context().on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http')) hosts.add(origin);
    });
    try {
      const info = await page.evaluate(
        ([model, assets]) => (window as unknown as { faces: Faces }).faces.open(model, assets),
        [modelUrl, assetsUrl] as const,
      );
      expect(info).toEqual({ place: 'worker', delegate: 'cpu', simd: true });
      const own = [new URL(modelUrl).origin, ...(assetsUrl ? [new URL(assetsUrl).origin] : [])];
      expect([...hosts].sort()).toEqual(own.sort());
    } finally {
      await close();
    }
  });
}
