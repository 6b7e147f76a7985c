/** The floor of the first screen: a Lit element that shows one button and does nothing else. */
import { css, html, LitElement } from 'lit';

class EmptyElement extends LitElement {
  static override styles = css`
    button {
      min-height: 48px;
      font: inherit;
    }
  `;

  override render() {
    return html`<h2>Verify your identity</h2>
      <button type="button">Continue</button>`;
  }
}

customElements.define('empty-element', EmptyElement);
