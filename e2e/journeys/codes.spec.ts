/** What the code on a card says: verified by the server, filled into the form, compared, and shown to the shop as evidence. */
import { secureQr } from '../../server/codes/testing.ts';
import { DetailsForm, sampleDetails } from '../pages/form.ts';
import { begin, skipInvestorProofs } from '../pages/ost.ts';
import { expect, test } from '../setup/fixtures.ts';
import { isPhotograph } from '../setup/pictures.ts';

test.use({ sandboxes: { ost: { countries: ['INDIA'], processingMs: 800, lateWebhookMs: 1_500 } } });

test('an Aadhaar code fills in the form, is compared with it, and is told to nobody else', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  let token = '';
  page.on('request', (request) => {
    if (request.url().startsWith(`${stack.serverUrl}/v1/flow`))
      token = request.headers()['authorization'] ?? token;
  });
  await begin(visitor, 'approve', 'aadhaar');
  await expect(shop.widget.heading('Your Aadhaar card')).toBeVisible();

  // In place of the reader, which has no such card before it.
  const text = secureQr({
    key: stack.codeKey,
    version: 2,
    person: { name: 'Asha Contoh', state: 'Sample State' },
  });
  const answer = await fetch(`${stack.serverUrl}/v1/flow/codes`, {
    method: 'POST',
    headers: { authorization: token, origin: stack.pageUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ slot: 'document_id', text }),
  });
  expect(await answer.json()).toMatchObject({ kind: 'aadhaar_secure', signature: 'valid' });

  await shop.widget.photographFor('Your Aadhaar card');

  const form = new DetailsForm(shop.widget);
  await expect(shop.widget.heading('Your details')).toBeVisible();
  await expect(shop.widget.root.getByText('We filled in what your card says.')).toBeVisible();
  for (const [label, value] of Object.entries({
    'First name': 'Asha',
    'Last name': 'Contoh',
    'Date of birth': '1990-12-31',
    'Country you live in': 'IN',
    'Town or city': 'New Delhi',
    'State or province': 'Sample State',
    'Postal code': '110001',
    'Document number': '',
  })) {
    await expect(form.field(label)).toHaveValue(value);
  }

  // The rest is the person's, and so is the last word.
  const { Nationality: nationality = '', 'Ethereum address': address = '' } = sampleDetails;
  await form.fill({
    'First name': 'Usha',
    Nationality: nationality,
    'Document number': '234123412345',
    'Ethereum address': address,
    'Amount you plan to invest': '10',
  });
  await expect(shop.widget.root.getByText('Your card says Asha. Please check which is right.')).toBeVisible();
  await form.send();
  await visitor.hold([{ show: 'face', seconds: 1 }]);
  await shop.widget.photographFor('Now your face');
  await shop.widget.skip('Your proof of address');
  await skipInvestorProofs(visitor);
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'approved' });
  await shop.expectResult({
    'code in document_id': 'aadhaar_secure · valid · name differs · dateOfBirth matches · number matches',
  });
  expect(stack.sandboxes.ost.control.cases().at(-1)?.form).toMatchObject({ first_name: 'Usha' });

  const person = /Asha|Usha|Contoh|1990-12-31|31-12-1990|\b110001\b|23412341/i;
  expect(stack.serverOutput()).not.toMatch(person);
  expect(JSON.stringify(await shop.events())).not.toMatch(person);
});

test('the widget reads the code in the photo itself, and asks no other host for what it needs', async ({
  visit,
  stack,
}) => {
  test.skip(!isPhotograph('aadhaar'), 'the photograph of a card with a code is not beside the project');
  const visitor = await visit({ camera: [{ show: 'aadhaar', seconds: 1 }] });
  const { shop, page } = visitor;
  const sent: unknown[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/v1/flow/codes'))
      sent.push(request.postDataJSON());
  });
  await begin(visitor, 'approve', 'aadhaar');
  await shop.widget.photographFor('Your Aadhaar card');

  await expect(shop.widget.heading('Your details')).toBeVisible();
  const form = new DetailsForm(shop.widget);
  await expect(form.field('First name')).toHaveValue('Sumit');
  await expect(form.field('Last name')).toHaveValue('Kumar');
  await expect(form.field('Date of birth')).toHaveValue('1984-01-01');
  expect(sent).toEqual([{ slot: 'document_id', text: expect.stringMatching(/^\d{3000,}$/) }]);

  const person = /Sumit|Kumar|1984-01-01|01-01-1984|\b110051\b/i;
  expect(stack.serverOutput()).not.toMatch(person);
  expect(JSON.stringify(await shop.events())).not.toMatch(person);
});
