import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { referenceEngine } from '../../../src/dynamics/reference-engine.ts';
import { wasmEngine } from '../../../src/dynamics/wasm/wasm-engine.ts';
import { capture, experiment } from './capture.ts';
import { runs } from '../../size.ts';

/**
 * Largest difference over the largest entry. All tensors together: the gradient of a bias before batch normalisation, which is 0,
 * consists of the rounding errors of the others.
 */
function distance(a: readonly Tensor[], b: readonly Tensor[]): number {
  let difference = 0;
  let largest = 0;
  a.forEach(({ data }, i) =>
    data.forEach((x, j) => {
      difference = Math.max(difference, Math.abs(x - b[i].data[j]));
      largest = Math.max(largest, Math.abs(b[i].data[j]));
    }),
  );
  return difference === 0 ? 0 : difference / largest;
}

/** Sizes that are mostly no multiples of a vector, and those for which zeros of the data are passed over. */
const width = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 23 }) }, fc.constantFrom(16, 32, 48));

/** A digits-mlp with any combination of options. */
const architecture = fc
  .record({
    normaliser: fc.constantFrom('batch', 'layer', 'group', 'rms', 'weight', 'none'),
    widths: fc.array(width, { minLength: 1, maxLength: 3 }),
    batch: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 140 })),
    activation: fc.constantFrom('relu', 'leaky-relu', 'tanh', 'gelu'),
    groups: fc.constantFrom(1, 2, 3),
    epsilon: fc.constantFrom(0, 1e-3),
    topLayer: fc.constantFrom('fixed', 'trained'),
    gain: fc.constantFrom('none', 'fixed', 'trained'),
    bias: fc.constantFrom('none', 'trained'),
    trainSize: fc.integer({ min: 140, max: 200 }),
    labelNoise: fc.constantFrom(0, 0.3, 1),
    full: fc.constantFrom(false, false, false, true),
  })
  .map(({ normaliser, widths, batch, groups, epsilon, full, trainSize, ...rest }) => {
    const options: Record<string, string | number> = { normaliser, trainSize, ...rest };
    // Two units of a row, normalised, are ±1 whatever they were: what passes is rounding error as well.
    const ofRow = normaliser === 'layer' || normaliser === 'group' || normaliser === 'rms';
    const runs = normaliser === 'group' ? groups : 1;
    options.widths = widths.map((width) => (ofRow ? width + 2 : width) * runs).join(',');
    // With very few rows, what batch normalisation lets pass is rounding error of what it does not.
    options.batch = full ? trainSize : normaliser === 'batch' ? Math.max(8, batch) : batch;
    if (normaliser === 'group') options.groups = groups;
    if (normaliser !== 'none') options.epsilon = epsilon;
    return `digits-mlp?${Object.entries(options)
      .map(([key, value]) => `${key}=${value}`)
      .join('&')}`;
  });

describe('one step of a network of any shape', () => {
  test.each([
    ['float32', 1e-4],
    ['float64', 1e-11],
  ] as const)('agrees with the reference engine to rounding in %s', (precision, tolerance) => {
    fc.assert(
      fc.property(architecture, fc.constantFrom(0.5, 1, 4), (objective, initScale) => {
        const run = experiment({ objective, precision, initScale, replicas: { first: 5, count: 1 }, steps: 1 });
        const [[expected]] = capture(referenceEngine, run, [1]);
        const [[received]] = capture(wasmEngine, run, [1]);
        expect(received.before).toEqual(expected.before);
        expect(Math.abs(received.loss - expected.loss)).toBeLessThan(tolerance * (1 + expected.loss));
        expect(distance(received.gradients, expected.gradients)).toBeLessThan(tolerance);
        expect(distance(received.after, expected.after)).toBeLessThan(tolerance);
      }),
      { seed: 1, numRuns: runs(40, 120) },
    );
  });
});
