// @ts-check
/** The choices of the panel: provider, its documents, and what its sandbox is to answer. */
import { element } from './dom.js';

/**
 * @typedef {{ value: string, label: string }} Choice
 * @typedef {{ provider: string, label: string, asks: string, isHosted: boolean, documents: Choice[], outcomes: Choice[] }} Offer
 */

const form = /** @type {HTMLFormElement} */ (element('settings'));

/** @param {string} name */
const select = (name) => /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));

/**
 * @param {string} name
 * @param {readonly Choice[]} choices
 */
const fill = (name, choices) =>
  select(name).replaceChildren(...choices.map(({ value, label }) => new Option(label, value)));

/** @param {readonly Offer[]} offers */
function follow(offers) {
  const offer = offers.find(({ provider }) => provider === select('provider').value);
  if (!offer) return;
  fill('document', offer.documents);
  fill('outcome', offer.outcomes);
  element('hosted').hidden = !offer.isHosted;
  element('asks').textContent = offer.asks;
}

/** @returns where the KYC server is */
export async function openSettings() {
  /** @type {{ serverUrl: string, offers: Offer[] }} */
  const { serverUrl, offers } = await (await fetch('api/catalogue')).json();
  fill(
    'provider',
    offers.map(({ provider, label }) => ({ value: provider, label })),
  );
  select('provider').addEventListener('change', () => follow(offers));
  follow(offers);
  return serverUrl;
}

/** What the shop's server is asked for, and what only this page needs. */
export function chosen() {
  const { locale, hosted, ...order } = Object.fromEntries(new FormData(form));
  return { order: locale ? { ...order, locale } : order, hosted: String(hosted) };
}

const KEY = 'settings';

/** Whoever comes back from the provider's page finds the panel as it was. */
export function remember() {
  sessionStorage.setItem(KEY, JSON.stringify([...new FormData(form)]));
}

export function recall() {
  for (const [name, value] of JSON.parse(sessionStorage.getItem(KEY) ?? '[]')) {
    select(name).value = value;
    // The provider comes first, and fills the others.
    select(name).dispatchEvent(new Event('change'));
  }
}
