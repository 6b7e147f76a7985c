import { badRequest, OstError } from './errors.ts';
import { parseSuffix, parseTestValues, type TestValues } from './outcomes.ts';

export type UserProperty = 'kyc_submitted' | 'doptin_mail_sent' | 'doptin_done';

export interface User {
  readonly id: number;
  readonly email: string;
  readonly properties: readonly UserProperty[];
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

type Entry = { -readonly [Key in keyof User]: User[Key] };

/** No more than a look: one `@` with something on either side and a dot in the domain, no spaces. */
const isEmail = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);

/** Who has signed up. */
export class Users {
  readonly #now: () => number;
  readonly #byId = new Map<number, Entry>();
  #nextId = 11_428;
  #usual: TestValues = new Set();

  /** @param now seconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What users get whose e-mail address has no test value, e.g. `+reject`. */
  setUsual(suffix: string): void {
    this.#usual = parseSuffix(suffix);
  }

  valuesOf(user: User): TestValues {
    const own = parseTestValues(user.email);
    return own.size > 0 ? own : this.#usual;
  }

  /** The oldest first. */
  all(): readonly User[] {
    return [...this.#byId.values()];
  }

  clear(): void {
    this.#byId.clear();
  }

  find(id: number): User | undefined {
    return this.#byId.get(id);
  }

  /** @param id as in the path. @throws OstError 404 */
  get(id: string): User {
    const user = /^\d{1,12}$/.test(id) ? this.#byId.get(Number(id)) : undefined;
    if (!user) throw new OstError(404, 'um_u_g_favu_2');
    return user;
  }

  /** @throws OstError 400 for what is no e-mail address, or one that somebody has */
  add(email: unknown): User {
    const refuse = (msg: string): OstError => badRequest('um_u_c_1', { parameter: 'email', msg });
    if (typeof email !== 'string' || email === '') throw refuse('Email is required.');
    if (!isEmail(email)) throw refuse('Please enter a valid email.');
    const lower = email.toLowerCase();
    if (this.all().some((user) => user.email.toLowerCase() === lower)) {
      throw refuse('Email is already taken.');
    }
    const user: Entry = { id: this.#nextId, email, properties: [], createdAt: this.#now() };
    this.#nextId += 1;
    this.#byId.set(user.id, user);
    return user;
  }

  /** Notes something about a user, once. */
  note(id: number, ...properties: readonly UserProperty[]): void {
    const user = this.#byId.get(id);
    if (user) user.properties = [...new Set([...user.properties, ...properties])];
  }

  remove(id: number): void {
    this.#byId.delete(id);
  }
}
