import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zeros, type Precision, type Tensor } from '../../../src/arithmetic/tensor.ts';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import { wasmEvaluator } from '../../../src/dynamics/wasm/evaluator.ts';
import { wasmEngine } from '../../../src/dynamics/wasm/wasm-engine.ts';
import { keepRecords } from '../../../src/experiments/keep-records.ts';
import { recordStore } from '../../../src/experiments/record-store.ts';
import { objective } from '../../../src/objectives/reference.ts';
import type { Objective } from '../../../src/objectives/objective.ts';
import { stream } from '../../../src/random/stream.ts';
import { experiment } from './capture.ts';

function drawn(of: Objective, precision: Precision, seed: number): Tensor[] {
  const parameters = of.parameters.map(({ shape }) => zeros([...shape], precision));
  of.instantiate(precision).initialise(parameters, stream(seed, 'evaluator').seek(0, 0));
  return parameters;
}

/** Networks of any normaliser; the test rows are normalised with the statistics of the training rows. */
const reference = fc
  .record({
    normaliser: fc.constantFrom('batch', 'layer', 'rms', 'weight', 'none'),
    widths: fc.constantFrom('5', '16', '32,7', '3,4,17'),
    activation: fc.constantFrom('relu', 'leaky-relu', 'tanh', 'gelu'),
    gain: fc.constantFrom('none', 'fixed', 'trained'),
    bias: fc.constantFrom('none', 'trained'),
    topLayer: fc.constantFrom('fixed', 'trained'),
    trainSize: fc.constantFrom(40, 97),
  })
  .map((options) => {
    const given = Object.entries(options).map(([key, value]) => `${key}=${value}`);
    return `digits-mlp?${given.join('&')}`;
  });

test.each([
  ['float32', 1e-4],
  ['float64', 1e-11],
] as const)('evaluates networks as they do themselves, in %s', (precision, tolerance) => {
  fc.assert(
    fc.property(reference, fc.nat(), (name, seed) => {
      const network = objective(name);
      const parameters = drawn(network, precision, seed);
      const [received, expected] = [wasmEvaluator(network, precision), network.instantiate(precision)];
      const [[trainLoss, testLoss, accuracy], itself] = [received.evaluate(parameters), expected.evaluate(parameters)];
      expect(Math.abs(trainLoss - itself[0])).toBeLessThan(tolerance * (1 + itself[0]));
      expect(Math.abs(testLoss - itself[1])).toBeLessThan(tolerance * (1 + itself[1]));
      // In float32 the largest of two equal logits is a matter of rounding.
      const labels = [received.predict!(parameters), expected.predict!(parameters)];
      const different = labels[0].filter((label, i) => label !== labels[1][i]).length;
      expect(different).toBeLessThanOrEqual(precision === 'float64' ? 0 : 1);
      expect(Math.abs(accuracy - itself[2])).toBeLessThanOrEqual(different / labels[0].length + 1e-12);
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('a run in between changes nothing', () => {
  const network = objective('digits-mlp?widths=16');
  const [one, other] = [drawn(network, 'float32', 1), drawn(network, 'float32', 2)];
  const evaluator = wasmEvaluator(network, 'float32');
  const before = evaluator.evaluate(one);
  expect(evaluator.evaluate(other)).not.toEqual(before);
  void wasmEngine.run(experiment({ objective: network }));
  expect(wasmEvaluator(network, 'float32')).toBe(evaluator);
  expect(evaluator.evaluate(one)).toEqual(before);
});

test('what has no kernels evaluates itself', () => {
  const sphere = objective('von-mises-fisher');
  const parameters = drawn(sphere, 'float64', 1);
  expect(wasmEvaluator(sphere, 'float64').evaluate(parameters)).toEqual(sphere.instantiate('float64').evaluate(parameters));
});

test('engines around this one have its evaluator', () => {
  expect(fastestEngine.evaluator).toBe(wasmEvaluator);
  expect(keepRecords(fastestEngine, recordStore()).evaluator).toBe(wasmEvaluator);
});
