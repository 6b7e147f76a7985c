/** What the runtime needs of the page around it. */
export interface Page {
  isHidden(): boolean;
  /** Calls back each time the page comes into view again, until the returned function is called. */
  onShown(listener: () => void): () => void;
  /** A short tap in the hand, where the device can. */
  vibrate(): void;
}

export const browserPage: Page = {
  isHidden: () => document.hidden,
  onShown(listener) {
    const listen = (): void => {
      if (!document.hidden) listener();
    };
    // Back again by the Back button, the page may be as it was left.
    const restore = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) listener();
    };
    document.addEventListener('visibilitychange', listen);
    addEventListener('pageshow', restore);
    return () => {
      document.removeEventListener('visibilitychange', listen);
      removeEventListener('pageshow', restore);
    };
  },
  vibrate() {
    // Not in every browser, and false where the person has not touched the page yet.
    navigator.vibrate?.(40);
  },
};
