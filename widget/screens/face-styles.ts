import { css } from 'lit';

/** Styles of the camera's screen while a face is followed; they come with it. */
export const faceStyles = css`
  /* Grows with the words, so that the chip stays clear of the title. */
  .of-face .free {
    margin-top: 5em;
  }
  .of-face .chip,
  .instead {
    overflow-wrap: anywhere;
  }
  /* Where the oval begins far up, in very low windows, the chip lies over it, below the title. */
  .of-face .chip {
    bottom: calc(100% - max(var(--guide-top, 50%) - 16px, 8.5em));
  }
  .asking .chip {
    gap: 12px;
    min-height: 56px;
    border-radius: 28px;
    font-size: 1.25em;
    text-wrap: balance;
  }
  .asking .chip .icon {
    width: 1.6em;
    height: 1.6em;
    stroke-width: 2.25;
  }
  .framed .edge {
    stroke: #5fd9a0;
    stroke-width: 5;
  }
  .loading .edge {
    stroke: rgb(255 255 255 / 0.4);
  }
  .loading .filling {
    stroke: #fff;
  }
  .share {
    min-width: 2.2em;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .arrow {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .arrow circle {
    fill: rgb(11 13 16 / 0.82);
  }
  .arrow path {
    fill: none;
    stroke: #fff;
    stroke-width: 3;
    stroke-linecap: round;
    stroke-linejoin: round;
    animation: nudge 0.9s ease-in-out 3;
  }
  @keyframes nudge {
    50% {
      transform: translateX(-5px);
    }
  }
  .instead {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 12px;
    min-height: 72px;
  }
  .moves {
    display: flex;
    gap: 8px;
  }
  .moves i {
    width: 28px;
    height: 8px;
    border: 1.5px solid #fff;
    border-radius: 4px;
    background: rgb(11 13 16 / 0.5);
    transition: background-color 0.2s;
  }
  .moves .now {
    border-width: 2.5px;
  }
  .moves .done {
    background: #fff;
  }
  .camera .quiet {
    border-radius: 22px;
    background: rgb(11 13 16 / 0.6);
    color: #fff;
  }
  @media (hover: hover) {
    .camera .quiet:hover {
      background: rgb(11 13 16 / 0.9);
    }
  }
  .note {
    position: relative;
    padding: 12px 24px 0;
    font-size: 0.875em;
    text-align: center;
  }
  @media (orientation: landscape) and (max-height: 500px) {
    .camera[data-full] .instead {
      width: 92px;
    }
    .camera[data-full] .moves {
      flex-direction: column;
    }
    .camera[data-full] .quiet {
      padding: 8px 4px;
      font-size: 0.875em;
    }
    .camera[data-full] .note {
      padding-bottom: 12px;
      margin-inline-end: 112px;
    }
  }
`;
