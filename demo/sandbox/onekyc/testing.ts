import { type ManualClock, manualClock } from '../clock.ts';
import { type OneKycOptions, type OneKycSandbox, startOneKycSandbox } from '../onekyc.ts';
import type { Storage } from '../s3/presign.ts';
import { type S3Sandbox, startS3 } from '../s3/server.ts';
import type { SubmissionType } from './outcomes.ts';

/** A JPEG of 640 x 404 pixels as far as its headers go: enough to be taken for one. */
export const jpeg = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0000b080194028001011100ffda0008010100003f00ffd9',
  'hex',
);

interface Envelope {
  readonly status: number;
  readonly success: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: number | string; readonly cause: string } | null;
}

interface Body {
  success: boolean;
  data: Record<string, unknown> | null;
  errors?: { code: number | string; cause: string }[];
}

/** Any call, with its answer taken apart. Header values of `null` are left out. */
export async function call(
  url: string,
  headers: Readonly<Record<string, string | null>>,
  init: { method?: string; body?: unknown } = {},
): Promise<Envelope> {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
  const answer = await fetch(url, {
    method: init.method ?? 'GET',
    headers: present,
    ...(init.body === undefined
      ? {}
      : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
  });
  const { success, data, errors } = (await answer.json()) as Body;
  return { status: answer.status, success, data: data ?? {}, error: errors?.[0] ?? null };
}

export interface Bench {
  readonly clock: ManualClock;
  readonly s3: S3Sandbox;
  readonly storage: Storage;
  readonly onekyc: OneKycSandbox;
  close(): Promise<void>;
}

export const client = { 'client-id': 'client', 'pass-key': 'pass' };

/** Both sandboxes on one clock that stands still. */
export async function startBench(options: Partial<OneKycOptions> = {}): Promise<Bench> {
  const clock = manualClock(Date.UTC(2030, 0, 2, 3, 4, 5));
  const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
  const s3 = await startS3({
    region: 'us-east-1',
    credentials: [key],
    buckets: ['sample'],
    now: () => clock.now(),
  });
  const storage = { endpoint: s3.url, region: 'us-east-1', bucket: 'sample', ...key };
  const onekyc = await startOneKycSandbox({
    storage,
    clientId: client['client-id'],
    passKey: client['pass-key'],
    onboardingPartner: 'SAMPLE-WEB-KTP',
    clock,
    ...options,
  });
  return {
    clock,
    s3,
    storage,
    onekyc,
    close: async () => {
      await onekyc.close();
      await s3.close();
    },
  };
}

export const userHeaders = (userId: string): Record<string, string> => ({
  ...client,
  'x-onboarding-partner': 'SAMPLE-WEB-KTP',
  'x-partner-user-id': userId,
  'x-partner-user-id-type': 'CUSTOMER',
});

/** A partner's backend as short as it can be: one user, one partner session. */
export async function startCustomer(
  bench: Bench,
  userId: string,
  sessionId = `session of ${userId}`,
  type: SubmissionType = 'KTP_SCAN',
) {
  const { baseUrl, tokenUrl } = bench.onekyc;
  const login = async (): Promise<string> => {
    const { data } = await call(`${tokenUrl}/v2/coe/authentication`, userHeaders(userId));
    return String(data['token']);
  };
  const headers: Record<string, string | null> = {
    'x-onekyc-token': await login(),
    'x-sdk-session-id': 'sdk-1',
    'x-partner-session-id': sessionId,
  };
  const urls = () => call(`${baseUrl}/v1/submissions/urls?submissionType=${type}`, headers);
  const documentUrl = ({ data }: Envelope): string => {
    const documents = data['documents'] as Record<string, { documentUrl: string }>;
    return Object.values(documents)[0]?.documentUrl ?? '';
  };
  const upload = (url: string, body: Uint8Array<ArrayBuffer> = jpeg) =>
    fetch(url, { method: 'PUT', headers: { 'content-type': 'image/jpeg' }, body });
  const confirm = (submissionId: unknown) =>
    call(`${baseUrl}/v1/submissions/urls`, headers, { method: 'PUT', body: { submissionId } });
  return {
    headers,
    sessionId,
    login,
    urls,
    documentUrl,
    upload,
    confirm,
    status: (id: unknown) => call(`${baseUrl}/v1/submissions/${id}/status`, headers),
    details: (more: Record<string, string | null> = {}) =>
      call(`${baseUrl}/v1/submissions`, { ...headers, 'x-partner-user-id': userId, ...more }),
    /** Urls, upload and confirm. @returns the submission's id */
    submit: async (): Promise<string> => {
      const opened = await urls();
      await upload(documentUrl(opened));
      const id = String(opened.data['submissionId']);
      const confirmed = await confirm(id);
      if (!confirmed.success) throw new Error(`confirm: ${confirmed.error?.cause}`);
      return id;
    },
  };
}
