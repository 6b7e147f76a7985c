import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from './clock.ts';
import { portOf, type Sandboxes, startSandboxes } from './index.ts';
import { call, jpeg } from './onekyc/testing.ts';

let sandboxes: Sandboxes | undefined;
afterEach(() => sandboxes?.close());

describe('portOf', () => {
  it('keeps to its order', () => {
    const names = ['onekyc', 'ost', 'enxtai', 'ctos', 'truestack', 's3'] as const;
    expect(names.map((name) => portOf(name, 9101))).toEqual([9101, 9102, 9103, 9104, 9105, 9106]);
    expect(portOf('s3', 0)).toBe(0);
  });
});

describe('startSandboxes', () => {
  it('gives the variables with which a KTP can be handed in', async () => {
    const clock = manualClock(Date.UTC(2030, 0, 1));
    const page = 'http://shop.example';
    sandboxes = await startSandboxes({ firstPort: 0, clock, origins: [page] });
    const { environment, s3, onekyc } = sandboxes;
    expect(Object.keys(environment).sort()).toEqual([
      'ENXTAI_API_KEY',
      'ENXTAI_BASE_URL',
      'ENXTAI_WEBHOOK_SECRET',
      'ONEKYC_BASE_URL',
      'ONEKYC_CALLBACK_AUTHORIZATION',
      'ONEKYC_CLIENT_ID',
      'ONEKYC_ONBOARDING_PARTNER',
      'ONEKYC_PASS_KEY',
      'ONEKYC_TOKEN_URL',
    ]);
    const value = (name: string): string => environment[`ONEKYC_${name}`] ?? '';
    const { data } = await call(`${value('TOKEN_URL')}/v2/coe/authentication`, {
      'client-id': value('CLIENT_ID'),
      'pass-key': value('PASS_KEY'),
      'x-onboarding-partner': value('ONBOARDING_PARTNER'),
      'x-partner-user-id': 'u',
      'x-partner-user-id-type': 'CUSTOMER',
    });
    const headers = {
      'x-onekyc-token': String(data['token']),
      'x-sdk-session-id': 's',
      'x-partner-session-id': 'p',
    };
    const urls = `${value('BASE_URL')}/v1/submissions/urls`;
    const opened = await call(`${urls}?submissionType=KTP_SCAN`, headers);
    const documents = opened.data['documents'] as { KTP_FRONT: { documentUrl: string } };
    const { documentUrl } = documents.KTP_FRONT;
    expect(documentUrl.startsWith(`${s3.url}/`)).toBe(true);
    const upload = await fetch(documentUrl, { method: 'PUT', body: jpeg, headers: { origin: page } });
    expect([upload.status, upload.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    const { submissionId } = opened.data;
    expect((await call(urls, headers, { method: 'PUT', body: { submissionId } })).status).toBe(200);
    expect(onekyc.submissions()).toMatchObject([{ status: 'IN_PROGRESS' }]);
  });

  it('gives the variables with which EnxtAI can be called', async () => {
    sandboxes = await startSandboxes({ firstPort: 0 });
    const { environment } = sandboxes;
    const answer = await fetch(`${environment['ENXTAI_BASE_URL']}/v1/kyc/initiate`, {
      method: 'POST',
      headers: { 'x-api-key': environment['ENXTAI_API_KEY'] ?? '', 'content-type': 'application/json' },
      body: JSON.stringify({ externalUserId: 'u' }),
    });
    expect(answer.status).toBe(201);
    expect(sandboxes.enxtai.sessions()).toMatchObject([{ externalUserId: 'u', status: 'PENDING' }]);
  });

  it('makes up new secrets each time', async () => {
    const first = await startSandboxes({ firstPort: 0 });
    await first.close();
    sandboxes = await startSandboxes({ firstPort: 0 });
    for (const name of [
      'ONEKYC_PASS_KEY',
      'ONEKYC_CALLBACK_AUTHORIZATION',
      'ENXTAI_API_KEY',
      'ENXTAI_WEBHOOK_SECRET',
    ]) {
      expect(sandboxes.environment[name]).not.toBe(first.environment[name]);
    }
  });
});
