import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from './clock.ts';
import { decrypt, encrypt } from './ctos/crypto.ts';
import { portOf, type Sandboxes, startSandboxes } from './index.ts';
import { call, jpeg } from './onekyc/testing.ts';
import { call as callOst } from './ost/testing.ts';

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
      'CTOS_API_KEY',
      'CTOS_BASE_URL',
      'CTOS_IV',
      'CTOS_PACKAGE_NAME',
      'CTOS_SECURITY_KEY',
      'ENXTAI_API_KEY',
      'ENXTAI_BASE_URL',
      'ENXTAI_WEBHOOK_SECRET',
      'ONEKYC_BASE_URL',
      'ONEKYC_CALLBACK_AUTHORIZATION',
      'ONEKYC_CLIENT_ID',
      'ONEKYC_ONBOARDING_PARTNER',
      'ONEKYC_PASS_KEY',
      'ONEKYC_TOKEN_URL',
      'OST_API_KEY',
      'OST_API_SECRET',
      'OST_BASE_URL',
      'OST_UPLOAD',
      'OST_WEBHOOK_SECRET',
      'TRUESTACK_API_KEY',
      'TRUESTACK_BASE_URL',
      'TRUESTACK_WEBHOOK_SECRET',
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

  it('gives the variables with which CTOS and TrueStack can be called', async () => {
    sandboxes = await startSandboxes({ firstPort: 0 });
    const { environment, truestack } = sandboxes;
    const value = (name: string): string => environment[name] ?? '';
    expect(value('CTOS_API_KEY')).toMatch(/^.{32}$/);
    expect(value('CTOS_IV')).toMatch(/^.{16}$/);
    const keys = { apiKey: value('CTOS_API_KEY'), iv: value('CTOS_IV') };
    const asked = await fetch(`${value('CTOS_BASE_URL')}/create-transaction`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: keys.apiKey, data: encrypt(keys, '{}') }),
    });
    const { data } = (await asked.json()) as { data: string };
    expect(decrypt(keys, data)).toContain('"error_code":"100"');

    const headers = { authorization: `Bearer ${value('TRUESTACK_API_KEY')}` };
    const sessions = `${value('TRUESTACK_BASE_URL')}/api/v1/kyc/sessions`;
    const created = await fetch(sessions, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        document_name: 'SITI SAMPLE +no-webhook',
        document_number: '000000112222',
        webhook_url: 'http://127.0.0.1:9/hook',
      }),
    });
    const { id } = (await created.json()) as { id: string };
    truestack.control.finish(id);
    const refreshed = await fetch(`${sessions}/${id}`, { method: 'POST', headers });
    const { images } = (await refreshed.json()) as { images: { face_image: string } };
    expect((await fetch(images.face_image)).status).toBe(200);
  });

  it('leaves out what it is told to', async () => {
    sandboxes = await startSandboxes({ firstPort: 0, omit: ['ctos', 'truestack'] });
    const providers = Object.keys(sandboxes.environment).map((name) => name.split('_')[0]);
    expect(providers).not.toContain('CTOS');
    expect(providers).not.toContain('TRUESTACK');
    expect(providers).toContain('ONEKYC');
  });

  it('gives the variables with which files for OST find their place', async () => {
    const clock = manualClock(Date.UTC(2030, 0, 1));
    const page = 'http://shop.example';
    sandboxes = await startSandboxes({ firstPort: 0, clock, origins: [page], ost: { apiKey: 'sample-key' } });
    const { environment, s3, ost } = sandboxes;
    const value = (name: string): string => environment[`OST_${name}`] ?? '';
    expect([value('BASE_URL'), value('UPLOAD')]).toEqual([ost.baseUrl, 'put']);
    const signing = { apiKey: value('API_KEY'), apiSecret: value('API_SECRET') };
    const files = { selfie: 'image/jpeg' };
    const bench = { ost, now: () => clock.now() };
    const path = '/users-kyc/pre-signed-urls/for-put';
    const { data } = await callOst(bench, 'GET', path, { files }, signing);
    const { selfie } = data['file_upload_put'] as { selfie: { url: string } };
    expect(selfie.url.startsWith(`${s3.url}/ost-sandbox/10/i/`)).toBe(true);
    const headers = { 'content-type': 'image/jpeg', origin: page };
    const upload = await fetch(selfie.url, { method: 'PUT', body: jpeg, headers });
    expect([upload.status, upload.headers.get('access-control-allow-origin')]).toEqual([200, page]);
  });

  it('sends the webhooks of OST to the KYC server, signed with the secret it was told', async () => {
    const received: { path: string | undefined; body: string }[] = [];
    const server = createServer(async (request, response) => {
      received.push({ path: request.url, body: await text(request) });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    sandboxes = await startSandboxes({ firstPort: 0, serverUrl });
    const { environment, ost } = sandboxes;
    const signing = {
      apiKey: environment['OST_API_KEY'] ?? '',
      apiSecret: environment['OST_API_SECRET'] ?? '',
    };
    await callOst({ ost, now: Date.now }, 'POST', '/users', { email: 'budi@shop.example' }, signing);
    await ost.control.idle();
    server.close();
    expect(received.map(({ path }) => path)).toEqual(['/v1/webhooks/ost']);
    const body = received[0]?.body ?? '';
    const signature = new URLSearchParams(body).get('signature');
    const signed = body.replace(`&signature=${signature}`, '');
    const key = environment['OST_WEBHOOK_SECRET'] ?? '';
    const string = `${serverUrl}/v1/webhooks/ost?${signed}`;
    expect(createHmac('sha256', key).update(string).digest('hex')).toBe(signature);
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
      'CTOS_API_KEY',
      'CTOS_SECURITY_KEY',
      'TRUESTACK_API_KEY',
      'TRUESTACK_WEBHOOK_SECRET',
      'OST_API_KEY',
      'OST_API_SECRET',
      'OST_WEBHOOK_SECRET',
    ]) {
      expect(sandboxes.environment[name]).not.toBe(first.environment[name]);
    }
  });
});
