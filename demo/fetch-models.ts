/** `npm run models`: fetches the face model into `models`, or the folder that `KYC_MODELS_DIR` names. */
import { join } from 'node:path';
import { DownloadError, download } from './download.ts';
import { faceLandmarker, modelsFolder } from './models.ts';

const folder = modelsFolder(process.env['KYC_MODELS_DIR']);
const file = join(folder, faceLandmarker.name);
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());

try {
  const outcome = await download(faceLandmarker, folder, controller.signal);
  console.log(outcome === 'present' ? `${file} is there already.` : `${file} was fetched.`);
} catch (error) {
  if (!(error instanceof DownloadError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
