import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { describeNetwork } from '../../src/networks/describe-network.ts';
import { multilayerPerceptron, type Perceptron } from '../../src/networks/multilayer-perceptron.ts';
import { architectures, perceptronProblem } from './architectures.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

function normalised(z: tf.Tensor, { normaliser, groups, epsilon }: Perceptron): tf.Tensor {
  const [rows, units] = z.shape;
  if (normaliser === 'batch') {
    const { mean, variance } = tf.moments(z, 0, true);
    return z.sub(mean).div(variance.add(epsilon).sqrt());
  }
  if (normaliser === 'layer' || normaliser === 'group') {
    const runs = normaliser === 'layer' ? 1 : groups;
    const split = z.reshape([rows, runs, units / runs]);
    const { mean, variance } = tf.moments(split, 2, true);
    return split.sub(mean).div(variance.add(epsilon).sqrt()).reshape([rows, units]);
  }
  return normaliser === 'rms' ? z.div(z.square().mean(1, true).add(epsilon).sqrt()) : z;
}

function activated(z: tf.Tensor, name: Perceptron['activation']): tf.Tensor {
  if (name === 'relu') return z.relu();
  if (name === 'leaky-relu') return z.leakyRelu(0.01);
  if (name === 'tanh') return z.tanh();
  return z.mul(z.mul(Math.SQRT1_2).erf().add(1).mul(0.5));
}

/** The same network in TensorFlow.js, whose automatic differentiation is the oracle. */
function loss(architecture: Perceptron, values: (name: string) => tf.Tensor, input: tf.Tensor2D, labels: Uint8Array): tf.Scalar {
  let h = input;
  architecture.widths.forEach((_, i) => {
    const name = `hidden${i + 1}`;
    let w = values(`${name}.weight`) as tf.Tensor2D;
    if (architecture.normaliser === 'weight') {
      w = w.div(w.square().sum(0, true).add(architecture.epsilon).sqrt()).mul(Math.SQRT2);
    }
    let z: tf.Tensor = tf.matMul(h, w);
    if (architecture.bias === 'trained') z = z.add(values(`${name}.bias`));
    z = normalised(z, architecture);
    if (architecture.gain !== 'none') z = z.mul(values(`${name}.gain`)).add(values(`${name}.shift`));
    h = activated(z, architecture.activation) as tf.Tensor2D;
  });
  const logits = tf.matMul(h, values('top.weight') as tf.Tensor2D);
  return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([...labels], 'int32'), architecture.classes), logits).asScalar();
}

test('float32 gradients agree with automatic differentiation', () => {
  // Where a row or unit has no variance TensorFlow.js gives NaN; with two numbers or less, its float32 gradient is rounding noise.
  const regular = architectures.filter(
    ({ architecture: { normaliser, widths, groups, epsilon } }) =>
      epsilon > 0 ||
      !['layer', 'group', 'rms'].includes(normaliser) ||
      widths.every((width) => width / (normaliser === 'group' ? groups : 1) > 2),
  );
  fc.assert(
    fc.property(regular, ({ architecture, rows, seed }) => {
      const { parameters, gradients, constants, input, labels, differentiate } = perceptronProblem(
        architecture,
        rows,
        seed,
        'float32',
      );
      const value = differentiate();
      const description = describeNetwork(multilayerPerceptron(architecture));
      tf.tidy(() => {
        const fixed = new Map(description.constants.map(({ name, shape }, i) => [name, tf.tensor(constants[i], [...shape])]));
        const variables = parameters.map(({ data, shape }) => tf.tensor(data as Float32Array, [...shape]));
        const oracle = tf.valueAndGrads((...trained: tf.Tensor[]) => {
          const named = new Map(description.parameters.map(({ name }, i) => [name, trained[i]]));
          const values = (name: string): tf.Tensor => (named.get(name) ?? fixed.get(name)) as tf.Tensor;
          return loss(architecture, values, tf.tensor2d(input as Float32Array, [rows, architecture.input[0]]), labels);
        });
        const { value: expected, grads } = oracle(variables);
        expect(Math.abs(value - expected.dataSync()[0])).toBeLessThan(1e-6 * (1 + value));
        const largest = Math.max(0.01, ...gradients.map(({ data }) => Math.max(...data.map(Math.abs))));
        gradients.forEach(({ data }, i) => {
          const oracleData = grads[i].dataSync();
          data.forEach((g, j) => expect(Math.abs(g - oracleData[j])).toBeLessThan(1e-4 * largest));
        });
      });
    }),
    { seed: 1, numRuns: 200 },
  );
});
