import type { S3ErrorCode } from '../errors.ts';
import type { Storage } from '../presign.ts';
import type { Reply } from './wire.ts';

export interface Target {
  readonly storage: Storage;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** One upload and what must become of it, on our endpoint and on any S3 server. */
export interface Case {
  readonly name: string;
  /** The code with which our endpoint refuses it. Other servers must refuse it too, whatever they call it. */
  readonly expect: 'accepted' | S3ErrorCode;
  /** False where the referee is known to judge wrongly, or knows no such thing: then it is a test of ours alone. */
  readonly referee?: false;
  send(target: Target): Promise<Reply>;
}

/** What every case uploads. */
export const picture = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
