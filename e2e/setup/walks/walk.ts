/** What the walks have in common. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect as usual } from 'playwright/test';
import type { Stack } from '../../../demo/stack.ts';
import type { Shop } from '../../pages/shop.ts';
import { picture } from '../pictures.ts';
import type { Walker } from '../walker.ts';

/** A camera is slow to open, and so is a machine that does much else. */
export const expect = usual.configure({ timeout: 30_000 });

export interface Walk {
  /** What the camera shows; `denied`: the person does not allow it. */
  readonly camera: 'document' | 'blurred' | 'face' | 'denied';
  readonly go: (walker: Walker, shop: Shop, stack: Stack) => Promise<void>;
}

/** Uploads take as long as on a slow line, so that they are seen. */
export async function slowUploads({ page }: Walker, { uploadOrigin }: Stack): Promise<void> {
  await page.route(`${uploadOrigin}/**`, async (route) => {
    if (route.request().method() !== 'OPTIONS') await new Promise((done) => setTimeout(done, 9000));
    await route.continue();
  });
}

const filled: Readonly<Record<string, string>> = {
  firstName: 'Siti',
  lastName: 'Sample',
  birthdate: '1990-01-31',
  documentIdNumber: 'A00000000',
  streetAddress: 'Sample Street 1',
  city: 'Contoh',
  state: 'Selangor',
  postalCode: '00000',
  ethereumAddress: `0x${'0'.repeat(40)}`,
  estimatedParticipationAmount: '1500.50',
};

const chosen: Readonly<Record<string, string>> = { country: 'MY', nationality: 'MY' };

export async function fillForm({ page }: Walker): Promise<void> {
  for (const [name, value] of Object.entries(filled)) await page.locator(`#field-${name}`).fill(value);
  for (const [name, value] of Object.entries(chosen))
    await page.locator(`#field-${name}`).selectOption(value);
}

const photograph = resolve('..', 'shared', 'fixtures', 'documents', 'synthetic_10_icao_td3_grass.jpg');

/** Path of a picture of a passport; of another card where there is none. */
export const passport = async (): Promise<string> => (existsSync(photograph) ? photograph : picture('sharp'));

const pdf = {
  name: 'sample.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300_000, 32)]),
};

export async function choosePdf(walker: Walker): Promise<void> {
  const [chooser] = await Promise.all([
    walker.page.waitForEvent('filechooser'),
    walker.part('primary-button').click(),
  ]);
  await chooser.setFiles(pdf);
}
