/** Goes the widget's way through the server without a browser, for what no screen has a part in. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { orderOf } from '../../demo/merchant/catalogue.ts';
import type { Stack } from '../../demo/stack.ts';
import type { FlowStatus } from '../../server/contract/status.ts';
import type { UploadTarget } from '../../server/contract/upload.ts';
import { picture } from './pictures.ts';

/** Nobody's, as the server wants it. */
const details = {
  firstName: 'SITI',
  lastName: 'SAMPLE',
  birthdate: '1990-12-31',
  country: 'IN',
  nationality: 'IN',
  documentIdNumber: 'X0000000',
  streetAddress: '1 Sample Street',
  city: 'Contoh',
  state: 'Sample State',
  postalCode: '400001',
  ethereumAddress: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  estimatedParticipationAmount: 1500.5,
};

const wants = {
  ost: { document: 'passport', slots: ['document_id', 'selfie'] },
  enxtai: { document: 'pan', slots: ['pan', 'aadhaar_front', 'aadhaar_back', 'live_photo'] },
} as const;

async function send(url: string, token: string, method: string, body?: unknown): Promise<Response> {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

const ask = async <T>(...request: Parameters<typeof send>): Promise<T> =>
  (await (await send(...request)).json()) as T;

/** A session of the shop, in which these slots are delivered already. */
async function deliver(
  stack: Stack,
  provider: keyof typeof wants,
  outcome: string,
  slots: readonly string[],
): Promise<{ readonly sessionId: string; readonly token: string }> {
  const { id: sessionId, token } = await ask<{ id: string; token: string }>(
    `${stack.serverUrl}/v1/sessions`,
    stack.apiKey,
    'POST',
    { ...orderOf(provider, wants[provider].document, outcome), webhookUrl: `${stack.pageUrl}/webhooks/kyc` },
  );
  const flow = `${stack.serverUrl}/v1/flow`;
  if (provider === 'ost') await send(`${flow}/details`, token, 'PUT', details);
  const bytes = new Uint8Array(await readFile(await picture('sharp')));
  for (const slot of slots) {
    const file = {
      contentType: 'image/jpeg',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    const target = await ask<UploadTarget>(`${flow}/uploads`, token, 'POST', { slot, ...file });
    if (target.method !== 'PUT') throw new Error('an upload by form is the widget’s to walk');
    const isOurs = target.url.startsWith(stack.serverUrl);
    const headers = { ...target.headers, ...(isOurs && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(target.url, { method: 'PUT', headers, body: bytes });
    if (!answer.ok) throw new Error(`the upload of ${slot} answered ${answer.status}`);
  }
  return { sessionId, token };
}

/** From a session of the shop to everything handed in. */
export async function handInQuietly(
  stack: Stack,
  provider: keyof typeof wants,
  outcome: string,
): Promise<{ readonly sessionId: string; status(): Promise<FlowStatus> }> {
  const { sessionId, token } = await deliver(stack, provider, outcome, wants[provider].slots);
  const flow = `${stack.serverUrl}/v1/flow`;
  await send(`${flow}/submissions`, token, 'POST', {});
  return { sessionId, status: () => ask(`${flow}/status`, token, 'GET') };
}

/** A session at EnxtAI whose documents are there, so that a widget with its token begins with the face. */
export const beginAtFace = (stack: Stack): Promise<{ readonly sessionId: string; readonly token: string }> =>
  deliver(stack, 'enxtai', 'approve', ['pan', 'aadhaar_front', 'aadhaar_back']);
