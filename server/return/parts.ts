/**
 * In a frame or a window that the widget opened, tells the page behind it, and nobody else, that the person is back: it
 * says no more than that, and the widget then asks the server. Windows of the widget are known by their name, so that no
 * other window that happens to have an opener is closed. Elsewhere it goes on to where the person came from.
 */
const script = `(() => {
  const { session, origins, next } = document.body.dataset;
  const tell = (page) => {
    for (const origin of JSON.parse(origins)) {
      page.postMessage({ type: 'kyc-flow:returned', sessionId: session }, origin);
    }
  };
  if (window.parent !== window) return tell(window.parent);
  if (window.opener) tell(window.opener);
  if (window.opener && window.name.startsWith('kyc-flow')) return window.close();
  if (next) window.location.replace(next);
})();
`;

const style = `:root { color-scheme: light dark; --ink: #17211c; --paper: #fff; --accent: #0b6b4f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8efeb; --paper: #101613; --accent: #6fd3ae; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 480px; min-height: 100vh; margin: 0 auto; padding: 24px;
  display: flex; flex-direction: column; align-items: center; justify-content: center; text-align: center; }
svg { width: 72px; fill: none; stroke: var(--accent); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 24px 0 8px; font-size: 28px; line-height: 1.2; }
p { margin: 0 0 24px; }
a { padding: 12px 24px; border-radius: 12px; background: var(--accent); color: var(--paper); text-decoration: none; }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
`;

/** The files that the page loads, by name: none of it stands in the page, so that its policy can forbid that. */
export const returnParts: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  'return.js': { type: 'text/javascript; charset=utf-8', text: script },
  'return.css': { type: 'text/css; charset=utf-8', text: style },
};
