/** OST with uploads by form: the storage takes what its policy allows, and nothing else. */
import { bill, handIn, reachProofs, skipInvestorProofs } from '../pages/ost.ts';
import { expect, test } from '../setup/fixtures.ts';

test.use({
  environment: { OST_UPLOAD: 'post' },
  sandboxes: { ost: { processingMs: 800 } },
});

const verified = 'You’re verified';
/** Of the policy, in bytes. */
const LEAST = 200 * 1024;

/** Runs in the page: keeps the names of all fields that are put into forms, for the tests to look at. */
function keepFields(): void {
  const forms: string[][] = [];
  Object.assign(window, { sentForms: forms });
  const known = new Map<FormData, string[]>();
  const append = FormData.prototype.append;
  FormData.prototype.append = function (name: string, ...rest: [Blob | string]) {
    const names = known.get(this) ?? [];
    if (!known.has(this)) {
      known.set(this, names);
      forms.push(names);
    }
    names.push(name);
    return Reflect.apply(append, this, [name, ...rest]);
  };
}

test('every file goes by form, with every field of the policy, and is large enough', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await page.addInitScript(keepFields);
  await shop.open();
  const wanted: string[][] = [];
  const uploads: string[] = [];
  page.on('response', async (response) => {
    const isTarget = response.url().endsWith('/v1/flow/uploads') && response.request().method() === 'POST';
    if (!isTarget) return;
    const target = (await response.json()) as { method: string; fields: Record<string, string> };
    wanted.push([...Object.keys(target.fields), 'file']);
  });
  page.on('request', (request) => {
    if (request.url().startsWith(stack.uploadOrigin)) uploads.push(request.method());
  });
  await reachProofs(visitor, 'approve');
  await shop.widget.addFile('Your proof of address', bill);
  await skipInvestorProofs(visitor);
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectResult({ status: 'completed', result: 'approved' });

  expect(uploads.filter((method) => method !== 'OPTIONS')).toEqual(['POST', 'POST', 'POST']);
  const sent = await page.evaluate(() => (window as unknown as { sentForms: string[][] }).sentForms);
  expect(sent).toEqual(wanted);
  expect(wanted[0]).toEqual(expect.arrayContaining(['key', 'policy', 'x-amz-signature']));
  const files = stack.sandboxes.ost.control.cases().at(-1)?.files ?? [];
  expect(files).toHaveLength(3);
  for (const { size } of files) expect(size).toBeGreaterThanOrEqual(LEAST);
  expect(files[2]?.size).toBe(bill.buffer.length);
});

test('a file that is too small for the policy is refused before it is sent', async ({ visit }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await reachProofs(visitor, 'approve');
  const small = { ...bill, buffer: bill.buffer.subarray(0, LEAST - 1) };
  await shop.widget.choose('Choose a file', small);
  await expect(shop.widget.refused).toBeVisible();
  await expect(
    shop.widget.root.getByText('This file is too small to show everything. It needs 200 kB at the least.'),
  ).toBeVisible();
  await shop.widget.choose('Choose another file', bill);
  await shop.widget.button('Use this').click();
  await expect(shop.widget.heading('Your proof of investor status')).toBeVisible();
});

test('an upload address that has expired is replaced without the person noticing', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  const refused: number[] = [];
  visitor.page.on('response', (response) => {
    if (response.url().startsWith(stack.uploadOrigin) && response.status() >= 400)
      refused.push(response.status());
  });
  stack.sandboxes.ost.control.expireNextUrls(1);
  await handIn(visitor, 'approve');
  await expect(visitor.shop.widget.heading(verified)).toBeVisible();
  expect(refused).toEqual([403]);
});
