import { describe, expect, test } from 'vitest';
import { comparePrecisions } from '../../src/inference/precision-reading.ts';
import { lion, sgd } from '../../src/optimizers/index.ts';
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
});
