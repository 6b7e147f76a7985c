/** What people do at OST in more than one file of journeys. */

import { expect, type Visit } from '../setup/fixtures.ts';
import { pdf } from '../setup/papers.ts';
import { type Details, DetailsForm, sampleDetails } from './form.ts';

/** 250 KiB, as OST's forms take nothing below 200. */
export const bill = {
  name: 'bill of SITI.pdf',
  mimeType: 'application/pdf',
  buffer: pdf(250 * 1024),
};

/** From the shop to the first step: the card, where it can fill in the form, or else the form. */
export async function begin({ shop }: Visit, outcome: string, document: string): Promise<void> {
  await shop.verify(outcome, { provider: 'ost', document });
  // What is agreed to tells of a form too; an earlier press does not count.
  await expect(shop.widget.root.getByText('You fill in a few details.')).toBeVisible();
  await shop.widget.agree();
}

/** From the shop to the form. */
export async function reachForm(visitor: Visit, outcome: string): Promise<DetailsForm> {
  const { shop } = visitor;
  await begin(visitor, outcome, 'passport');
  await expect(shop.widget.heading('Your details')).toBeVisible();
  return new DetailsForm(shop.widget);
}

/** The form, the passport, the face. */
export async function reachProofs(visitor: Visit, outcome: string, details: Details = {}): Promise<void> {
  const { shop, hold } = visitor;
  const form = await reachForm(visitor, outcome);
  await form.fill({ ...sampleDetails, ...details });
  await form.send();
  await shop.widget.photographFor('Your passport');
  await hold([{ show: 'face', seconds: 1 }]);
  await shop.widget.photographFor('Now your face');
}

/** Proofs of being an investor, which few people have; the last step of all. */
export async function skipInvestorProofs({ shop }: Visit): Promise<void> {
  await shop.widget.skip('Your proof of investor status');
  await shop.widget.skip('Your proof of investor status 2');
}

/** All of it, without any proof. */
export async function handIn(visitor: Visit, outcome: string): Promise<void> {
  await reachProofs(visitor, outcome);
  await visitor.shop.widget.skip('Your proof of address');
  await skipInvestorProofs(visitor);
}
