import { css } from 'lit';

/** Styles of steps with a face or a proof; they come with them. */
export const proofStyles = css`
  .about {
    display: grid;
    gap: 8px;
  }
  .kinds {
    font-size: 0.875em;
  }
  .body > .reason:first-child {
    margin-block: auto;
  }
  .paper-card {
    display: grid;
    justify-items: center;
    gap: 12px;
    margin-block: auto;
    padding: 32px 24px;
    border: 1px solid var(--_kyc-line);
    border-radius: var(--kyc-radius, 12px);
    background: var(--_kyc-sunken);
    text-align: center;
  }
  .paper-icon {
    display: grid;
    place-items: center;
    width: 88px;
    height: 88px;
    border-radius: 50%;
    background: var(--_kyc-surface);
    color: var(--_kyc-accent);
  }
  .paper-icon .icon {
    width: 44px;
    height: 44px;
  }
  .paper-good {
    display: flex;
    align-items: center;
    gap: 8px;
    font-weight: 600;
  }
  .paper-good .icon {
    width: 20px;
    height: 20px;
    stroke-width: 2.5;
    color: var(--_kyc-good);
  }
`;
