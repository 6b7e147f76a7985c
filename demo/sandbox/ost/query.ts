/** What a request or a webhook says: texts, lists and hashes, nested at will. */
export type Value = string | number | boolean | null | readonly Value[] | Hash;
export interface Hash {
  readonly [name: string]: Value;
}

type Tree = string | null | Tree[] | Branch;
interface Branch {
  [name: string]: Tree;
}

/** How many `[…]` a name may have. */
const MAX_DEPTH = 32;

const isHash = (value: Value): value is Hash =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** CGI.escape of Ruby 2.4: all but letters, digits, `-`, `_` and `.` is escaped, a space becomes `+`. */
export const encodeText = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!~*'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

const join = (pairs: readonly string[]): string => pairs.filter((pair) => pair !== '').join('&');

/** Rails sorts finished pairs, not names: `a1=…` comes before `a=…`. */
const joinHash = (hash: Hash, nameOf: (key: string) => string): string =>
  join(
    Object.entries(hash)
      .map(([key, value]) => encode(nameOf(key), value))
      .sort(),
  );

function encode(name: string, value: Value): string {
  if (Array.isArray(value)) return join(value.map((item: Value) => encode(`${name}[]`, item)));
  if (isHash(value)) return joinHash(value, (key) => `${name}[${key}]`);
  return `${encodeText(name)}=${value === null ? '' : encodeText(String(value))}`;
}

/**
 * The text that is signed, and also the form in which webhooks are sent: Hash#to_query of Rails. Hashes are sorted at
 * every level, lists keep their order, empty lists and hashes are left out, null is `name=`.
 */
export const canonical = (hash: Hash): string => joinHash(hash, (key) => key);

/** Without a prototype, so that `__proto__` is a name like any other. */
const branch = (): Branch => Object.create(null) as Branch;

const isBranch = (tree: Tree | undefined): tree is Branch =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);

function has(tree: Tree | undefined, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  return isBranch(tree) && step in tree && has(tree[step], rest);
}

/** @returns false when a name is used both as a text and as something with parts */
function put(into: Branch, name: string, path: readonly string[], value: string | null): boolean {
  const [step, ...rest] = path;
  const present = into[name];
  if (step === undefined) {
    if (Array.isArray(present) || isBranch(present)) return false;
    into[name] = value;
    return true;
  }
  if (step !== '') {
    const inner = present === undefined ? branch() : present;
    if (!isBranch(inner)) return false;
    into[name] = inner;
    return put(inner, step, rest, value);
  }
  const list = present === undefined ? [] : present;
  if (!Array.isArray(list)) return false;
  into[name] = list;
  const [key, ...deeper] = rest;
  if (key === undefined) {
    list.push(value);
    return true;
  }
  // A list within a list has no name that could be told apart.
  if (key === '') return false;
  // The next hash of a list begins where a name comes again.
  let last = list.at(-1);
  if (!isBranch(last) || has(last, rest)) {
    last = branch();
    list.push(last);
  }
  return put(last, key, deeper, value);
}

/** @returns null for an escape that is none, or bytes that are no UTF-8 */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/**
 * Reads a query or a form as Rack does: `a[b]` is a hash, `a[]` a list, `a[][b]` a list of hashes; of a text given
 * twice the last one counts.
 * @returns null when it cannot be read
 */
export function parse(text: string): Hash | null {
  const root = branch();
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? null : decode(pair.slice(at + 1));
    if (name === null || (at >= 0 && value === null)) return null;
    const [, head, tail] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
    if (head === undefined || tail === undefined) return null;
    const path = tail === '' ? [] : tail.slice(1, -1).split('][');
    if (path.length > MAX_DEPTH || !put(root, head, path, value)) return null;
  }
  return root;
}
