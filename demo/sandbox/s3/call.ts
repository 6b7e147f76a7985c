import type { Served } from './authenticate.ts';
import type { SignedRequest } from './canonical.ts';
import type { CorsRule } from './cors.ts';
import { S3Error } from './errors.ts';
import type { Store } from './store.ts';

/** One request, ready for its operation. */
export interface Call {
  readonly request: SignedRequest;
  readonly bucket: string;
  /** Empty for a request to the bucket itself. */
  readonly key: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly store: Store;
  readonly served: Served;
  readonly maxObjectBytes: number;
  readonly url: string;
  setCors(rules: readonly CorsRule[], bucket: string): void;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export const header = (call: Call, name: string): string | undefined => call.request.headers.get(name)?.[0];

export function requireLength(call: Call): void {
  if (header(call, 'content-length') === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
}

export function metadataOf(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const entries = [...pairs].map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(entries.filter(([name]) => name.startsWith('x-amz-meta-')));
}
