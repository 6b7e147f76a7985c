/** A person who takes a picture of every screen on the way, as it looks on several devices and for several eyes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { expect as usual } from 'playwright/test';

const expect = usual.configure({ timeout: 30_000 });

interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly forcedColors?: 'active' | 'none';
}

/** The last but one is a phone of 390 x 844 at 200 % zoom. */
const looks: Readonly<Record<string, Look>> = {
  phone: { width: 390, height: 844 },
  'phone-dark': { width: 390, height: 844, colorScheme: 'dark' },
  desktop: { width: 1280, height: 800 },
  'desktop-dark': { width: 1280, height: 800, colorScheme: 'dark' },
  zoomed: { width: 195, height: 422 },
  forced: { width: 390, height: 844, colorScheme: 'dark', forcedColors: 'active' },
};

export class Walker {
  private count = 0;

  constructor(
    readonly page: Page,
    private readonly folder: string,
    private readonly name: string,
    /** Names of `looks`; all of them without it. */
    private readonly wanted: readonly string[] = Object.keys(looks),
  ) {
    mkdirSync(folder, { recursive: true });
  }

  part(name: string): Locator {
    return this.page.locator(`kyc-flow [part="${name}"]`).first();
  }

  get title(): Locator {
    return this.part('title');
  }

  /** Presses a button and waits for the next screen, whatever its language. */
  async press(part = 'primary-button'): Promise<void> {
    const before = (await this.title.textContent()) ?? '';
    // A consent that came anew, with more in it, is to be read first: a press that was meant for the other does not count.
    await expect(async () => {
      await this.part(part).click();
      await expect(this.title).not.toHaveText(before, { timeout: 5000 });
    }).toPass();
  }

  /** Opens the camera, which waits for a press: its screen is looked at. */
  async camera(): Promise<void> {
    await this.page
      .locator('kyc-flow')
      .first()
      .evaluate((element) => element.setAttribute('auto-capture', 'off'));
    await this.part('primary-button').click();
    await expect(this.part('shutter')).toHaveAttribute('aria-disabled', 'false');
  }

  /** Takes the picture again until it is good, a bounded number of times. */
  async photograph(): Promise<void> {
    const judged = this.part('checks').or(this.part('reason'));
    for (let tries = 0; tries < 12; tries += 1) {
      // It may go off by itself before.
      if (!(await judged.isVisible())) {
        await this.part('shutter')
          .click({ timeout: 3_000 })
          .catch(() => undefined);
      }
      await expect(judged).toBeVisible();
      if (await this.part('checks').isVisible()) return;
      await this.part('primary-button').click();
      await expect(this.page.locator('kyc-flow .camera.live').or(judged)).toBeVisible();
    }
    throw new Error('no photo was good');
  }

  async choose(file: string, part = 'quiet-button'): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.part(part).click()]);
    await chooser.setFiles(file);
  }

  /** The window as a phone has it, under this name. */
  async picture(name: string): Promise<void> {
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: join(this.folder, `${name}.png`) });
  }

  /** A picture of each look. `whole`: all of the page, not only what is seen of it at once. */
  async snap(screen: string, { page = this.page, whole = false } = {}): Promise<void> {
    this.count += 1;
    const number = String(this.count).padStart(2, '0');
    for (const name of this.wanted) {
      await show(page, looks[name]);
      await page.waitForTimeout(400); // the end of a transition, and a few frames of the camera
      const path = join(this.folder, `${this.name}-${number}-${screen}-${name}.png`);
      await page.screenshot({ path, fullPage: whole });
    }
    await show(page, looks['phone']);
  }
}

async function show(page: Page, look: Look = { width: 390, height: 844 }): Promise<void> {
  const { width, height, colorScheme = 'light', forcedColors = 'none' } = look;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, forcedColors });
}
