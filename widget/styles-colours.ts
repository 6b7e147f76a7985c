import { type CSSResult, css, unsafeCSS } from 'lit';

/** Light and dark of each colour. Every pair that carries words is held to 4.5 : 1 by a test. */
export const palette = {
  surface: ['#ffffff', '#12161c'],
  sunken: ['#f2f5f9', '#1d232c'],
  text: ['#131a24', '#f1f4f8'],
  muted: ['#525d6c', '#aab4c2'],
  line: ['#d9dfe7', '#343d4a'],
  accent: ['#1a56db', '#8fb6ff'],
  'on-accent': ['#ffffff', '#0a1a38'],
  good: ['#0b7a4b', '#5fd9a0'],
  bad: ['#b3261e', '#ffa79f'],
} as const satisfies Record<string, readonly [string, string]>;

/** Each colour can be set from outside as `--kyc-NAME`; inside it is `--_kyc-NAME`. */
const colours = (value: (light: string, dark: string) => string): CSSResult =>
  unsafeCSS(
    `:host{${Object.entries(palette)
      .map(([name, [light, dark]]) => `--_kyc-${name}:var(--kyc-${name},${value(light, dark)});`)
      .join('')}}`,
  );

/** `light-dark()` follows the page's own colour scheme; where it is unknown, the person's. */
export const tokens = css`
  ${colours((light) => light)}
  @media (prefers-color-scheme: dark) {
    ${colours((_light, dark) => dark)}
  }
  @supports (color: light-dark(#000, #fff)) {
    ${colours((light, dark) => `light-dark(${light},${dark})`)}
  }
  @media (forced-colors: active) {
    :host {
      --_kyc-surface: Canvas;
      --_kyc-sunken: Canvas;
      --_kyc-line: CanvasText;
      --_kyc-accent: Highlight;
      --_kyc-on-accent: HighlightText;
      --_kyc-good: CanvasText;
      --_kyc-bad: CanvasText;
    }
    progress,
    .primary {
      forced-color-adjust: none;
    }
  }
`;
