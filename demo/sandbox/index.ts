import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import { type OneKycOptions, type OneKycSandbox, startOneKycSandbox } from './onekyc.ts';
import { type OstOptions, type OstSandbox, startOstSandbox } from './ost.ts';
import type { Storage } from './s3/presign.ts';
import { type S3Options, type S3Sandbox, startS3 } from './s3/server.ts';

export interface SandboxesOptions {
  /** 9101 by default; each sandbox has its own port from here on. 0 gives every one any free port. */
  readonly firstPort?: number;
  /** Where the KYC server is: callbacks and webhooks go to its `/v1/webhooks/…`. */
  readonly serverUrl?: string;
  /** Origins of the pages that upload; by default the demo shop's. */
  readonly origins?: readonly string[];
  /** Where presigned URLs lead to instead of the S3 sandbox, e.g. another S3 server. */
  readonly storage?: Storage;
  readonly clock?: Clock;
  readonly s3?: Partial<Omit<S3Options, 'port' | 'now'>>;
  readonly onekyc?: Partial<Omit<OneKycOptions, 'port' | 'storage' | 'clock'>>;
  readonly ost?: Partial<Omit<OstOptions, 'port' | 'storage' | 'clock'>>;
}

export interface Sandboxes {
  readonly onekyc: OneKycSandbox;
  readonly ost: OstSandbox;
  readonly s3: S3Sandbox;
  /** The variables that make the KYC server talk to these sandboxes. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/** The order is fixed, so that a port always means the same provider. */
const order = ['onekyc', 'ost', 'enxtai', 'ctos', 'truestack', 's3'] as const;

/** The port of a sandbox where the first one is `first`; 0 (any free one) stays 0. */
export const portOf = (name: (typeof order)[number], first: number): number =>
  first === 0 ? 0 : first + order.indexOf(name);

const secret = (): string => randomBytes(18).toString('base64url');

/** Starts all sandboxes on the loopback interface, with credentials made up for this one run. */
export async function startSandboxes(options: SandboxesOptions = {}): Promise<Sandboxes> {
  const first = options.firstPort ?? 9101;
  const clock = options.clock ?? systemClock;
  const key = { accessKey: 'AKIASANDBOXEXAMPLE00', secretKey: secret() };
  const bucket = 'onekyc-sandbox';
  const ostBucket = 'ost-sandbox';
  const region = options.s3?.region ?? 'ap-southeast-3';
  const s3 = await startS3({
    credentials: [key],
    buckets: [bucket, ostBucket],
    cors: [
      {
        origins: options.origins ?? ['http://localhost:5173', 'http://127.0.0.1:5173'],
        methods: ['PUT', 'POST'],
      },
    ],
    ...options.s3,
    region,
    port: portOf('s3', first),
    now: () => clock.now(),
  });
  const running: { close(): Promise<void> }[] = [s3];
  const close = async (): Promise<void> => {
    for (const sandbox of running.splice(0).reverse()) await sandbox.close();
  };
  try {
    const clientId = options.onekyc?.clientId ?? 'sandbox-client';
    const passKey = options.onekyc?.passKey ?? secret();
    const onboardingPartner = options.onekyc?.onboardingPartner ?? 'SAMPLE-WEB-KTP';
    const authorization = options.onekyc?.callback?.authorization ?? `Bearer ${secret()}`;
    const serverUrl = options.serverUrl ?? 'http://localhost:8787';
    const onekyc = await startOneKycSandbox({
      callback: { url: `${serverUrl}/v1/webhooks/onekyc`, authorization },
      ...options.onekyc,
      clientId,
      passKey,
      onboardingPartner,
      port: portOf('onekyc', first),
      storage: options.storage ?? { endpoint: s3.url, region, bucket, ...key },
      clock,
    });
    running.push(onekyc);
    const apiKey = options.ost?.apiKey ?? secret();
    const apiSecret = options.ost?.apiSecret ?? secret();
    const webhookSecret = secret();
    const ost = await startOstSandbox({
      webhooks: [{ url: `${serverUrl}/v1/webhooks/ost`, secret: webhookSecret }],
      // The other storage has no key to encrypt with.
      ...(options.storage ? { kmsKeyId: null } : {}),
      ...options.ost,
      apiKey,
      apiSecret,
      port: portOf('ost', first),
      storage: options.storage ?? { endpoint: s3.url, region, bucket: ostBucket, ...key },
      clock,
    });
    running.push(ost);
    return {
      onekyc,
      ost,
      s3,
      environment: {
        ONEKYC_TOKEN_URL: onekyc.tokenUrl,
        ONEKYC_BASE_URL: onekyc.baseUrl,
        ONEKYC_CLIENT_ID: clientId,
        ONEKYC_PASS_KEY: passKey,
        ONEKYC_ONBOARDING_PARTNER: onboardingPartner,
        ONEKYC_CALLBACK_AUTHORIZATION: authorization,
        OST_BASE_URL: ost.baseUrl,
        OST_API_KEY: apiKey,
        OST_API_SECRET: apiSecret,
        OST_WEBHOOK_SECRET: options.ost?.webhooks?.[0]?.secret ?? webhookSecret,
        OST_UPLOAD: 'put',
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
