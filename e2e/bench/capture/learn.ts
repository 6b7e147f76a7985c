import type { Network } from '../../../widget/quality/outline/network.ts';
import { random } from '../../../widget/testing/scenes/raster.ts';

/** One figure: its features, how much of a document it is (0..1), and how much it counts. */
export interface Example {
  readonly features: readonly number[];
  readonly target: number;
  readonly weight: number;
}

const FARTHEST = 4;
const RATE = 0.03;
const DECAY = 2e-4;

/**
 * Fits a network of `network.ts` by the logistic loss, all examples at once (Adam, Kingma and Ba 2015). The same examples give
 * the same network.
 */
export function learn(examples: readonly Example[], hidden: number, rounds: number): Network {
  const count = examples.length;
  const inputs = examples[0]?.features.length ?? 0;
  const means = new Float64Array(inputs);
  const deviations = new Float64Array(inputs);
  for (const { features } of examples) {
    for (let i = 0; i < inputs; i++) means[i] = (means[i] as number) + (features[i] as number) / count;
  }
  for (const { features } of examples) {
    for (let i = 0; i < inputs; i++) {
      deviations[i] =
        (deviations[i] as number) + ((features[i] as number) - (means[i] as number)) ** 2 / count;
    }
  }
  const scales = deviations.map((square) => 1 / (Math.sqrt(square) || 1));
  const x = new Float64Array(count * inputs);
  examples.forEach(({ features }, row) => {
    for (let i = 0; i < inputs; i++) {
      const value = ((features[i] as number) - (means[i] as number)) * (scales[i] as number);
      x[row * inputs + i] = Math.max(-FARTHEST, Math.min(FARTHEST, value));
    }
  });
  const own = hidden * (inputs + 1);
  const straight = own + hidden + 1;
  const size = straight + inputs;
  const next = random(7);
  const weights = Float64Array.from({ length: size }, (_, i) => (i < straight ? 0.6 * (next() - 0.5) : 0));
  const [gradient, first, second] = [0, 1, 2].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const units = new Float64Array(hidden);
  for (let round = 1; round <= rounds; round++) {
    gradient.fill(0);
    for (let row = 0; row < count; row++) {
      const base = row * inputs;
      let sum = weights[own + hidden] as number;
      for (let unit = 0, at = 0; unit < hidden; unit++, at += inputs + 1) {
        let value = weights[at + inputs] as number;
        for (let i = 0; i < inputs; i++) value += (weights[at + i] as number) * (x[base + i] as number);
        units[unit] = Math.tanh(value);
        sum += (weights[own + unit] as number) * (units[unit] as number);
      }
      for (let i = 0; i < inputs; i++) sum += (weights[straight + i] as number) * (x[base + i] as number);
      const { target, weight } = examples[row] as Example;
      const error = (1 / (1 + Math.exp(-sum)) - target) * weight;
      gradient[own + hidden] = (gradient[own + hidden] as number) + error;
      for (let unit = 0, at = 0; unit < hidden; unit++, at += inputs + 1) {
        const level = units[unit] as number;
        gradient[own + unit] = (gradient[own + unit] as number) + error * level;
        const back = error * (weights[own + unit] as number) * (1 - level * level);
        for (let i = 0; i < inputs; i++) {
          gradient[at + i] = (gradient[at + i] as number) + back * (x[base + i] as number);
        }
        gradient[at + inputs] = (gradient[at + inputs] as number) + back;
      }
      for (let i = 0; i < inputs; i++) {
        gradient[straight + i] = (gradient[straight + i] as number) + error * (x[base + i] as number);
      }
    }
    const rate = round < 0.7 * rounds ? RATE : 0.3 * RATE;
    for (let i = 0; i < size; i++) {
      const slope = (gradient[i] as number) / count + DECAY * (weights[i] as number);
      first[i] = 0.9 * (first[i] as number) + 0.1 * slope;
      second[i] = 0.99 * (second[i] as number) + 0.01 * slope * slope;
      const step = (first[i] as number) / (1 - 0.9 ** round);
      weights[i] =
        (weights[i] as number) -
        (rate * step) / (Math.sqrt((second[i] as number) / (1 - 0.99 ** round)) + 1e-8);
    }
  }
  return { inputs, hidden, means: [...means], scales: [...scales], weights: [...weights] };
}
