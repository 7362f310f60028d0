import { zeros, type FloatArray, type Precision } from '../arithmetic/tensor.ts';
import type { NetworkArray } from '../networks/describe-network.ts';
import { fanIn } from '../networks/shapes.ts';
import { fillNormal } from '../random/normal.ts';
import { stream, type Stream } from '../random/stream.ts';

/** Fills a trained array of a network as it starts: weights normal of variance 1/fan-in, gains 1, biases and shifts 0. */
export function fillInitial({ role, shape }: NetworkArray, data: FloatArray, randomness: Stream): void {
  if (role === 'weight') fillWeights(data, fanIn(shape), randomness);
  else data.fill(role === 'gain' ? 1 : 0);
}

/**
 * Values of an array that is not trained: weights as they start, gains uniform on [½, 3/2), shifts and biases normal with standard
 * deviation ½.
 *
 * @param family whose streams they are drawn from
 * @param seed selects the values
 */
export function fixedValues({ name, role, shape }: NetworkArray, family: string, seed: number): FloatArray {
  const randomness = stream(seed, family, name);
  const values = zeros(shape, 'float64').data;
  if (role === 'weight') fillWeights(values, fanIn(shape), randomness);
  else if (role === 'gain') values.forEach((_, i) => (values[i] = 0.5 + randomness.uniform()));
  else fillNormal(randomness, values).forEach((value, i) => (values[i] = 0.5 * value));
  return values;
}

/** Copies numbers into an array of the given precision. */
export function stored(values: ArrayLike<number>, precision: Precision): FloatArray {
  const { data } = zeros([values.length], precision);
  data.set(values);
  return data;
}

function fillWeights(weights: FloatArray, inputs: number, randomness: Stream): void {
  const scale = 1 / Math.sqrt(inputs);
  fillNormal(randomness, weights);
  for (let i = 0; i < weights.length; i++) weights[i] *= scale;
}
