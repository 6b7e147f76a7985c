/** What people do at OneKYC where it wants their face too. */
import { expect, type Visit } from '../setup/fixtures.ts';

/** From the shop to the first step. */
export async function begin({ shop }: Visit, outcome: string): Promise<void> {
  await shop.verify(outcome, { provider: 'onekyc', document: 'ktp' });
  // What is agreed to tells of a face too; an earlier press does not count.
  await expect(shop.widget.root.getByText('You take a photo of your face.')).toBeVisible();
  await shop.widget.agree();
}

/** The face, which is before the camera from its next opening on. */
export async function photographFace({ shop, hold }: Visit): Promise<void> {
  await hold([{ show: 'face', seconds: 1 }]);
  await shop.widget.photographFor('Now your face');
}
