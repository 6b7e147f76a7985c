/** A window that was opened for the provider's page. */
export interface Popup {
  go(url: string): void;
  focus(): void;
  close(): void;
  /** Also true where the page in it has cut itself off from ours. */
  isClosed(): boolean;
}

/** What the way to the provider's page needs of the browser. */
export interface Windows {
  /** An empty window, narrow and tall like a phone; null where the browser keeps it shut. Only within a press. */
  open(): Popup | null;
  /** Takes this window there. */
  leave(url: string): void;
  /** Where this page can be come back to; null where it has no address of its own. */
  here(): string | null;
  /** Calls back with every message from pages of `origin`, until the returned function is called. */
  onMessage(origin: string, listener: (data: unknown) => void): () => void;
}

const WIDTH = 480;
const HEIGHT = 900;
/** What the server takes as an address to come back to, in characters. */
const LONGEST_URL = 2048;

export const browserWindows: Windows = {
  open() {
    const { availWidth, availHeight } = screen;
    const height = Math.min(HEIGHT, availHeight - 80);
    const left = Math.max(0, Math.round((availWidth - WIDTH) / 2));
    const top = Math.max(0, Math.round((availHeight - height) / 2));
    const opened = window.open(
      'about:blank',
      // By its name the server's page of return knows that the window may be closed. Another each time: it is to be empty.
      `kyc-flow-${Date.now()}`,
      `popup,width=${WIDTH},height=${height},left=${left},top=${top}`,
    );
    if (!opened) return null;
    return {
      // Without a step back to the empty page.
      go: (url) => opened.location.replace(url),
      focus: () => opened.focus(),
      close: () => opened.close(),
      isClosed: () => opened.closed,
    };
  },
  leave: (url) => location.assign(url),
  here() {
    const { protocol, origin, pathname, search, hash } = location;
    if (!/^https?:$/.test(protocol)) return null;
    // Many pages keep in the fragment what they show.
    const ways = [origin + pathname + search + hash, origin + pathname + search, origin + pathname];
    return ways.find((url) => url.length <= LONGEST_URL) ?? origin;
  },
  onMessage(origin, listener) {
    const listen = (event: MessageEvent<unknown>): void => {
      if (event.origin === origin) listener(event.data);
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  },
};
