import type { Locator, Page } from 'playwright/test';
import { expect } from 'playwright/test';
import type { Stack } from '../../demo/stack.ts';
import { Widget } from './widget.ts';

/** What the shop's panel can choose beside the outcome; the values of its fields. */
export interface Wish {
  readonly provider?: 'onekyc' | 'ost' | 'enxtai' | 'ctos' | 'truestack';
  readonly document?: string;
  readonly hosted?: 'redirect' | 'popup' | 'iframe';
}

export interface ShopEvent {
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The shop's page: where the person begins, and where the shop sees what came of it. */
export class Shop {
  readonly widget: Widget;
  private readonly begin: Locator;

  constructor(
    readonly page: Page,
    private readonly stack: Stack,
  ) {
    this.widget = new Widget(page.locator('kyc-flow').first());
    this.begin = page.getByRole('button', { name: 'Verify my identity' });
  }

  async open(): Promise<void> {
    await this.page.goto(this.stack.pageUrl);
  }

  /** Begins a verification for which the sandbox has this outcome (see `demo/sandbox/README.md`). */
  async verify(outcome = 'approve', { provider = 'onekyc', document, hosted }: Wish = {}): Promise<void> {
    // Filled by the page's script.
    await expect(this.field('provider').locator('option')).not.toHaveCount(0);
    await this.field('provider').selectOption(provider);
    if (document) await this.field('document').selectOption(document);
    if (hosted) await this.field('hosted').selectOption(hosted);
    const choice = this.page.getByLabel('The sandbox will');
    await choice.evaluate((select, value) => {
      if (!(select instanceof HTMLSelectElement)) return;
      if (![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
      select.value = value;
    }, outcome);
    await this.begin.click();
  }

  private field(name: string): Locator {
    return this.page.locator(`#settings select[name="${name}"]`);
  }

  /** The shop's own record of the verification, fetched from server to server. */
  async expectResult(facts: Readonly<Record<string, string>>): Promise<void> {
    for (const [term, value] of Object.entries(facts)) {
      const fact = this.page.locator('#result dt', { hasText: new RegExp(`^${term}$`) });
      await expect(fact.locator('xpath=following-sibling::dd[1]')).toHaveText(value);
    }
  }

  async expectWebhook(type: string): Promise<void> {
    await expect(this.page.locator('#deliveries li').filter({ hasText: type }).first()).toBeVisible();
  }

  /** The widget's events so far, oldest first, as the shop's panel wrote them down. */
  async events(): Promise<ShopEvent[]> {
    const lines = await this.page.locator('#events li:not(.empty)').all();
    const events = await Promise.all(
      lines.map(async (line) => ({
        name: (await line.locator('b').textContent()) ?? '',
        detail: JSON.parse((await line.locator('code').textContent()) ?? '{}') as Record<string, unknown>,
      })),
    );
    return events.reverse();
  }

  async expectEvent(name: string, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await expect
      .poll(async () =>
        (await this.events()).filter((event) => event.name === name).map((event) => event.detail),
      )
      .toContainEqual(expect.objectContaining(detail));
  }
}
