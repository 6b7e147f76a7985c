import { css } from 'lit';

/** Styles of the steps around a provider's own page; they come with them. */
export const hostedStyles = css`
  .trial {
    position: relative;
    display: grid;
    place-items: center;
    align-self: center;
    width: min(100%, 300px);
    aspect-ratio: 4 / 3;
    margin-top: auto;
    border: 4px solid var(--_kyc-line);
    border-radius: var(--kyc-radius, 12px);
    overflow: hidden;
    background: var(--_kyc-sunken);
  }
  .trial.live {
    border-color: var(--_kyc-good);
  }
  .trial video {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .trial.mirrored video {
    transform: scaleX(-1);
  }
  .trial .spinner {
    width: 4em;
    height: 4em;
  }
  .works {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 12px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    background: var(--_kyc-good);
    color: var(--_kyc-surface);
    animation: pop 0.25s ease-out;
  }
  .works .icon {
    stroke-width: 2.5;
  }
  .trial ~ .lead {
    text-align: center;
    margin-bottom: auto;
  }
  /* Beside a title in the middle, the cross would be a part of it. */
  .centred {
    position: relative;
  }
  .centred .bar > .round {
    position: absolute;
    inset-block-start: 28px;
    inset-inline-end: 14px;
    margin: 0;
  }
  .long:empty {
    display: none;
  }
  .embedded {
    position: relative;
    display: flex;
    flex-direction: column;
    width: 100%;
    max-width: 720px;
    height: 100%;
    max-height: none;
    min-height: min(720px, 100vh);
    margin: 0 auto;
    padding: 0;
    border: 0;
    background: var(--_kyc-surface);
    color: inherit;
  }
  .embedded[data-full] {
    position: fixed;
    inset: 0;
    z-index: 2147483647;
    max-width: none;
    height: 100vh;
    height: 100dvh;
    min-height: 0;
  }
  .embedded header {
    padding: max(12px, env(safe-area-inset-top)) min(24px, 7vw) 0;
  }
  .embedded .bar {
    align-items: center;
    margin-block: 4px;
  }
  .embedded h2 {
    font-size: min(1.25em, 9vw);
  }
  .embedded iframe {
    flex: 1;
    width: 100%;
    min-height: 0;
    border: 0;
    background: #fff;
    color-scheme: normal;
  }
  .embedded footer {
    position: static;
    padding: 4px min(24px, 7vw) max(8px, env(safe-area-inset-bottom));
    box-shadow: none;
  }
  @media (forced-colors: active) {
    .embedded {
      --_kyc-line: Canvas;
    }
  }
`;
