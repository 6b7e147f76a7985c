/** Uploads by form to an independent S3 server, where there is one (`KYC_TEST_S3_ENDPOINT`). */
import { prepareReferee, refereeMissing, refereeStorage } from '../../demo/sandbox/s3/testing/referee.ts';
import { bill, reachProofs, skipInvestorProofs } from '../pages/ost.ts';
import { expect, test } from '../setup/fixtures.ts';

test.skip(refereeMissing !== null, refereeMissing ?? '');
// A bucket of its own: its CORS rule is for one page, and the other journeys have another at the same time.
const storage = { ...refereeStorage, bucket: 'kyc-sandbox-referee-post' };
test.use({ storage: refereeMissing ? undefined : storage, environment: { OST_UPLOAD: 'post' } });

test('a passport, a face and a bill go to it by form, for OST', async ({ visit, stack }) => {
  await prepareReferee(stack.pageUrl, storage);
  const visitor = await visit();
  const { shop, page } = visitor;
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().startsWith(stack.uploadOrigin))
      sent.push(request.method());
  });
  stack.sandboxes.ost.control.expireNextUrls(1);
  await reachProofs(visitor, 'approve');
  await shop.widget.addFile('Your proof of address', bill);
  await skipInvestorProofs(visitor);
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
  // The first address had expired.
  expect(sent).toHaveLength(4);
  const files = stack.sandboxes.ost.control.cases().at(-1)?.files ?? [];
  expect(files).toHaveLength(3);
  for (const { size } of files) expect(size).toBeGreaterThanOrEqual(200 * 1024);
  expect(files[2]?.size).toBe(bill.buffer.length);
});
