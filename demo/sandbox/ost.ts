import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from './clock.ts';
import { Faults } from './faults.ts';
import { caseJson, userJson } from './ost/answers.ts';
import { createApp } from './ost/app.ts';
import { type CaseEvent, Cases, type KycCase } from './ost/cases.ts';
import { faultAnswer } from './ost/errors.ts';
import { type EventName, Events, type Source, type WebhookTarget } from './ost/events.ts';
import { Files } from './ost/files.ts';
import type { FormRules } from './ost/form.ts';
import { Misbehaviour } from './ost/misbehaviour.ts';
import type { Outcome, WhitelistStatus } from './ost/outcomes.ts';
import { type User, Users } from './ost/users.ts';
import type { Storage } from './s3/presign.ts';
import type { WebhookAttempt } from './webhooks.ts';

export interface OstOptions extends FormRules {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Any S3 endpoint, path style; the bucket must exist. */
  readonly storage: Storage;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Three at most; without any no webhook is sent. */
  readonly webhooks?: readonly WebhookTarget[];
  readonly clock?: Clock;
  /** First part of every file's key; 10 by default. */
  readonly clientId?: number;
  /** Lifetime of a presigned URL; 900 s by default. */
  readonly urlExpirySeconds?: number;
  /** Whether a presigned PUT binds the declared content type; true by default. */
  readonly putSignsContentType?: boolean;
  /** Whether a form has a Content-Type among its fields; true by default. Without it, sending one is refused. */
  readonly postHasContentType?: boolean;
  /** Key for encryption in the storage; null for a storage that cannot. A sample by default. */
  readonly kmsKeyId?: string | null;
  /** Whether users-kyc-detail tells what was submitted; true by default. */
  readonly tellsDetails?: boolean;
  /** What the last page of a list has for `next_page_payload`; `absent` by default, `empty` is the documentation's. */
  readonly lastPage?: 'absent' | 'empty';
  /** Before every answer, in milliseconds; 0 by default. */
  readonly latencyMs?: number;
  /** From a submission to its last step, in milliseconds; 1500 by default, and 10000 for `+slow`. */
  readonly processingMs?: number;
  readonly slowMs?: number;
  /** For `+late-webhook`, in milliseconds; 10000 by default. */
  readonly lateWebhookMs?: number;
  /** For one attempt to deliver a webhook, in milliseconds; 10000 by default. */
  readonly webhookTimeoutMs?: number;
}

export interface OstControl {
  /** What users get whose e-mail address has no test value, e.g. `+reject+slow`; an empty text for approval. */
  setDefaultOutcome(suffix: string): void;
  /** Replaces all webhooks. @throws Error for more than three */
  setWebhook(...targets: readonly WebhookTarget[]): void;
  setLatency(milliseconds: number): void;
  /** The next `count` calls get `status`, and `retryAfterSeconds` in Retry-After. 502 to 504 come without JSON. */
  failNext(count: number, status?: number, retryAfterSeconds?: number): void;
  /** The next `count` submissions are taken, and the connection is cut before the answer. */
  loseNextSubmissions(count: number): void;
  /** How far the server's clock is ahead of the true one, in seconds; negative for one that is behind. */
  setClockSkew(seconds: number): void;
  setDetailSetting(tellsDetails: boolean): void;
  /** The URLs of the next `count` presigned answers will have run out already. */
  expireNextUrls(count: number): void;
  /** Takes an outcome's remaining steps now: so ends a review, or `+never`. @throws Error for a closed case */
  finish(userId: number, outcome: Outcome): void;
  /** An admin opens a case that was approved or denied. @throws Error for an open one */
  reopen(userId: number): void;
  /** An admin corrects the address. */
  setEthereumAddress(userId: number, address: string): void;
  setWhitelistStatus(userId: number, status: WhitelistStatus): void;
  /** The user follows the link of the double opt-in e-mail. */
  optIn(userId: number): void;
  /** An admin deletes a user and the case. */
  deleteUser(userId: number): void;
  /** All users, the oldest first. */
  users(): readonly User[];
  /** All cases, who submitted last stands last. */
  cases(): readonly KycCase[];
  /** Every try to deliver a webhook, the oldest first. */
  attempts(): readonly WebhookAttempt[];
  /** Resolves when no webhook is under way. */
  idle(): Promise<void>;
  /** Forgets users, cases, files and faults. */
  reset(): void;
}

export interface OstSandbox {
  /** The bare origin; the API is below `/api/v2`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly control: OstControl;
  close(): Promise<void>;
}

const SAMPLE_KMS_KEY = '00000000-0000-4000-8000-000000000000';

/** Starts OST KYC on a port of the loopback interface. */
export async function startOstSandbox(options: OstOptions): Promise<OstSandbox> {
  const clock = options.clock ?? systemClock;
  let skewMs = 0;
  let tellsDetails = options.tellsDetails ?? true;
  const now = (): number => clock.now() + skewMs;
  const seconds = (): number => Math.floor(now() / 1000);

  const users = new Users(seconds);
  const events = new Events({
    clock,
    now: seconds,
    lateMs: options.lateWebhookMs ?? 10_000,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
  });
  events.setTargets(options.webhooks ?? []);
  const tellOfUser = (user: User, name: EventName, source: Source): void =>
    events.send(users.valuesOf(user), { name, source, data: { result_type: 'user', user: userJson(user) } });
  const tellOfCase = ({ name, source, kycCase, settled }: CaseEvent): void => {
    const user = users.find(kycCase.userId);
    if (!user) return;
    if (name === 'kyc_submit') users.note(user.id, 'kyc_submitted');
    const data = { result_type: 'user_kyc', user_kyc: caseJson(kycCase) };
    events.sendInOrder(user.id, users.valuesOf(user), { name, source, data }, settled);
  };
  const cases = new Cases({
    clock,
    now: seconds,
    processingMs: options.processingMs ?? 1_500,
    slowMs: options.slowMs ?? 10_000,
    adminName: 'SAMPLE ADMIN',
    onEvent: tellOfCase,
  });
  const files = new Files({
    clock,
    storage: options.storage,
    clientId: options.clientId ?? 10,
    urlSeconds: options.urlExpirySeconds ?? 900,
    putSignsContentType: options.putSignsContentType ?? true,
    postHasContentType: options.postHasContentType ?? true,
    kmsKeyId: options.kmsKeyId === undefined ? SAMPLE_KMS_KEY : options.kmsKeyId,
  });
  const faults = new Faults(faultAnswer);
  faults.setLatency(options.latencyMs ?? 0);
  const misbehaviour = new Misbehaviour();
  const { apiKey, apiSecret } = options;

  const app = createApp({
    credentials: { apiKey, apiSecret },
    faults,
    users,
    cases,
    files,
    misbehaviour,
    formRules: options,
    now,
    lastPage: options.lastPage ?? 'absent',
    tellsDetails: () => tellsDetails,
    onRegister: (user) => tellOfUser(user, 'user_register', 'api'),
  });
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const known = (userId: number): User => users.get(String(userId));

  return {
    baseUrl: `http://127.0.0.1:${port}`,
    port,
    control: {
      setDefaultOutcome: (suffix) => users.setUsual(suffix),
      setWebhook: (...targets) => events.setTargets(targets),
      setLatency: (milliseconds) => faults.setLatency(milliseconds),
      failNext: (count, status, retryAfter) => faults.failNext(count, status, retryAfter),
      loseNextSubmissions: (count) => misbehaviour.loseNext(count),
      setClockSkew: (ahead) => {
        skewMs = ahead * 1000;
      },
      setDetailSetting: (on) => {
        tellsDetails = on;
      },
      expireNextUrls: (count) => files.expireNext(count),
      finish: (userId, outcome) => cases.finish(userId, outcome),
      reopen: (userId) => cases.reopen(userId),
      setEthereumAddress: (userId, address) => cases.setEthereumAddress(userId, address),
      setWhitelistStatus: (userId, status) => cases.setWhitelistStatus(userId, status),
      optIn: (userId) => {
        users.note(known(userId).id, 'doptin_mail_sent', 'doptin_done');
        tellOfUser(known(userId), 'user_dopt_in', 'web');
      },
      deleteUser: (userId) => {
        const user = known(userId);
        cases.remove(userId);
        users.remove(userId);
        tellOfUser(user, 'user_deleted', 'web');
      },
      users: () => users.all(),
      cases: () => cases.all(),
      attempts: () => events.attempts,
      idle: () => events.idle(),
      reset: () => {
        cases.clear();
        users.clear();
        files.clear();
        events.clear();
        misbehaviour.clear();
        faults.reset();
        skewMs = 0;
      },
    },
    close: async () => {
      cases.clear();
      events.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await events.idle();
    },
  };
}
