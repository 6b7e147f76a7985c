import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateHost } from '../config/hosts.ts';

/** Why a webhook may not go to this address, as the end of a sentence; null when it may. */
export function addressFault(url: string, allowPrivateHosts: boolean): string | null {
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (allowPrivateHosts) return null;
  if (protocol !== 'https:') return 'must be an https URL';
  return isPrivateHost(hostname) ? 'must not point to a private or loopback host' : null;
}

/** A name that leads into the private network. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
}

/**
 * Looks names up for the very connection that is made, so that a name cannot mean one address when it is checked and
 * another one afterwards. One private address among several is enough to refuse. Not called for literal addresses.
 */
export function publicLookup(lookup: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.length === 0 || addresses.some(({ address }) => isPrivateHost(address))) {
        return callback(new PrivateAddress('the name leads to a private address'), []);
      }
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}
