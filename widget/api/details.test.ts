import { describe, expect, test } from 'vitest';
import { createApi } from './client.ts';
import { saveDetails } from './details.ts';

const never = new AbortController().signal;

function setUp(status: number, body: unknown) {
  const sent: { method: string | undefined; url: string; body: unknown }[] = [];
  const server = createApi({
    serverUrl: 'https://kyc.example',
    getToken: async () => 'opaque',
    clock: { now: () => 1_700_000_000_000, sleep: () => new Promise(() => undefined) },
    fetch: async (url, init) => {
      sent.push({ method: init?.method, url: String(url), body: JSON.parse(String(init?.body)) });
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return new Response(status === 204 ? null : text, { status });
    },
  });
  return { save: () => saveDetails(server, { firstName: 'BUDI', amount: 1.5 }, never), sent };
}

const refusal = (details?: unknown) => ({
  error: { code: 'details_invalid', message: 'Some details are not valid.', details, requestId: 'r' },
});

describe('details', () => {
  test('are put to the server as they are', async () => {
    const { save, sent } = setUp(204, null);
    expect(await save()).toEqual([]);
    expect(sent).toEqual([
      {
        method: 'PUT',
        url: 'https://kyc.example/v1/flow/details',
        body: { firstName: 'BUDI', amount: 1.5 },
      },
    ]);
  });

  test('that are refused come back by the names of their fields', async () => {
    const details = [{ path: 'firstName', message: 'is required' }, { path: 'amount' }, {}, null, 7];
    expect(await setUp(422, refusal(details)).save()).toEqual(['firstName', 'amount']);
  });

  test.each([undefined, [], {}, 'firstName', [{ path: 1 }]])(
    'that are refused with %j for a reason are refused altogether',
    async (details) => {
      await expect(setUp(422, refusal(details)).save()).rejects.toMatchObject({ code: 'details_invalid' });
    },
  );

  test('another error is what it is, whatever fields it names', async () => {
    const body = { error: { code: 'session_expired', details: [{ path: 'firstName' }] } };
    await expect(setUp(410, body).save()).rejects.toMatchObject({ code: 'session_expired' });
    await expect(setUp(502, '<html>').save()).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});
