/**
 * What the fake camera sees. Photographs of specimen documents where they lie beside the project (`../shared`), else
 * pictures drawn here: a specimen card on a table. Chromium plays a file of JPEG pictures one after another, at 30 a
 * second and again from the start.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { browserArguments, ensureBrowser } from './browser.ts';

export type PictureName = 'sharp' | 'blurred' | 'dark' | 'face' | 'aadhaar';

const photographs = resolve('..', 'shared', 'fixtures');
const folder = resolve('test-results', 'camera');

const photographOf: Readonly<Record<PictureName, string>> = {
  sharp: 'documents/synthetic_06_ktp_darkwood.jpg',
  blurred: 'documents/synthetic_02_mykad_lightwood.jpg',
  dark: 'documents/synthetic_05_mykad_lightwood.jpg',
  face: 'faces/man_d_frontal.jpg',
  // With a Secure QR, signed with a published test key.
  aadhaar: 'documents/synthetic_08_aadhaar_qr_carpet.jpg',
};

/** Runs in the page: draws somebody before a wall, 1280 x 720, and returns it as a data URL. */
function drawFace(): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const fill = (style: string, ...[x, y, rx, ry]: readonly [number, number, number, number]): void => {
    context.fillStyle = style;
    context.beginPath();
    context.ellipse(x, y, rx, ry, 0, 0, 7);
    context.fill();
  };
  context.fillStyle = '#8fa3ad';
  context.fillRect(0, 0, 1280, 720);
  // Wallpaper, as a wall without any edge is as good as out of focus.
  context.fillStyle = '#7b909b';
  for (let x = 0; x < 1280; x += 40) context.fillRect(x, 0, 14, 720);
  fill('#2f4858', 640, 760, 330, 190);
  fill('#3a2a20', 640, 300, 190, 240);
  fill('#c99b7c', 640, 350, 160, 215);
  for (const x of [575, 705]) {
    fill('#3a2a20', x, 275, 38, 9);
    fill('#f4f1ec', x, 312, 30, 16);
    fill('#2b2119', x, 312, 13, 13);
  }
  fill('#a87a5e', 640, 385, 20, 32);
  fill('#8c3b3b', 640, 465, 58, 18);
  return canvas.toDataURL('image/jpeg', 0.9);
}

/** Runs in the page: draws a specimen card, 1280 x 720, and returns it as a data URL. */
function draw(name: PictureName): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.filter = name === 'blurred' ? 'blur(6px)' : 'none';

  const table = context.createLinearGradient(0, 0, 1280, 720);
  table.addColorStop(0, '#5d4632');
  table.addColorStop(1, '#3f2e20');
  context.fillStyle = table;
  context.fillRect(-20, -20, 1320, 760);
  context.strokeStyle = 'rgba(20, 10, 0, 0.25)';
  for (let y = 8; y < 720; y += 23) {
    context.beginPath();
    context.moveTo(0, y);
    context.bezierCurveTo(400, y + 12, 800, y - 12, 1280, y + 5);
    context.stroke();
  }

  context.translate(640, 360);
  context.rotate(-0.03);
  context.fillStyle = '#bfe3f2';
  context.beginPath();
  context.roundRect(-380, -240, 760, 480, 28);
  context.fill();
  context.fillStyle = '#1f6fa8';
  context.fillRect(-380, -205, 760, 54);
  context.fillStyle = '#ffffff';
  context.font = 'bold 30px sans-serif';
  context.fillText('PROVINSI CONTOH', -350, -167);
  context.fillStyle = '#10222c';
  const lines = [
    'NIK 0000000101000001',
    'Nama  BUDI CONTOH',
    'Lahir  CONTOH, 01-01-2000',
    'Alamat  JL. CONTOH NO 1',
  ];
  for (const [index, line] of lines.entries()) {
    context.font = `${index === 0 ? 'bold 32' : '25'}px sans-serif`;
    context.fillText(line, -350, -100 + index * 54);
  }
  context.fillStyle = '#b3261e';
  context.font = 'bold 22px sans-serif';
  context.fillText('SPECIMEN - NOT A REAL DOCUMENT', -350, 205);
  context.fillStyle = '#d9b597';
  context.fillRect(180, -110, 160, 200);
  context.fillStyle = '#6b4a35';
  context.beginPath();
  context.arc(260, -30, 46, 0, 7);
  context.fill();

  if (name === 'dark') {
    context.resetTransform();
    context.fillStyle = 'rgba(0, 0, 0, 0.9)';
    context.fillRect(0, 0, 1280, 720);
  }
  return canvas.toDataURL('image/jpeg', 0.85);
}

async function drawn(name: PictureName): Promise<Buffer> {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments() });
  try {
    const page = await browser.newPage();
    const url = await (name === 'face' ? page.evaluate(drawFace) : page.evaluate(draw, name));
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  } finally {
    await browser.close();
  }
}

/** False where a picture is only drawn: it then has no code. */
export const isPhotograph = (name: PictureName): boolean =>
  process.env['KYC_TEST_DRAWN'] !== 'true' && existsSync(join(photographs, photographOf[name]));

/** Path of a JPEG of this kind; drawn once where there is no photograph, or where `KYC_TEST_DRAWN=true` asks for it. */
export async function picture(name: PictureName): Promise<string> {
  if (isPhotograph(name)) return join(photographs, photographOf[name]);
  const file = join(folder, `${name}.jpg`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, await drawn(name));
  }
  return file;
}

export interface Scene {
  readonly show: PictureName;
  readonly seconds: number;
}

/** Path of a camera clip that shows these scenes one after another. */
export async function clip(scenes: readonly Scene[]): Promise<string> {
  const file = join(folder, `${scenes.map(({ show, seconds }) => `${show}-${seconds}`).join('_')}.mjpeg`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const frames: Buffer[] = [];
  for (const { show, seconds } of scenes) {
    const frame = readFileSync(await picture(show));
    for (let count = 0; count < seconds * 30; count += 1) frames.push(frame);
  }
  // Two workers may make the same one at the same time.
  const own = `${file}.${randomUUID()}`;
  writeFileSync(own, Buffer.concat(frames));
  renameSync(own, file);
  return file;
}

/** One camera's file: what it shows can change, and does so when the camera is opened the next time. */
export interface Stage {
  readonly file: string;
  show(scenes: readonly Scene[]): Promise<void>;
  clear(): void;
}

export async function stage(scenes: readonly Scene[]): Promise<Stage> {
  const file = join(folder, `stage-${randomUUID()}.mjpeg`);
  const show = async (next: readonly Scene[]): Promise<void> => {
    // Replaced as a whole: an open camera goes on with what it has.
    linkSync(await clip(next), `${file}.next`);
    renameSync(`${file}.next`, file);
  };
  await show(scenes);
  return { file, show, clear: () => rmSync(file, { force: true }) };
}
