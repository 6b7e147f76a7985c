import { css } from 'lit';

/** Styles of the form; they come with it. Edges of fields stand out by 3 : 1 at least, so they are not `line`. */
export const formStyles = css`
  .form {
    display: grid;
    gap: 20px;
  }
  .form[inert] {
    opacity: 0.6;
  }
  .field {
    display: grid;
    gap: 8px;
    min-width: 0;
  }
  label {
    font-weight: 600;
  }
  .help {
    font-size: 0.875em;
    line-height: 1.4;
    color: var(--_kyc-muted);
  }
  .form input,
  .form select {
    width: 100%;
    min-width: 0;
    height: 52px;
    margin: 0;
    padding: 0 16px;
    font: inherit;
    color: var(--_kyc-text);
    background: var(--_kyc-surface);
    border: 1px solid var(--_kyc-muted);
    border-radius: var(--kyc-radius, 12px);
    appearance: none;
    scroll-margin-block: 96px 120px;
  }
  .form select {
    padding-inline-end: 48px;
    text-overflow: ellipsis;
  }
  .pick {
    display: grid;
  }
  .pick > * {
    grid-area: 1 / 1;
  }
  .pick .icon {
    place-self: center end;
    width: 20px;
    height: 20px;
    margin-inline-end: 16px;
    color: var(--_kyc-muted);
    pointer-events: none;
  }
  .form option {
    color: var(--_kyc-text);
    background: var(--_kyc-surface);
  }
  .form input:focus-visible,
  .form select:focus-visible {
    outline-offset: 0;
    border-color: var(--_kyc-accent);
  }
  .form [aria-invalid='true'] {
    border: 2px solid var(--_kyc-bad);
    padding-inline-start: 15px;
  }
  .form [aria-invalid='true']:focus-visible {
    border-color: var(--_kyc-bad);
    outline-offset: 2px;
  }
  .form input::-webkit-date-and-time-value {
    text-align: start;
  }
  .wrong {
    display: flex;
    gap: 8px;
    font-size: 0.875em;
    line-height: 1.4;
    color: var(--_kyc-bad);
  }
  .wrong .icon {
    width: 1.4em;
    height: 1.4em;
  }
  .form .reason {
    display: flex;
    gap: 12px;
    margin: 0;
    padding: 16px;
    border-radius: var(--kyc-radius, 12px);
    background: var(--_kyc-sunken);
    font-weight: 600;
  }
  .form .reason .icon {
    color: var(--_kyc-bad);
  }
  .primary[aria-disabled='true'] {
    opacity: 0.6;
    cursor: default;
  }
  @media (forced-colors: active) {
    .pick .icon {
      color: CanvasText;
    }
    .form [aria-invalid='true'] {
      border-style: dashed;
    }
  }
`;
