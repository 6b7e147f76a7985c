import { type CSSResult, css } from 'lit';

export { tokens } from './styles-colours.ts';

export const styles = css`
  :host {
    display: grid;
    position: relative;
    box-sizing: border-box;
    min-height: 560px;
    height: 100%;
    overflow-wrap: break-word;
    font: 400 max(16px, 1rem) / 1.5 var(--kyc-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    color: var(--_kyc-text);
    background: var(--_kyc-surface);
    -webkit-tap-highlight-color: transparent;
    text-size-adjust: 100%;
  }
  :host([hidden]),
  :host([data-blank]) {
    display: none;
  }
  *,
  ::before {
    box-sizing: border-box;
  }
  .root {
    display: grid;
    min-width: 0;
  }
  .screen {
    display: flex;
    flex-direction: column;
    width: 100%;
    min-width: 0;
    max-width: 480px;
    margin: 0 auto;
    padding: 16px min(24px, 7vw) 0;
  }
  .bar {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 12px;
    min-height: 44px;
    margin-block: 12px 8px;
  }
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h2 {
    min-width: 0;
    padding-block: 5px;
    font-size: min(1.75em, 11vw);
    line-height: 1.2;
    font-weight: 650;
    letter-spacing: -0.015em;
    text-wrap: balance;
  }
  /* Names of documents begin small within a sentence. */
  h2::first-letter {
    text-transform: uppercase;
  }
  h2:focus {
    outline: 0;
  }
  .body {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 24px;
    padding-block: 4px 24px;
    text-wrap: balance;
  }
  .lead {
    color: var(--_kyc-muted);
  }
  footer {
    position: sticky;
    bottom: 0;
    display: grid;
    gap: 4px;
    padding: 12px 0 max(20px, env(safe-area-inset-bottom));
    background: var(--_kyc-surface);
    box-shadow: 0 -8px 8px var(--_kyc-surface);
  }
  button,
  .primary {
    font: inherit;
    color: inherit;
    margin: 0;
    padding: 0;
    border: 1px solid transparent;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
    transition:
      background-color 0.15s,
      transform 0.15s;
  }
  .primary,
  .quiet {
    display: grid;
    place-items: center;
    min-height: 52px;
    padding: 8px 16px;
    border-radius: var(--kyc-radius, 12px);
    font-weight: 600;
    text-align: center;
    text-decoration: none;
  }
  .primary {
    background: var(--_kyc-accent);
    color: var(--_kyc-on-accent);
  }
  .quiet {
    min-height: 44px;
    color: var(--_kyc-accent);
  }
  .round {
    display: grid;
    place-items: center;
    flex: none;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }
  .bar > .round {
    color: var(--_kyc-muted);
    margin-inline-end: -10px;
  }
  @media (hover: hover) {
    .primary:hover {
      background: color-mix(in srgb, var(--_kyc-accent) 88%, var(--_kyc-text));
    }
    .quiet:hover,
    .round:hover {
      background: var(--_kyc-sunken);
    }
  }
  .primary:active {
    transform: scale(0.98);
  }
  :focus-visible {
    outline: 3px solid var(--_kyc-accent);
    outline-offset: 2px;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 4px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    background: var(--_kyc-line);
    color: var(--_kyc-accent);
  }
  ::-webkit-progress-bar {
    background: var(--_kyc-line);
  }
  ::-webkit-progress-value {
    background: var(--_kyc-accent);
    border-radius: 4px;
    transition: width 0.25s;
  }
  ::-moz-progress-bar {
    background: var(--_kyc-accent);
  }
  .icon {
    flex: none;
    width: 1.5em;
    height: 1.5em;
  }
  .icon,
  .drawing {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .points {
    display: grid;
    gap: 20px;
    list-style: none;
  }
  .points li {
    display: flex;
    align-items: center;
    gap: 16px;
  }
  .points .icon {
    box-sizing: content-box;
    padding: min(10px, 3vw);
    border-radius: var(--kyc-radius, 12px);
    background: var(--_kyc-sunken);
    color: var(--_kyc-accent);
  }
  ::slotted(*) {
    font-size: 0.875em;
    color: var(--_kyc-muted);
  }
  .centred {
    text-align: center;
  }
  .centred header {
    margin-top: auto;
    padding-top: 24px;
  }
  .centred .bar {
    justify-content: center;
  }
  .centred .body {
    flex: none;
    min-height: 96px;
    margin-bottom: auto;
    color: var(--_kyc-muted);
  }
  .centred progress:first-child {
    position: absolute;
    top: 16px;
    inset-inline: min(24px, 7vw);
    width: auto;
    max-width: 432px;
    margin: 0 auto;
  }
  .mark {
    display: grid;
    place-items: center;
    width: 72px;
    height: 72px;
    margin: 0 auto 12px;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--_kyc-sunken);
    color: var(--_kyc-accent);
  }
  .mark .icon {
    width: 36px;
    height: 36px;
    stroke-width: 2;
  }
  .mark.good {
    background: var(--_kyc-good);
    color: var(--_kyc-surface);
    animation: pop 0.25s ease-out;
  }
  .bad {
    color: var(--_kyc-bad);
  }
  .spinner {
    width: 6em;
    height: 6em;
    margin: auto;
    border: 6px solid var(--_kyc-line);
    border-block-start-color: var(--_kyc-accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  header .spinner {
    margin-bottom: 12px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @keyframes pop {
    from {
      transform: scale(0.6);
      opacity: 0;
    }
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  /* What is read comes first where there is little room: the buttons follow it. */
  @media (max-height: 500px) {
    footer {
      position: static;
    }
  }
  @media (forced-colors: active) {
    .quiet {
      color: ButtonText;
    }
    .points .icon,
    .mark.calm,
    .drawing {
      color: CanvasText;
    }
    .screen progress,
    .screen .spinner,
    .ring circle {
      --_kyc-line: Canvas;
      outline: 1px solid;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::-webkit-progress-value {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/**
 * Gives a shadow root its styles. Constructed sheets pass every Content-Security-Policy; older browsers get `<style>`
 * elements, which need the page's nonce.
 */
export function adopt(root: ShadowRoot, sheets: readonly CSSResult[], nonce: string): void {
  const constructed = sheets.flatMap(({ styleSheet }) => styleSheet ?? []);
  if (constructed.length === sheets.length) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...constructed];
    return;
  }
  for (const { cssText } of sheets) {
    const style = document.createElement('style');
    if (nonce) style.nonce = nonce;
    style.textContent = cssText;
    root.append(style);
  }
}
