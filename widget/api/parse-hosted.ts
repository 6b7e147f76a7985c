import type { HostedPage } from '../../server/contract/flow.ts';
import { fields, isTime, malformed } from './parse.ts';

/** Hosts that are this very device: there, and only there, a page needs no encryption. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isSafe(value: unknown): boolean {
  try {
    const { protocol, hostname } = new URL(String(value));
    return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  } catch {
    return false;
  }
}

/** The guard of the provider's page: a person with an identity document is sent to https only. Throws `server_error`. */
export function parseHosted(value: unknown): HostedPage {
  const page = fields(value);
  const isGood =
    typeof page['url'] === 'string' &&
    isSafe(page['url']) &&
    (page['expiresAt'] === null || isTime(page['expiresAt'])) &&
    typeof page['opened'] === 'boolean';
  return isGood ? (value as HostedPage) : malformed();
}
