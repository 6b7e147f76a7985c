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

/** The colours are those that the widget has where no merchant chose others. */
const style = `:root { color-scheme: light dark; --ink: #131a24; --quiet: #525d6c; --paper: #fff; --sunken: #f2f5f9;
  --accent: #1a56db; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1f4f8; --quiet: #aab4c2; --paper: #12161c; --sunken: #1d232c;
  --accent: #8fb6ff; --on-accent: #0a1a38; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; text-size-adjust: 100%; }
main { box-sizing: border-box; max-width: 480px; min-height: 100vh; min-height: 100dvh; margin: 0 auto;
  padding: 24px min(24px, 7vw); display: flex; flex-direction: column; text-align: center; text-wrap: balance;
  overflow-wrap: break-word; }
svg { width: 36px; height: 36px; margin: auto auto 0; padding: 18px; border-radius: 50%; background: var(--sunken); fill: none;
  stroke: var(--accent); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 16px 0 8px; font-size: min(28px, 11vw); line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; }
p { margin: 0 0 auto; padding-bottom: 24px; color: var(--quiet); }
a { padding: 14px 16px; border: 1px solid transparent; border-radius: 12px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (min-height: 700px) and (min-width: 600px) { main { justify-content: center; } svg { margin-top: 0; } p { margin-bottom: 0; } }
@media (forced-colors: active) { svg { background: Canvas; stroke: CanvasText; border: 1px solid CanvasText; } a { border-color: LinkText; } }
`;

/** The files that the page loads, by name: none of it stands in the page, so that its policy can forbid that. */
export const returnParts: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  'return.js': { type: 'text/javascript; charset=utf-8', text: script },
  'return.css': { type: 'text/css; charset=utf-8', text: style },
};
