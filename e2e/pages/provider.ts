import type { FrameLocator, Locator, Page } from 'playwright/test';

/** The sandbox's hosted page, on which a person plays the provider; in a page of its own or inside of a frame. */
export class ProviderPage {
  constructor(private readonly root: Page | FrameLocator) {}

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  /** The page says whose sandbox it is. */
  get mark(): Locator {
    return this.root.getByText(/^Sandbox of/).first();
  }

  async approve(): Promise<void> {
    await this.button('Approve').click();
  }

  /** Brings what the test values of the session ask for. */
  async finish(): Promise<void> {
    await this.button('Finish').click();
  }

  async leave(): Promise<void> {
    await this.button('Leave unfinished').click();
  }
}
