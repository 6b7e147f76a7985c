import { createHmac } from 'node:crypto';

export type Param = string | number | boolean | null | readonly Param[] | Params;
export interface Params {
  readonly [key: string]: Param;
}

/** As `CGI.escape` of Ruby 2.4: `A-Z a-z 0-9 - _ .` stay, a space is `+`, every other byte of the UTF-8 is `%XX`. */
export function cgiEscape(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_. -]/gu, (character) =>
      [...Buffer.from(character)].map((byte) => `%${hex(byte)}`).join(''),
    )
    .replaceAll(' ', '+');
}

const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

/**
 * As `Hash#to_query` of Rails: `a[b]` for objects, whose pairs are sorted as encoded texts at every level; `a[]` for lists,
 * in their own order; empty lists and objects left out; null as an empty value.
 */
export function toQuery(params: Params, namespace = ''): string {
  return Object.entries(params)
    .flatMap(([key, value]) => encode(value, namespace === '' ? key : `${namespace}[${key}]`))
    .sort(byCode)
    .join('&');
}

/** At the most one text, of all pairs below `key`. */
function encode(value: Param, key: string): readonly string[] {
  if (isList(value)) {
    const pairs = value.flatMap((item) => encode(item, `${key}[]`));
    return pairs.length === 0 ? [] : [pairs.join('&')];
  }
  if (value !== null && typeof value === 'object') {
    const pairs = toQuery(value, key);
    return pairs === '' ? [] : [pairs];
  }
  return [`${cgiEscape(key)}=${cgiEscape(value === null ? '' : String(value))}`];
}

const isList = (value: Param): value is readonly Param[] => Array.isArray(value);

/** By code unit: what is compared is ASCII, so that this is the order of bytes, as in Ruby. */
const byCode = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export type Pair = readonly [key: string, value: string];

/** The pairs of an encoded form, in their order; null when its encoding is broken. */
export function parsePairs(form: string): readonly Pair[] | null {
  if (form === '') return [];
  try {
    return form.split('&').map((pair): Pair => {
      const [key = '', value = ''] = pair.split(/=(.*)/s, 2);
      return [cgiUnescape(key), cgiUnescape(value)];
    });
  } catch {
    return null;
  }
}

/** Throws URIError. */
const cgiUnescape = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/**
 * The canonical form of pairs whose order or encoding was changed on the way. What belongs to one list keeps its order, as
 * nothing else tells which item a pair belongs to.
 */
export function canonicalPairs(pairs: readonly Pair[]): string {
  return pairs
    .map(([key, value]) => ({
      group: `${cgiEscape(key.split('[]', 1)[0] ?? '')}${key.includes('[]') ? cgiEscape('[]') : '='}`,
      text: `${cgiEscape(key)}=${cgiEscape(value)}`,
    }))
    .sort((one, other) => byCode(one.group, other.group))
    .map(({ text }) => text)
    .join('&');
}

/** HMAC-SHA256 in lower-case hex. */
export const sign = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/**
 * The query of a GET or the form of a POST, signed for `path` (`/api/v2/users`: no host, no slash at its end). `now` in
 * milliseconds since the epoch: OST takes a request within ten seconds of its own clock.
 */
export function signedQuery(
  path: string,
  params: Params,
  { apiKey, secret, now }: { readonly apiKey: string; readonly secret: string; readonly now: number },
): string {
  const query = toQuery({ ...params, api_key: apiKey, request_timestamp: Math.floor(now / 1000) });
  return `${query}&signature=${sign(secret, `${path}?${query}`)}`;
}
