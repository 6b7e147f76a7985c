const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a picture may go to or come from an address that a provider named: https, or http while that provider is on this
 * machine itself, as in the demo (`base` is where it is called). Anything else would send the picture in the clear.
 */
export function isSafeUrl(value: string, base: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  const home = new URL(base);
  return [url, home].every(({ protocol, hostname }) => protocol === 'http:' && loopback.has(hostname));
}
