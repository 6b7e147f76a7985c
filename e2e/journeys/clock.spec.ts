/** OST signs with the time: a server whose clock is off is told so, and by how much. Without a browser. */
import type { Stack } from '../../demo/stack.ts';
import { expect, test } from '../setup/fixtures.ts';

const begin = (stack: Stack): Promise<Response> =>
  fetch(`${stack.serverUrl}/v1/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'ost',
      document: { type: 'passport' },
      user: { externalId: 'customer-clock', email: 'customer-clock@shop.example' },
    }),
  });

test.afterEach(({ stack }) => stack.sandboxes.ost.control.setClockSkew(0));

for (const [ahead, words] of [
  [60, /its clock is (59|60|61) s behind\.$/],
  [-60, /its clock is (59|60|61) s ahead\.$/],
] as const) {
  test(`OST's clock ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} ours`, async ({ stack }) => {
    stack.sandboxes.ost.control.setClockSkew(ahead);
    const answer = await begin(stack);
    expect(answer.status).toBe(502);
    const body: unknown = await answer.json();
    expect(body).toMatchObject({ error: { code: 'clock_skewed', message: expect.stringMatching(words) } });
    expect(JSON.stringify(body)).not.toContain('customer-clock');
    // Who runs the server finds it in its log too.
    await expect.poll(() => stack.serverOutput()).toContain('clock_skewed');
    expect(stack.serverOutput()).not.toContain('customer-clock');
  });
}

test('a few seconds are nobody’s fault', async ({ stack }) => {
  stack.sandboxes.ost.control.setClockSkew(5);
  const answer = await begin(stack);
  expect(answer.status).toBe(201);
});
