import type { Locator } from 'playwright/test';
import { expect } from 'playwright/test';

/** A file on the person's device: its path, or the whole of it. */
export type Chosen = string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** What a person sees of `<kyc-flow>` and can do with it, in the words on its screens (English). */
export class Widget {
  constructor(readonly root: Locator) {}

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }

  heading(name: string | RegExp): Locator {
    return this.root.getByRole('heading', { name, exact: true });
  }

  async agree(): Promise<void> {
    await this.button('Agree and continue').click();
  }

  async openCamera(): Promise<void> {
    await this.button('Open camera').click();
  }

  /** As where the merchant wants every picture taken by a press: for tests of the camera's screen, which then stays. */
  async byHand(): Promise<void> {
    await this.root.evaluate((element) => element.setAttribute('auto-capture', 'off'));
  }

  /** From consent to the live camera. It may have taken its picture already. */
  async reachCamera(): Promise<void> {
    await this.agree();
    await this.openCamera();
    await this.awaitCamera();
  }

  private async awaitCamera(): Promise<void> {
    await expect(this.root.locator('.camera.live').or(this.judged)).toBeVisible();
  }

  /** What the check says of a picture. */
  private get judged(): Locator {
    return this.good.or(this.refused);
  }

  get shutter(): Locator {
    return this.button('Take the photo');
  }

  /** The hint over the camera that says that now is a good moment. */
  get ready(): Locator {
    return this.root.getByText('Looks good, take it').first();
  }

  get good(): Locator {
    return this.heading(/^(Can you read it all|Is your face clear|Is it the right one)\?$/);
  }

  get refused(): Locator {
    return this.heading('One more try');
  }

  /** Presses the shutter, unless it goes off by itself before, and waits for what the check says. */
  async photograph(): Promise<'good' | 'refused'> {
    if (!(await this.judged.isVisible())) await this.shutter.click({ timeout: 3_000 }).catch(() => undefined);
    await expect(this.judged).toBeVisible();
    return (await this.good.isVisible()) ? 'good' : 'refused';
  }

  /** Photographs until the check says `wanted`, taking it again in between, a bounded number of times. */
  async photographUntil(wanted: 'good' | 'refused'): Promise<void> {
    for (let tries = 0; tries < 12; tries += 1) {
      if ((await this.photograph()) === wanted) return;
      await this.retake();
    }
    throw new Error(`no photo was ${wanted}`);
  }

  /** A step as a whole, from the screen with this title until its picture is on its way. */
  async photographFor(title: string): Promise<void> {
    await expect(this.heading(title)).toBeVisible();
    await this.openCamera();
    await this.awaitCamera();
    await this.photographUntil('good');
    await this.usePhoto();
  }

  /** A step whose file is chosen from the device, likewise. */
  async addFile(title: string, file: Chosen): Promise<void> {
    await expect(this.heading(title)).toBeVisible();
    await this.choose('Choose a file', file);
    await expect(this.good).toBeVisible();
    await this.button('Use this').click();
  }

  /** Leaves out the step with this title. */
  async skip(title: string): Promise<void> {
    await expect(this.heading(title)).toBeVisible();
    await this.button('I don’t have one').click();
  }

  async retake(): Promise<void> {
    await this.button('Take it again').click();
    await this.awaitCamera();
  }

  async usePhoto(): Promise<void> {
    await this.button('Use this photo').click();
  }

  /** Answers the next file dialog that `opener` opens with this file. */
  async choose(opener: string, file: Chosen): Promise<void> {
    const [chooser] = await Promise.all([
      this.root.page().waitForEvent('filechooser'),
      this.button(opener).click(),
    ]);
    await chooser.setFiles(file);
  }

  /** How many camera tracks of the page are live, whoever holds them. */
  liveTracks(): Promise<number> {
    return this.root.page().evaluate(() => {
      const tracks = (window as unknown as { cameraTracks?: MediaStreamTrack[] }).cameraTracks ?? [];
      return tracks.filter((track) => track.readyState === 'live').length;
    });
  }
}
