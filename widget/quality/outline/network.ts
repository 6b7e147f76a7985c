/** A network of one hidden layer beside a straight sum, as numbers; see `model.ts`. */
export interface Network {
  /** How many features, and how many hidden units. */
  readonly inputs: number;
  readonly hidden: number;
  /** Of each feature: its mean, and one over its standard deviation. */
  readonly means: readonly number[];
  readonly scales: readonly number[];
  /** For each hidden unit the weights of the features and a constant; then the units' own and a constant; then the straight sum. */
  readonly weights: readonly number[];
}

/** A feature farther out than this many standard deviations says no more. */
const FARTHEST = 4;

const input = new Float64Array(64);

/** The logit: above 0 it is more likely than not. */
export function logitOf(
  { inputs, hidden, means, scales, weights }: Network,
  features: readonly number[],
): number {
  for (let i = 0; i < inputs; i++) {
    const value = ((features[i] as number) - (means[i] as number)) * (scales[i] as number);
    input[i] = value < -FARTHEST ? -FARTHEST : value > FARTHEST ? FARTHEST : value;
  }
  const own = hidden * (inputs + 1);
  const straight = own + hidden + 1;
  let sum = weights[own + hidden] as number;
  for (let i = 0; i < inputs; i++) sum += (weights[straight + i] as number) * (input[i] as number);
  for (let unit = 0, at = 0; unit < hidden; unit++, at += inputs + 1) {
    let value = weights[at + inputs] as number;
    for (let i = 0; i < inputs; i++) value += (weights[at + i] as number) * (input[i] as number);
    sum += (weights[own + unit] as number) * Math.tanh(value);
  }
  return sum;
}
