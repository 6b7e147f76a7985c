import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Not on the public internet: RFC 6890 and its IPv6 counterparts. */
const reserved = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // Also IPv4 inside of IPv6: compatible, NAT64, Teredo, 6to4. Mapped addresses are found by their IPv4 part.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv6');
}

/** `hostname` is that of a parsed URL, so that odd spellings (`127.1`, `0x7f000001`) are plain addresses already. */
export function isLoopbackHost(hostname: string): boolean {
  return isLocalName(hostname) || listed(loopback, hostname);
}

/** A name or an address that stays inside a machine or a private network. Names are not looked up here. */
export function isPrivateHost(hostname: string): boolean {
  return isLocalName(hostname) || listed(reserved, hostname);
}

function isLocalName(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/.test(hostname);
}

function listed(list: BlockList, hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$|%.*$/g, '');
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
