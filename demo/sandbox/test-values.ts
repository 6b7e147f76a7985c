/**
 * Reads test values off the end of a text that a client sends anyway, such as a customer's number: `customer-7+reject+slow`
 * has `reject` and `slow`. Reading stops at the first word that is none, so that `a+slow@shop.example` is an ordinary text.
 */
export function readTestValues<Value extends string>(
  text: string,
  known: readonly Value[],
): ReadonlySet<Value> {
  const values = new Set<Value>();
  for (const word of text.split('+').slice(1).reverse()) {
    const value = known.find((one) => one === word.trim());
    if (value === undefined) break;
    values.add(value);
  }
  return values;
}
