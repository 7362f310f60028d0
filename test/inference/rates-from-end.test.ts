import { describe, expect, test } from 'vitest';
import { placeFactors } from '../../src/inference/place-factors.ts';
import { ratesFromEnd, type RatesFromEnd } from '../../src/inference/rates-from-end.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** What a step hands on to the next one. */
interface Handed {
  readonly rate: number;
  readonly shape: readonly number[];
  readonly options: Readonly<Record<string, number>>;
}

/** Momentum in a loop from the last tensor to the first, of which each changes the factor of the next. */
const backward = (next: (factor: number, handed: Handed) => number, options: Record<string, number> = {}): Optimizer => ({
  name: 'backward',
  hyperparameters: options,
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    let factor = 1;
    for (let i = parameters.length - 1; i >= 0; i--) {
      const { data: w, shape } = parameters[i];
      const m = (state as Float64Array[])[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = (hyperparameters.momentum ?? 0.9) * m[j] + gradients[i].data[j];
        w[j] -= factor * learningRate * (m[j] + weightDecay * w[j]);
      }
      factor = next(factor, { rate: learningRate, shape, options: hyperparameters });
    }
  },
});

const read = (optimizer: Optimizer): RatesFromEnd | undefined => ratesFromEnd(optimizer, placeFactors(optimizer)!);

describe('a rate that leaks from tensor to tensor in a loop that goes backward', () => {
  test.each([
    ['momentum', backward((factor, { options }) => factor * options.momentum, { momentum: 0.9 })],
    ['momentum', backward((factor, { options }) => factor * (1 - options.momentum), { momentum: 0.9 })],
    ['the learning rate', backward((factor, { rate }) => factor * (1 - rate))],
    ['the shape', backward((factor, { shape }) => factor / Math.sqrt(shape[0]))],
    ['the shape', backward((factor, { shape }) => (shape.length < 2 ? factor / 4 : factor))],
  ])('by %s is found', async (by, optimizer) => {
    expect(read(optimizer)?.finding).toMatchObject({
      cause: 'tensors-influence-each-other',
      sentence: expect.stringContaining(by) as string,
    });
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('refuted');
  });

  test('and from step to step is none of a place', async () => {
    const leaking: Optimizer = {
      ...backward(() => 1),
      init: ({ parameters }) => ({ factor: 1, count: parameters.length }),
      update({ parameters, gradients, state, learningRate }) {
        const kept = state as { factor: number };
        for (let i = parameters.length - 1; i >= 0; i--) {
          parameters[i].data.forEach((_, j) => (parameters[i].data[j] -= kept.factor * learningRate * gradients[i].data[j]));
          kept.factor *= 0.9;
        }
      },
    };
    expect(placeFactors(leaking)).toBeUndefined();
    const { results } = await checkOptimizer(leaking, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('refuted');
  });
});

describe('a rate that goes by the distance from the last tensor', () => {
  test.each([
    ['falls by a constant', backward((factor) => 0.75 * factor)],
    ['falls by a constant beside an option', backward((factor) => 0.65 * factor, { momentum: 0.9 })],
    ['is another one for the head', backward((factor) => (factor === 1 ? 0.1 : factor))],
  ])('is a design where it %s', async (_, optimizer) => {
    expect(read(optimizer)).toEqual({});
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('holds');
  });

  test.each([
    ['ambiguous', 'by a coefficient that is written in the code', backward((factor) => 0.9 * factor)],
    ['unexplained', 'by no constant', backward((factor) => factor / (1 + factor))],
  ])('is undecided, as %s, where it falls %s', async (cause, _, optimizer) => {
    expect(read(optimizer)?.finding?.cause).toBe(cause);
    const { results } = await checkOptimizer(optimizer, { laws: ['partition-invariance'], configurations: 5 });
    expect(results[0].verdict).toBe('undecided');
  });
});
