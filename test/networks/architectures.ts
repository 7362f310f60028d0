import fc from 'fast-check';
import { zeros, type FloatArray, type Precision, type Tensor } from '../../src/arithmetic/tensor.ts';
import { describeNetwork } from '../../src/networks/describe-network.ts';
import type { NetworkGraph } from '../../src/networks/graph.ts';
import { multilayerPerceptron, type Perceptron } from '../../src/networks/multilayer-perceptron.ts';
import { Network } from '../../src/networks/network.ts';
import { softmaxCrossEntropy } from '../../src/networks/softmax-cross-entropy.ts';
import { stored } from '../../src/objectives/initial-values.ts';
import { fillNormal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';

/** Small networks of every kind, odd widths and single units included; batch normalisation gets at least three rows. */
export const architectures: fc.Arbitrary<{ architecture: Perceptron; rows: number; seed: number }> = fc
  .record({
    architecture: fc.record({
      inputs: fc.integer({ min: 1, max: 7 }),
      widths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      classes: fc.integer({ min: 2, max: 5 }),
      activation: fc.constantFrom('relu', 'leaky-relu', 'tanh', 'gelu'),
      normaliser: fc.constantFrom('batch', 'layer', 'group', 'rms', 'weight', 'none'),
      groups: fc.integer({ min: 1, max: 3 }),
      epsilon: fc.constantFrom(0, 0, 0.01, 0.5),
      topLayer: fc.constantFrom('fixed', 'trained'),
      gain: fc.constantFrom('none', 'fixed', 'trained'),
      bias: fc.constantFrom('none', 'trained'),
    }),
    rows: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(1e6),
  })
  .map(({ architecture, rows, seed }) => ({
    architecture: {
      ...architecture,
      input: [architecture.inputs],
      widths: architecture.widths.map((width) => (architecture.normaliser === 'group' ? width * architecture.groups : width)),
    } as unknown as Perceptron,
    rows: architecture.normaliser === 'batch' ? rows + 2 : rows,
    seed,
  }));

/** A network at random parameters, with random data. */
export interface Problem {
  readonly parameters: Tensor[];
  readonly gradients: Tensor[];
  readonly constants: FloatArray[];
  readonly input: FloatArray;
  readonly labels: Uint8Array;
  loss(): number;
  differentiate(): number;
}

export function problem(graph: NetworkGraph, classes: number, rows: number, seed: number, precision: Precision): Problem {
  const random = stream(seed, 'problem');
  const description = describeNetwork(graph);
  const draw = (shape: readonly number[]): Tensor => {
    const tensor = zeros(shape, precision);
    fillNormal(random, tensor.data);
    return tensor;
  };
  const parameters = description.parameters.map(({ shape }) => draw(shape));
  const constants = description.constants.map(({ shape }) => stored(draw(shape).data, precision));
  const input = draw([rows, ...graph.input]).data;
  const labels = Uint8Array.from({ length: rows }, () => Math.floor(random.uniform() * classes));
  const gradients = parameters.map(({ shape }) => zeros(shape, precision));
  const network = new Network(description, { constants, rows, precision });
  return {
    parameters,
    gradients,
    constants,
    input,
    labels,
    loss: () => softmaxCrossEntropy(network.forward(input, parameters), labels, classes, 0, rows),
    differentiate() {
      const loss = softmaxCrossEntropy(network.forward(input, parameters), labels, classes, 0, rows, network.outputGradient);
      network.backward(gradients);
      return loss;
    },
  };
}

/** The problem of a perceptron. */
export function perceptronProblem(architecture: Perceptron, rows: number, seed: number, precision: Precision): Problem {
  return problem(multilayerPerceptron(architecture), architecture.classes, rows, seed, precision);
}
