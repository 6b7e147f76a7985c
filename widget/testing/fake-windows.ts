import type { Popup, Windows } from '../runtime/windows.ts';

/** A window that only says what was done with it. */
export class FakePopup implements Popup {
  url: string | null = null;
  focused = 0;
  closed = false;

  go(url: string): void {
    this.url = url;
  }
  focus(): void {
    this.focused += 1;
  }
  close(): void {
    this.closed = true;
  }
  isClosed(): boolean {
    return this.closed;
  }
}

/** A browser's windows, without a browser. */
export class FakeWindows implements Windows {
  /** Popups that were opened, blocked ones not. */
  readonly popups: FakePopup[] = [];
  /** Where this window was sent. */
  readonly left: string[] = [];
  isBlocking = false;
  address: string | null = 'https://shop.example/verify?order=1';
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();

  open(): Popup | null {
    if (this.isBlocking) return null;
    const popup = new FakePopup();
    this.popups.push(popup);
    return popup;
  }
  get popup(): FakePopup {
    const popup = this.popups.at(-1);
    if (!popup) throw new Error('no popup was opened');
    return popup;
  }
  leave(url: string): void {
    this.left.push(url);
  }
  here(): string | null {
    return this.address;
  }
  onMessage(origin: string, listener: (data: unknown) => void): () => void {
    const listeners = this.#listeners.get(origin) ?? new Set();
    this.#listeners.set(origin, listeners.add(listener));
    return () => listeners.delete(listener);
  }
  /** How many listen for messages. */
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
  /** As when a page of `origin` posts a message to this window. */
  post(origin: string, data: unknown): void {
    for (const listener of this.#listeners.get(origin) ?? []) listener(data);
  }
}

/** A tab's storage. */
export class FakeStorage {
  readonly items = new Map<string, string>();
  isBlocked = false;

  getItem(key: string): string | null {
    this.#check();
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#check();
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.#check();
    this.items.delete(key);
  }
  #check(): void {
    if (this.isBlocked) throw new DOMException('The operation is insecure.', 'SecurityError');
  }
}

/** A session token as the server makes them, but for the signature. */
export function tokenOf(sessionId: string): string {
  const part = (value: object): string =>
    btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return `${part({ alg: 'EdDSA' })}.${part({ sub: sessionId })}.c2lnbmF0dXJl`;
}
