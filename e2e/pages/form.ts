import type { Locator } from 'playwright/test';
import { expect } from 'playwright/test';
import type { Widget } from './widget.ts';

/** What a person fills in, by the labels that they read (English); lists by what they choose from them. */
export type Details = Readonly<Record<string, string>>;

/** Nobody's: every word of it is a sample. */
export const sampleDetails: Details = {
  'First name': 'SITI',
  'Last name': 'SAMPLE',
  'Date of birth': '1990-12-31',
  'Country you live in': 'India',
  Nationality: 'India',
  'Document number': 'X0000000',
  'Street and number': '1 Sample Street',
  'Town or city': 'Contoh',
  'State or province': 'Sample State',
  'Postal code': '400001',
  'Ethereum address': '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  'Amount you plan to invest': '1500.50',
};

/** The form of a provider that asks for details. */
export class DetailsForm {
  constructor(private readonly widget: Widget) {}

  field(label: string): Locator {
    return this.widget.root.getByLabel(label, { exact: true });
  }

  async fill(details: Details): Promise<void> {
    for (const [label, value] of Object.entries(details)) {
      const field = this.field(label);
      const isList = await field.evaluate((element) => element.localName === 'select');
      if (isList) await field.selectOption({ label: value });
      else await field.fill(value);
    }
  }

  async send(): Promise<void> {
    await this.widget.button('Continue').click();
  }

  private problem(label: string): Locator {
    const has = this.widget.root.page().getByLabel(label, { exact: true });
    const row = this.widget.root.locator('[part="field"]').filter({ has });
    return row.locator('[part="field-problem"]');
  }

  /** The field is marked as wrong, and this sentence, which describes it, stands below it. */
  async expectWrong(label: string, sentence: string | RegExp): Promise<void> {
    const field = this.field(label);
    const problem = this.problem(label);
    await expect(problem).toHaveText(sentence);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    const id = (await problem.getAttribute('id')) ?? 'none';
    await expect(field).toHaveAttribute('aria-describedby', new RegExp(`(^| )${id}$`));
    const [above, below] = await Promise.all([field.boundingBox(), problem.boundingBox()]);
    if (!above || !below) throw new Error('the field or its problem is not to be seen');
    expect(below.y).toBeGreaterThanOrEqual(above.y + above.height);
  }

  async expectRight(label: string): Promise<void> {
    await expect(this.problem(label)).toHaveCount(0);
    await expect(this.field(label)).toHaveAttribute('aria-invalid', 'false');
  }
}
