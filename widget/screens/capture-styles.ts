import { css } from 'lit';

/** Styles of the steps that take a picture; they come with them. The camera is dark in every colour scheme. */
export const captureStyles = css`
  .drawing {
    width: 100%;
    max-width: 320px;
    margin: auto auto 0;
    color: var(--_kyc-accent);
    stroke-width: 2.5;
  }
  .drawing .soft {
    fill: var(--_kyc-sunken);
    stroke: none;
  }
  .drawing .paper {
    fill: var(--_kyc-surface);
  }
  .drawing .bold {
    stroke-width: 4;
  }
  .drawing ~ .lead {
    text-align: center;
    margin-bottom: auto;
  }
  .ring {
    display: grid;
    place-items: center;
    width: 6em;
    height: 6em;
    margin: 0 auto 12px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .ring > * {
    grid-area: 1 / 1;
  }
  .ring svg {
    width: 100%;
    height: 100%;
    fill: none;
    stroke: var(--_kyc-line);
    stroke-width: 6;
    transform: rotate(-90deg);
  }
  .ring .sent {
    stroke: var(--_kyc-accent);
    stroke-linecap: round;
    transition: stroke-dasharray 0.25s;
  }
  .ring > span {
    font-size: 1.25em;
  }
  .camera {
    position: relative;
    display: flex;
    flex-direction: column;
    width: 100%;
    max-width: 720px;
    height: 100%;
    max-height: none;
    min-height: 600px;
    margin: 0 auto;
    padding: 0;
    border: 0;
    border-radius: var(--kyc-radius, 12px);
    overflow: hidden;
    overscroll-behavior: contain;
    touch-action: pinch-zoom;
    forced-color-adjust: none;
    color-scheme: dark;
    --_kyc-line: rgb(255 255 255 / 0.3);
    --_kyc-accent: #fff;
    background: #0b0d10;
    color: #fff;
  }
  .camera[data-full] {
    position: fixed;
    inset: 0;
    z-index: 2147483647;
    max-width: none;
    height: 100vh;
    height: 100dvh;
    min-height: 0;
    border-radius: 0;
  }
  .camera::backdrop {
    background: #0b0d10;
  }
  .camera video,
  .guide {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .camera video {
    object-fit: cover;
    opacity: 0;
    transition: opacity 0.25s;
  }
  .live video,
  .checking video {
    opacity: 1;
  }
  .contain video {
    object-fit: contain;
  }
  .mirrored video {
    transform: scaleX(-1);
  }
  .shade {
    fill: rgb(6 8 11 / 0.62);
  }
  .edge {
    fill: none;
    stroke: #fff;
    stroke-width: 3;
    transition: stroke 0.2s;
  }
  .edge.ready {
    stroke: #5fd9a0;
    stroke-width: 5;
  }
  .filling {
    fill: none;
    stroke: #5fd9a0;
    stroke-width: 7;
    stroke-linecap: round;
    opacity: 0;
    transition:
      stroke-dasharray 0.2s linear,
      opacity 0.2s;
  }
  .live .filling:not([stroke-dasharray^='0 ']) {
    opacity: 1;
  }
  .outline {
    fill: none;
    stroke: #fff;
    stroke-width: 2.5;
    stroke-linejoin: round;
    opacity: 0;
    transition: opacity 0.2s;
  }
  .outline .halo {
    stroke: rgb(6 8 11 / 0.7);
    stroke-width: 6;
  }
  .live .outline.seen {
    opacity: 1;
  }
  .outline.good :not(.halo) {
    stroke: #5fd9a0;
  }
  .camera header {
    position: relative;
    padding: max(16px, env(safe-area-inset-top)) 24px 0;
    background: linear-gradient(rgb(6 8 11 / 0.75), transparent);
  }
  .camera .bar {
    align-items: center;
    justify-content: flex-start;
    margin-bottom: 0;
  }
  .camera .bar > .round {
    color: #fff;
    margin-inline: -12px 0;
  }
  .camera .bar > h2 ~ .round {
    margin-inline: auto -12px;
  }
  .bar > .round:dir(rtl) .icon {
    transform: scaleX(-1);
  }
  .camera h2 {
    font-size: 1.25em;
  }
  .free {
    flex: 1;
    min-height: 0;
    margin-top: 64px;
  }
  .chip {
    position: absolute;
    bottom: calc(100% - var(--guide-top, 50%) + 16px);
    inset-inline: 16px;
    display: flex;
    align-items: center;
    gap: 8px;
    width: fit-content;
    max-width: calc(100% - 32px);
    min-height: 44px;
    margin: 0 auto;
    padding: 8px 20px 8px 16px;
    border-radius: 22px;
    background: rgb(11 13 16 / 0.82);
    font-weight: 600;
    line-height: 1.25;
    text-align: start;
  }
  .chip:empty {
    display: none;
  }
  .chip.ready {
    background: #5fd9a0;
    color: #06231a;
  }
  .spinner.small {
    flex: none;
    width: 20px;
    height: 20px;
    border-width: 3px;
    margin: 0;
  }
  .controls {
    position: relative;
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    align-items: center;
    justify-items: center;
    padding: 20px 16px max(28px, env(safe-area-inset-bottom));
  }
  .controls .round {
    width: 52px;
    height: 52px;
    background: rgb(11 13 16 / 0.6);
    border-color: var(--_kyc-line);
  }
  .controls .round[aria-pressed='true'] {
    background: #fff;
    color: #0b0d10;
  }
  .shutter {
    position: relative;
    width: 72px;
    height: 72px;
    border: 4px solid #fff;
    border-radius: 50%;
  }
  .shutter::before {
    content: '';
    position: absolute;
    inset: 4px;
    border-radius: 50%;
    background: #fff;
    transition: transform 0.15s;
  }
  .shutter:active {
    transform: scale(0.98);
  }
  .shutter:active::before {
    transform: scale(0.9);
  }
  .shutter[aria-disabled='true'] {
    opacity: 0.4;
    cursor: default;
  }
  @media (orientation: landscape) and (max-height: 500px) {
    .camera[data-full] .free {
      margin: 8px 112px 16px;
    }
    .camera[data-full].live .chip,
    .camera[data-full].checking .chip {
      top: 32px;
      bottom: auto;
      inset-inline: 200px 112px;
      max-width: none;
    }
    .camera[data-full] .controls {
      position: absolute;
      inset-block: 0;
      inset-inline-end: max(16px, env(safe-area-inset-right));
      grid-template: 1fr auto 1fr / auto;
      padding: 64px 0 16px;
    }
  }
  .picture {
    position: relative;
    margin-top: auto;
    display: grid;
    place-items: center;
    border-radius: var(--kyc-radius, 12px);
    overflow: hidden;
    background: var(--_kyc-sunken);
  }
  .picture img {
    display: block;
    width: 100%;
    max-height: 56vh;
    object-fit: contain;
  }
  .picture.good::before {
    content: '';
    position: absolute;
    inset: 0;
    border: 4px solid var(--_kyc-good);
    border-radius: inherit;
    animation: ring 0.25s ease-out;
  }
  @keyframes ring {
    from {
      border-width: 24px;
      opacity: 0;
    }
  }
  .checks {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px 16px;
    margin-bottom: auto;
    list-style: none;
    font-size: 0.875em;
    font-weight: 600;
  }
  .checks li {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .checks .icon {
    width: 20px;
    height: 20px;
    stroke-width: 2.5;
    color: var(--_kyc-good);
  }
  .reason {
    margin-bottom: auto;
    display: flex;
    gap: 12px;
    padding: 16px;
    border-radius: var(--kyc-radius, 12px);
    background: var(--_kyc-sunken);
  }
  .reason .icon {
    color: var(--_kyc-bad);
  }
`;
