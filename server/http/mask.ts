const MASK = '[masked]';
/** A JWT, or the value of an Authorization header. */
const credential = /\beyJ[\w-]+\.[\w-]*\.[\w-]*|\b(?:Bearer|Basic) [\w.~+/=-]{8,}/g;

/**
 * Blots out secrets in a line of the log, as they are and as JSON, base64 or percent-encoding would write them. The
 * second net: nothing that holds one is logged on purpose.
 */
export function createMask(secrets: readonly string[]): (line: string) => string {
  const spellings = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  // Longest first, so that a secret which begins with another one is blotted out whole. One expression for all of them, as
  // this runs for every line; the credentials after them, as one may begin inside of a secret.
  const known = [...new Set(spellings)].sort((a, b) => b.length - a.length).map(escaped);
  const pattern = known.length > 0 ? new RegExp(known.join('|'), 'g') : null;
  return (line) => (pattern ? line.replace(pattern, MASK) : line).replace(credential, MASK);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
