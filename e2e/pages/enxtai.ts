/** What people do at EnxtAI in more than one file of journeys. */
import { expect, type Visit } from '../setup/fixtures.ts';

/** From the shop to the first step. */
export async function begin({ shop }: Visit, outcome: string, document = 'pan'): Promise<void> {
  await shop.verify(outcome, { provider: 'enxtai', document });
  // What is agreed to tells of a face too; an earlier press does not count.
  await expect(shop.widget.root.getByText('You take a photo of your face.')).toBeVisible();
  await shop.widget.agree();
}

/** All four, each photographed. */
export async function photographAll({ shop, hold }: Visit): Promise<void> {
  await shop.widget.photographFor('Your PAN card');
  await shop.widget.photographFor('Your Aadhaar card, front');
  await shop.widget.photographFor('Your Aadhaar card, back');
  await hold([{ show: 'face', seconds: 1 }]);
  await shop.widget.photographFor('Now your face');
}
