import { type ManualClock, manualClock } from '../clock.ts';
import { type Receiver, startReceiver } from '../hosted/testing/receiver.ts';
import { type S3Sandbox, startS3 } from '../s3/server.ts';
import { startTrueStackSandbox, type TrueStackOptions, type TrueStackSandbox } from '../truestack.ts';

export const apiKey = 'ts_test_sample';
export const otherKey = 'ts_test_other';
export const secret = 'sample-webhook-secret';

type Fields = Record<string, unknown>;

export interface TrueStackAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Fields>;
}

export interface Bench {
  readonly clock: ManualClock;
  readonly s3: S3Sandbox;
  readonly truestack: TrueStackSandbox;
  readonly receiver: Receiver;
  /** Any call of the API; `authorization` of null sends none. */
  call(method: string, path: string, body?: unknown, authorization?: string | null): Promise<TrueStackAnswer>;
  create(more?: Fields): Promise<TrueStackAnswer>;
  get(created: TrueStackAnswer): Promise<TrueStackAnswer>;
  refresh(created: TrueStackAnswer): Promise<TrueStackAnswer>;
  close(): Promise<void>;
}

/** A client of TrueStack as short as it can be, with the storage, on a clock that stands still. */
export async function startBench(options: Partial<TrueStackOptions> = {}): Promise<Bench> {
  const clock = manualClock(Date.UTC(2030, 0, 2, 3, 4, 5));
  const receiver = await startReceiver();
  const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
  const region = 'ap-southeast-5';
  const s3 = await startS3({ region, credentials: [key], buckets: ['sample'], now: () => clock.now() });
  const truestack = await startTrueStackSandbox({
    storage: { endpoint: s3.url, region, bucket: 'sample', ...key },
    apiKey,
    otherApiKeys: [otherKey],
    webhookSecret: secret,
    clock,
    ...options,
  });

  const call: Bench['call'] = async (method, path, body, authorization = `Bearer ${apiKey}`) => {
    const answer = await fetch(`${truestack.baseUrl}/api/v1/kyc/sessions${path}`, {
      method,
      headers: {
        ...(authorization === null ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Fields };
  };
  return {
    clock,
    s3,
    truestack,
    receiver,
    call,
    create: (more = {}) =>
      call('POST', '', {
        document_name: 'SITI SAMPLE',
        document_number: '000000-11-2222',
        webhook_url: receiver.url,
        redirect_url: 'https://shop.example/done?order=1',
        metadata: { order: 'sample-0001' },
        ...more,
      }),
    get: ({ body }) => call('GET', `/${String(body['id'])}`),
    refresh: ({ body }) => call('POST', `/${String(body['id'])}`),
    close: async () => {
      await truestack.close();
      await s3.close();
      await receiver.close();
    },
  };
}

export const idOf = ({ body }: TrueStackAnswer): string => String(body['id']);
export const pageOf = ({ body }: TrueStackAnswer): string => String(body['onboarding_url']);
