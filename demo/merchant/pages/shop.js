// @ts-check
/**
 * The shop's page. Everything a merchant needs is in `begin()`: make a session on the own server, hand its token to
 * <kyc-flow>, and listen. The rest only fills the panel.
 */

/** @param {string} id */
const element = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

const names = ['ready', 'unsupported', 'step', 'hint', 'capture', 'upload', 'complete', 'error', 'cancel'];

async function begin() {
  const button = /** @type {HTMLButtonElement} */ (element('begin'));
  button.disabled = true;
  const settings = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (element('settings'))));
  const { locale, ...order } = settings;
  const answer = await post('api/verifications', locale ? settings : order);
  button.disabled = false;
  if (!answer) return log('shop', 'could not make a session');

  const widget = /** @type {import('../../../widget/index.ts').KycFlow} */ (
    document.createElement('kyc-flow')
  );
  widget.serverUrl = answer.serverUrl;
  widget.token = answer.token;
  widget.tokenProvider = async () => (await post(`api/verifications/${answer.id}/token`))?.token ?? '';
  for (const name of names) {
    widget.addEventListener(`kyc-${name}`, (event) => log(name, /** @type {CustomEvent} */ (event).detail));
  }
  widget.addEventListener('kyc-complete', () => watch(answer.id));
  widget.addEventListener('kyc-cancel', () => {
    widget.remove();
    element('intro').hidden = false;
  });

  element('intro').hidden = true;
  element('place').replaceChildren(widget);
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
  return answer.ok ? answer.json() : null;
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

/**
 * @param {string} strong
 * @param {string} rest
 */
function row(strong, rest) {
  const line = document.createElement('li');
  const name = document.createElement('b');
  const value = document.createElement('code');
  name.textContent = strong;
  value.textContent = rest;
  line.append(name, value);
  return line;
}

/** Asks the shop's server until it has the result and the webhook about it. @param {string} id */
async function watch(id) {
  for (let tries = 0; tries < 30; tries += 1) {
    const answer = await fetch(`api/verifications/${id}`);
    const { session, deliveries } = await answer.json();
    if (answer.ok) showResult(session);
    showDeliveries(deliveries);
    const isFinal = ['completed', 'failed', 'expired'].includes(session.status);
    if (isFinal && deliveries.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** @param {{ type: string, status: string, result: string | null, receivedAt: string }[]} deliveries */
function showDeliveries(deliveries) {
  if (deliveries.length === 0) return;
  element('deliveries').replaceChildren(
    ...deliveries.map(({ type, status, result, receivedAt }) =>
      row(type, [status, result, new Date(receivedAt).toLocaleTimeString()].filter(Boolean).join(' · ')),
    ),
  );
}

/** @param {{ status: string, result: string | null, rejectReason: string | null, extracted: Record<string, string | null> }} session */
function showResult({ status, result, rejectReason, extracted }) {
  const facts = [
    ['status', status],
    ['result', result],
    ['reason', rejectReason],
    ...Object.entries(extracted),
  ];
  const list = document.createElement('dl');
  for (const [name, value] of facts) {
    if (!name || value === null || value === undefined) continue;
    const term = document.createElement('dt');
    const text = document.createElement('dd');
    term.textContent = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    text.textContent = value;
    if (name === 'result' || name === 'status') text.className = value;
    list.append(term, text);
  }
  element('result').replaceChildren(list);
}

element('begin').addEventListener('click', () => void begin());
