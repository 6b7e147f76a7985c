// @ts-check
/**
 * The shop's page. Everything a merchant needs is in `begin()` and `show()`: make a session on the own server, hand its
 * token to <kyc-flow>, and listen. The rest only fills the panel.
 */
import { element, row } from './dom.js';
import { watch } from './panel.js';
import { chosen, openSettings, recall, remember } from './settings.js';

const names = ['ready', 'unsupported', 'step', 'hint', 'capture', 'upload', 'complete', 'error', 'cancel'];

async function begin() {
  const button = /** @type {HTMLButtonElement} */ (element('begin'));
  const { order, hosted } = chosen();
  button.disabled = true;
  const answer = await post('api/verifications', order);
  button.disabled = false;
  tellTrouble(answer?.error ?? null);
  if (!answer || answer.error) return;
  // So that whoever comes back from the provider's page, in whatever tab, comes back to this verification.
  history.replaceState(null, '', `#verification=${answer.id}`);
  remember();
  show(answer.id, { token: answer.token, serverUrl: answer.serverUrl, hosted });
}

/**
 * @param {string} id
 * @param {{ token?: string, serverUrl: string, hosted?: string }} session
 */
function show(id, { token, serverUrl, hosted }) {
  const widget = /** @type {import('../../../widget/index.ts').KycFlow} */ (
    document.createElement('kyc-flow')
  );
  widget.serverUrl = serverUrl;
  if (token) widget.token = token;
  if (hosted) widget.setAttribute('hosted', hosted);
  widget.tokenProvider = async () => (await post(`api/verifications/${id}/token`))?.token ?? '';
  for (const name of names) {
    widget.addEventListener(`kyc-${name}`, (event) => log(name, /** @type {CustomEvent} */ (event).detail));
  }
  widget.addEventListener('kyc-complete', () => {
    history.replaceState(null, '', location.pathname);
    void watch(id);
    // "Done" makes the widget vanish: the shop's own words come back.
    new ResizeObserver((_entries, observer) => {
      if (widget.isConnected && widget.offsetHeight > 0) return;
      observer.disconnect();
      if (widget.isConnected) giveBack(widget);
    }).observe(widget);
  });
  widget.addEventListener('kyc-cancel', () => {
    history.replaceState(null, '', location.pathname);
    giveBack(widget);
  });

  element('intro').hidden = true;
  element('place').replaceChildren(widget);
}

/** @param {HTMLElement} widget */
function giveBack(widget) {
  widget.remove();
  element('intro').hidden = false;
  element('begin').focus();
}

/** @param {string | null} words */
function tellTrouble(words) {
  const place = element('trouble');
  place.textContent = words ? `That did not work: ${words}.` : '';
  place.hidden = !words;
}

/**
 * @param {string} path
 * @param {unknown} [body]
 */
async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  return answer.json().catch(() => null);
}

/**
 * @param {string} name
 * @param {unknown} detail
 */
function log(name, detail) {
  const list = element('events');
  list.querySelector('.empty')?.remove();
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail ?? {});
  // Progress of one upload stays on one line.
  const first = list.firstElementChild;
  if (name === 'upload' && first instanceof HTMLElement && first.dataset['name'] === 'upload') first.remove();
  const line = row(`kyc-${name}`, text);
  line.dataset['name'] = name;
  list.prepend(line);
}

async function open() {
  const serverUrl = await openSettings();
  // Somebody comes back from the provider's page, or has opened the address in another tab.
  const id = /^#verification=(ses_[a-z0-9]{24})$/.exec(location.hash)?.[1];
  if (id) {
    recall();
    show(id, { serverUrl });
  }
}

element('begin').addEventListener('click', () => void begin());
void open();
