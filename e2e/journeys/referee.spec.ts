/** Journeys whose uploads are judged by an independent S3 server, where there is one (`KYC_TEST_S3_ENDPOINT`). */
import { prepareReferee, refereeMissing, refereeStorage } from '../../demo/sandbox/s3/testing/referee.ts';
import { bill, reachProofs, skipInvestorProofs } from '../pages/ost.ts';
import { expect, test } from '../setup/fixtures.ts';

if (refereeMissing) console.info(`The journeys to an independent S3 server: ${refereeMissing}.`);
test.skip(refereeMissing !== null, refereeMissing ?? '');
test.use({ storage: refereeMissing ? undefined : refereeStorage });

test('a KTP is uploaded to an independent S3 server, after an address that had expired', async ({
  visit,
  stack,
}) => {
  await prepareReferee(stack.pageUrl);
  const { shop, page } = await visit();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(new URL(request.url()).origin);
  });
  await shop.verify('expired-url');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
  // This server leaves the CORS headers out of its refusal, so that the page never sees the 403.
  expect(sent).toEqual([stack.uploadOrigin, stack.uploadOrigin]);
});

test('a passport, a face and a bill are uploaded to it for OST', async ({ visit, stack }) => {
  await prepareReferee(stack.pageUrl);
  const visitor = await visit();
  const { shop, page } = visitor;
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().startsWith(stack.uploadOrigin))
      sent.push(request.method());
  });
  await reachProofs(visitor, 'approve');
  await shop.widget.addFile('Your proof of address', bill);
  await skipInvestorProofs(visitor);
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
  expect(sent).toHaveLength(3);
  const files = stack.sandboxes.ost.control.cases().at(-1)?.files ?? [];
  expect(files.map(({ contentType }) => contentType)).toEqual([
    'image/jpeg',
    'image/jpeg',
    'application/pdf',
  ]);
  expect(files[2]?.size).toBe(bill.buffer.length);
});
