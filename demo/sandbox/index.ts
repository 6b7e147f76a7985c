import { type Clock, systemClock } from './clock.ts';
import type { CtosOptions, CtosSandbox } from './ctos.ts';
import {
  type Ground,
  type Started,
  secret,
  startCtos,
  startEnxtai,
  startOneKyc,
  startOst,
  startTrueStack,
} from './each.ts';
import type { EnxtaiOptions, EnxtaiSandbox } from './enxtai.ts';
import type { OneKycOptions, OneKycSandbox } from './onekyc.ts';
import type { OstOptions, OstSandbox } from './ost.ts';
import type { Storage } from './s3/presign.ts';
import { type S3Options, type S3Sandbox, startS3 } from './s3/server.ts';
import type { TrueStackOptions, TrueStackSandbox } from './truestack.ts';

export interface SandboxesOptions {
  /** 9101 by default; each sandbox has its own port from here on. 0 gives every one any free port. */
  readonly firstPort?: number;
  /** Where the KYC server is: callbacks go to its `/v1/webhooks/…`. */
  readonly serverUrl?: string;
  /** Origins of the pages that upload; by default the demo shop's. */
  readonly origins?: readonly string[];
  /** Where presigned URLs for pages lead to instead of the S3 sandbox, e.g. another S3 server. */
  readonly storage?: Storage;
  readonly clock?: Clock;
  readonly s3?: Partial<Omit<S3Options, 'port' | 'now'>>;
  readonly onekyc?: Partial<Omit<OneKycOptions, 'port' | 'storage' | 'clock'>>;
  readonly ost?: Partial<Omit<OstOptions, 'port' | 'storage' | 'clock'>>;
  readonly enxtai?: Partial<Omit<EnxtaiOptions, 'port' | 'clock'>>;
  readonly ctos?: Partial<Omit<CtosOptions, 'port' | 'clock'>>;
  readonly truestack?: Partial<Omit<TrueStackOptions, 'port' | 'storage' | 'clock'>>;
  /** Providers whose variables are left out of `environment`, so that the KYC server does not offer them. */
  readonly omit?: readonly Exclude<(typeof order)[number], 's3'>[];
}

export interface Sandboxes {
  readonly onekyc: OneKycSandbox;
  readonly ost: OstSandbox;
  readonly enxtai: EnxtaiSandbox;
  readonly ctos: CtosSandbox;
  readonly truestack: TrueStackSandbox;
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

const buckets = ['onekyc-sandbox', 'ost-sandbox', 'truestack-sandbox'] as const;

/** Starts all sandboxes on the loopback interface, with credentials made up for this one run. */
export async function startSandboxes(options: SandboxesOptions = {}): Promise<Sandboxes> {
  const first = options.firstPort ?? 9101;
  const clock = options.clock ?? systemClock;
  const serverUrl = options.serverUrl ?? 'http://localhost:8787';
  const key = { accessKey: 'AKIASANDBOXEXAMPLE00', secretKey: secret() };
  const region = options.s3?.region ?? 'ap-southeast-3';
  const running: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of running.splice(0).reverse()) await one.close();
  };
  const environment: Record<string, string> = {};
  const start = async <Sandbox extends { close(): Promise<void> }>(
    name: Exclude<(typeof order)[number], 's3'>,
    begin: (ground: Ground) => Promise<Started<Sandbox>>,
  ): Promise<Sandbox> => {
    const storage = (bucket: string): Storage => ({ endpoint: s3.url, region, bucket, ...key });
    const started = await begin({ options, clock, serverUrl, port: portOf(name, first), storage });
    running.push(started.sandbox);
    if (!options.omit?.includes(name)) Object.assign(environment, started.environment);
    return started.sandbox;
  };
  const origins = options.origins ?? ['http://localhost:5173', 'http://127.0.0.1:5173'];
  const s3 = await startS3({
    credentials: [key],
    buckets: [...buckets],
    cors: [{ origins, methods: ['PUT', 'POST'] }],
    ...options.s3,
    region,
    port: portOf('s3', first),
    now: () => clock.now(),
  });
  running.push(s3);
  try {
    return {
      s3,
      onekyc: await start('onekyc', startOneKyc),
      ost: await start('ost', startOst),
      enxtai: await start('enxtai', startEnxtai),
      ctos: await start('ctos', startCtos),
      truestack: await start('truestack', startTrueStack),
      environment,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
