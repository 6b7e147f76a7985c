import { type ManualClock, manualClock } from '../clock.ts';
import { type CtosOptions, type CtosSandbox, startCtosSandbox } from '../ctos.ts';
import { type Receiver, startReceiver } from '../hosted/testing/receiver.ts';
import { decrypt, encrypt, sign } from './crypto.ts';
import { malaysianTime } from './time.ts';

export const keys = {
  apiKey: 'samplekey0123456789ABCDEFGHIJKLM',
  securityKey: 'SECKEY',
  packageName: 'com.example.pkg',
  iv: 'MTIzNDU2Nzg5MDEy',
};

type Fields = Record<string, unknown>;

export interface CtosAnswer {
  readonly status: number;
  /** As it came. */
  readonly text: string;
  readonly body: Readonly<{ success: boolean; data?: unknown }>;
  /** What was inside, decrypted where it was encrypted. */
  readonly fields: Readonly<Fields>;
}

/** The object that a text encrypts. @throws where it does not */
export const opened = (data: unknown): Fields => JSON.parse(decrypt(keys, String(data)) ?? '') as Fields;

export interface Bench {
  readonly clock: ManualClock;
  readonly ctos: CtosSandbox;
  readonly receiver: Receiver;
  /** Any body, as it is. */
  raw(path: string, body: string, contentType?: string): Promise<CtosAnswer>;
  /** Signs and encrypts; a field of `undefined` is left out. */
  call(path: string, fields: Fields): Promise<CtosAnswer>;
  create(refId: string, more?: Fields): Promise<CtosAnswer>;
  /** @param refId with its prefix */
  status(created: CtosAnswer, more?: Fields): Promise<CtosAnswer>;
  close(): Promise<void>;
}

/** A client of the gateway as short as it can be, on a clock that stands still. */
export async function startBench(options: Partial<CtosOptions> = {}): Promise<Bench> {
  const clock = manualClock(Date.UTC(2030, 0, 2, 3, 4, 5));
  const receiver = await startReceiver();
  const ctos = await startCtosSandbox({ ...keys, clock, ...options });

  const raw = async (path: string, body: string, contentType = 'application/json'): Promise<CtosAnswer> => {
    const answer = await fetch(`${ctos.baseUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    const text = await answer.text();
    const parsed = JSON.parse(text) as { success: boolean; data?: unknown };
    const fields =
      typeof parsed.data === 'string' ? opened(parsed.data) : ((parsed.data ?? parsed) as Fields);
    return { status: answer.status, text, body: parsed, fields };
  };
  const call = (path: string, fields: Fields): Promise<CtosAnswer> => {
    const requestTime = fields['request_time'] ?? malaysianTime(clock.now());
    const whole = {
      api_key: keys.apiKey,
      package_name: keys.packageName,
      request_time: requestTime,
      signature: sign(keys, String(fields['ref_id']), String(requestTime)),
      platform: 'Web',
      ...fields,
    };
    return raw(path, JSON.stringify({ data: encrypt(keys, JSON.stringify(whole)), api_key: keys.apiKey }));
  };
  return {
    clock,
    ctos,
    receiver,
    raw,
    call,
    create: (refId, more = {}) =>
      call('create-transaction', {
        ref_id: refId,
        document_name: 'SITI SAMPLE',
        document_number: '000000-11-2222',
        document_type: '1',
        response_url: 'https://shop.example/done?order=1',
        response_mode: '1',
        backend_url: receiver.url,
        callback_mode: '1',
        ...more,
      }),
    status: ({ fields }, more = {}) =>
      call('get-status', {
        ref_id: fields['ref_id'],
        onboarding_id: fields['onboarding_id'],
        mode: '1',
        ...more,
      }),
    close: async () => {
      await ctos.close();
      await receiver.close();
    },
  };
}

export const pageOf = ({ fields }: CtosAnswer): string => String(fields['onboarding_url']);
