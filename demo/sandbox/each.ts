import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { type CtosSandbox, startCtosSandbox } from './ctos.ts';
import { type EnxtaiSandbox, startEnxtaiSandbox } from './enxtai.ts';
import type { SandboxesOptions } from './index.ts';
import { type OneKycSandbox, startOneKycSandbox } from './onekyc.ts';
import { type OstSandbox, startOstSandbox } from './ost.ts';
import type { Storage } from './s3/presign.ts';
import { startTrueStackSandbox, type TrueStackSandbox } from './truestack.ts';

/** What every sandbox is started with. */
export interface Ground {
  readonly options: SandboxesOptions;
  readonly clock: Clock;
  /** Where the KYC server is. */
  readonly serverUrl: string;
  readonly port: number;
  /** A bucket of its own; `uploads` is the one that pages upload to. */
  readonly storage: (bucket: string) => Storage;
}

/** A running sandbox, and the variables that make the KYC server talk to it. */
export interface Started<Sandbox> {
  readonly sandbox: Sandbox;
  readonly environment: Readonly<Record<string, string>>;
}

export const secret = (): string => randomBytes(18).toString('base64url');

export async function startOneKyc(ground: Ground): Promise<Started<OneKycSandbox>> {
  const { options, serverUrl, port, clock, storage } = ground;
  const keys = {
    clientId: options.onekyc?.clientId ?? 'sandbox-client',
    passKey: options.onekyc?.passKey ?? secret(),
    onboardingPartner: options.onekyc?.onboardingPartner ?? 'SAMPLE-WEB-KTP',
  };
  const authorization = options.onekyc?.callback?.authorization ?? `Bearer ${secret()}`;
  const sandbox = await startOneKycSandbox({
    callback: { url: `${serverUrl}/v1/webhooks/onekyc`, authorization },
    ...options.onekyc,
    ...keys,
    port,
    clock,
    storage: options.storage ?? storage('onekyc-sandbox'),
  });
  return {
    sandbox,
    environment: {
      ONEKYC_TOKEN_URL: sandbox.tokenUrl,
      ONEKYC_BASE_URL: sandbox.baseUrl,
      ONEKYC_CLIENT_ID: keys.clientId,
      ONEKYC_PASS_KEY: keys.passKey,
      ONEKYC_ONBOARDING_PARTNER: keys.onboardingPartner,
      ONEKYC_CALLBACK_AUTHORIZATION: authorization,
    },
  };
}

export async function startOst(ground: Ground): Promise<Started<OstSandbox>> {
  const { options, serverUrl, port, clock, storage } = ground;
  const apiKey = options.ost?.apiKey ?? secret();
  const apiSecret = options.ost?.apiSecret ?? secret();
  const webhooks = options.ost?.webhooks ?? [{ url: `${serverUrl}/v1/webhooks/ost`, secret: secret() }];
  const sandbox = await startOstSandbox({
    // Another storage has no key to encrypt with.
    ...(options.storage ? { kmsKeyId: null } : {}),
    ...options.ost,
    apiKey,
    apiSecret,
    webhooks,
    port,
    clock,
    storage: options.storage ?? storage('ost-sandbox'),
  });
  return {
    sandbox,
    environment: {
      OST_BASE_URL: sandbox.baseUrl,
      OST_API_KEY: apiKey,
      OST_API_SECRET: apiSecret,
      OST_WEBHOOK_SECRET: webhooks[0]?.secret ?? secret(),
      OST_UPLOAD: 'put',
    },
  };
}

export async function startEnxtai({
  options,
  serverUrl,
  port,
  clock,
}: Ground): Promise<Started<EnxtaiSandbox>> {
  const apiKey = options.enxtai?.apiKey ?? secret();
  const webhook = options.enxtai?.webhook ?? {
    url: `${serverUrl}/v1/webhooks/enxtai`,
    secret: secret(),
  };
  const sandbox = await startEnxtaiSandbox({ ...options.enxtai, apiKey, webhook, port, clock });
  return {
    sandbox,
    environment: {
      ENXTAI_BASE_URL: sandbox.baseUrl,
      ENXTAI_API_KEY: apiKey,
      ENXTAI_WEBHOOK_SECRET: webhook.secret,
    },
  };
}

export async function startCtos({ options, port, clock }: Ground): Promise<Started<CtosSandbox>> {
  const keys = {
    // 32 characters, as the gateway's own.
    apiKey: options.ctos?.apiKey ?? randomBytes(16).toString('hex'),
    securityKey: options.ctos?.securityKey ?? secret(),
    packageName: options.ctos?.packageName ?? 'SANDBOX',
    iv: options.ctos?.iv ?? 'MTIzNDU2Nzg5MDEy',
  };
  const sandbox = await startCtosSandbox({ ...options.ctos, ...keys, port, clock });
  return {
    sandbox,
    environment: {
      CTOS_BASE_URL: sandbox.baseUrl,
      CTOS_API_KEY: keys.apiKey,
      CTOS_SECURITY_KEY: keys.securityKey,
      CTOS_PACKAGE_NAME: keys.packageName,
      CTOS_IV: keys.iv,
    },
  };
}

export async function startTrueStack(ground: Ground): Promise<Started<TrueStackSandbox>> {
  const { options, port, clock, storage } = ground;
  const apiKey = options.truestack?.apiKey ?? `ts_test_${secret()}`;
  const webhookSecret = options.truestack?.webhookSecret ?? secret();
  const sandbox = await startTrueStackSandbox({
    ...options.truestack,
    apiKey,
    webhookSecret,
    storage: storage('truestack-sandbox'),
    port,
    clock,
  });
  return {
    sandbox,
    environment: {
      TRUESTACK_BASE_URL: sandbox.baseUrl,
      TRUESTACK_API_KEY: apiKey,
      TRUESTACK_WEBHOOK_SECRET: webhookSecret,
    },
  };
}
