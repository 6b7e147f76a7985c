import { S3Error, type S3ErrorCode } from './errors.ts';

export interface AccessKey {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** `<access key>/<YYYYMMDD>/<region>/<service>/aws4_request`, the parts that were checked. */
export interface Credential extends AccessKey {
  readonly scope: string;
  readonly date: string;
  readonly region: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
/** A week: the longest life of a presigned URL, in seconds. */
const MAX_EXPIRES = 604_800;
/** How far a client's clock may be ahead, and with header authentication also behind, in milliseconds. */
const MAX_SKEW = 15 * 60_000;

const isoSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}/, '');

/** Refuses every algorithm but SigV4's HMAC. `code` is the code of the place where the parameter stood. */
export function checkAlgorithm(algorithm: string | undefined, code: S3ErrorCode): void {
  if (algorithm !== ALGORITHM) throw new S3Error(code, `X-Amz-Algorithm only supports "${ALGORITHM}"`);
}

/**
 * Checks all five parts of a credential against what this endpoint serves.
 * @param text the credential, decoded
 * @param date `X-Amz-Date`: its day must be the credential's
 * @throws S3Error with `code`, or InvalidAccessKeyId
 */
export function checkCredential(
  text: string,
  date: string,
  served: { readonly region: string; readonly keys: readonly AccessKey[] },
  code: S3ErrorCode,
): Credential {
  const prefix = 'Error parsing the X-Amz-Credential parameter;';
  const parts = text.split('/');
  const [accessKey, day, region, service, terminal] = parts;
  if (parts.length !== 5 || !accessKey || !day || !region || !service || !terminal) {
    throw new S3Error(
      code,
      `${prefix} the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    );
  }
  if (!/^\d{8}$/.test(day)) {
    throw new S3Error(code, `${prefix} incorrect date format "${day}". This date must be "yyyyMMdd".`);
  }
  if (day !== date.slice(0, 8)) {
    throw new S3Error(
      code,
      `Invalid credential date "${day}". This date is not the same as X-Amz-Date: "${date.slice(0, 8)}".`,
    );
  }
  if (region !== served.region) {
    const message = `${prefix} the region '${region}' is wrong; expecting '${served.region}'`;
    throw new S3Error(code, message, { Region: served.region });
  }
  if (service !== 's3') {
    throw new S3Error(code, `${prefix} incorrect service "${service}". This endpoint belongs to "s3".`);
  }
  if (terminal !== 'aws4_request') {
    throw new S3Error(code, `${prefix} incorrect terminal "${terminal}". This endpoint uses "aws4_request".`);
  }
  const known = served.keys.find((key) => key.accessKey === accessKey);
  if (!known) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.';
    throw new S3Error('InvalidAccessKeyId', message, { AWSAccessKeyId: accessKey });
  }
  return { ...known, scope: parts.slice(1).join('/'), date: day, region };
}

/**
 * Reads `20130524T000000Z`.
 * @returns milliseconds since the epoch
 */
export function parseAmzDate(text: string, code: S3ErrorCode): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse rolls 31 February over into March: writing it back shows that.
  if (!match || Number.isNaN(time) || isoSeconds(time).replace(/[-:]/g, '') !== text) {
    throw new S3Error(code, `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  return time;
}

/** A presigned URL lives from its date (15 minutes of skew allowed) until `expires` seconds later. */
export function checkPresignedTime(date: string, expires: string, now: number): void {
  const code = 'AuthorizationQueryParametersError';
  if (!/^-?\d{1,15}$/.test(expires)) throw new S3Error(code, 'X-Amz-Expires should be a number');
  const seconds = Number(expires);
  if (seconds < 1) throw new S3Error(code, 'X-Amz-Expires must be at least 1');
  if (seconds > MAX_EXPIRES) {
    throw new S3Error(
      code,
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES} seconds`,
    );
  }
  const start = parseAmzDate(date, code);
  const end = start + seconds * 1000;
  if (now > end) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': expires,
      Expires: isoSeconds(end),
      ServerTime: isoSeconds(now),
    });
  }
  checkNotAhead(start, now);
}

/** A signature dated in the future could be kept for later: refused beyond the allowed skew. */
export function checkNotAhead(start: number, now: number): void {
  if (start > now + MAX_SKEW) {
    throw new S3Error('AccessDenied', 'Request is not valid yet', { ServerTime: isoSeconds(now) });
  }
}

/** A request signed in its headers is of now, 15 minutes either way. */
export function checkRequestTime(date: string, now: number): void {
  const time = parseAmzDate(date, 'AccessDenied');
  if (Math.abs(time - now) > MAX_SKEW) {
    const message = 'The difference between the request time and the current time is too large.';
    throw new S3Error('RequestTimeTooSkewed', message, {
      RequestTime: date,
      ServerTime: isoSeconds(now),
      MaxAllowedSkewMilliseconds: String(MAX_SKEW),
    });
  }
}
