import { describe, expect, test } from 'vitest';
import { comparePrecisions, precisionFactor } from '../../src/inference/precision-reading.ts';
import { lamb, lars, lion, muon, scheduleFreeSgd, sgd } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';

/** One rule for weights in float64 and another for those in float32. */
function split(name: string, wide: Optimizer, narrow: (given: UpdateArguments<never>) => UpdateArguments<never>): Optimizer {
  return {
    ...wide,
    name,
    contract: undefined,
    update: (given: UpdateArguments<never>) =>
      wide.update(given.parameters[0].data instanceof Float32Array ? narrow(given) : given),
  };
}

describe('a rule of its own in float32', () => {
  test('half the rate', () => {
    const halved = split('halved', sgd, (given) => ({ ...given, learningRate: given.learningRate / 2 }));
    expect(comparePrecisions(halved)?.cause).toBe('rule-differs-by-precision');
  });

  test.each<Optimizer>([sgd, lamb, lars, muon, scheduleFreeSgd])('whatever the rule is: $name', (rule) => {
    const halved = split('halved', rule, (given) => ({ ...given, learningRate: given.learningRate / 2 }));
    expect(precisionFactor(halved)).toBeCloseTo(0.5, 2);
  });

  test('that is no factor of whole steps', () => {
    const entry = split('entry', sgd, (given) => {
      const gradients = given.gradients.map(({ data, shape }) => ({ data: data.map((x, j) => (j === 0 ? 2 * x : x)), shape }));
      return { ...given, gradients } as typeof given;
    });
    expect(comparePrecisions(entry)?.cause).toBe('rule-differs-by-precision');
    expect(precisionFactor(entry)).toBeUndefined();
  });

  test('no decay', () => {
    const undecayed = split('undecayed', lion, (given) => ({ ...given, weightDecay: 0 }));
    expect(comparePrecisions(undecayed)?.cause).toBe('decay-differs-by-precision');
  });

  test('is not asked of an optimizer that has one precision', () => {
    const halved = split('halved', sgd, (given) => ({ ...given, learningRate: given.learningRate / 2 }));
    expect(comparePrecisions({ ...halved, precision: 'float64' })).toBeUndefined();
    expect(comparePrecisions({ ...halved, contract: { precisions: ['float64'] } })).toBeUndefined();
  });
});

test.each(builtins)('$name differs by rounding alone', (optimizer) => {
  expect(comparePrecisions(optimizer)).toBeUndefined();
  expect(precisionFactor(optimizer)).toBeUndefined();
});
