// @ts-check

/** @param {string} id */
export const element = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

/**
 * A line of a log: what it is, and what is to be said of it.
 * @param {string} strong
 * @param {string} rest
 */
export function row(strong, rest) {
  const line = document.createElement('li');
  const name = document.createElement('b');
  const value = document.createElement('code');
  name.textContent = strong;
  value.textContent = rest;
  line.append(name, value);
  return line;
}
