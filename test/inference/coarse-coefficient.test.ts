import { describe, expect, test } from 'vitest';
import { coarseCoefficient } from '../../src/inference/coarse-coefficient.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { coordinatewise } from './rules.ts';

/** Momentum that keeps what is made of its option. */
const keeping = (read: (beta: number) => number, beta = 0.999): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, hyperparameters, memory }) => {
      memory.m = read(hyperparameters.beta) * (memory.m ?? 0) + g;
      return w - learningRate * memory.m;
    },
    { hyperparameters: { beta } },
  );

describe('a coefficient', () => {
  test.each([
    ['with two digits', (beta: number) => Math.floor(100 * beta) / 100, 0.999],
    ['of at most 0.9', (beta: number) => Math.min(beta, 0.9), 0.95],
    ['of whole tenths', (beta: number) => Math.round(10 * beta) / 10, 0.97],
  ])('%s is coarse', (_, read, beta) => {
    expect(coarseCoefficient(keeping(read, beta), 'beta', 0)?.cause).toBe('momentum-coefficient');
  });

  test('as it is, or that never acts, is not', () => {
    expect(
      coarseCoefficient(
        keeping((beta) => beta),
        'beta',
        0,
      ),
    ).toBeUndefined();
    expect(
      coarseCoefficient(
        keeping((beta) => Math.min(beta, 0.9), 0.8),
        'beta',
        0,
      ),
    ).toBeUndefined();
    expect(
      coarseCoefficient(
        keeping(() => 0.9),
        'beta',
        0,
      ),
    ).toBeUndefined();
  });

  test.each([
    ['step by step', (step: number) => 1 - 1 / (step + 1)],
    ['after many steps', (step: number) => 1 - 0.5 / (1 + Math.floor(step / 100))],
  ])('that a momentum rises to %s is not', (_, rise) => {
    const rising = coordinatewise(
      ({ w, g, learningRate, hyperparameters: { beta }, step, memory }) => {
        memory.m = Math.min(beta, rise(step)) * (memory.m ?? 0) + g;
        return w - learningRate * memory.m;
      },
      { hyperparameters: { beta: 0.97 } },
    );
    expect(coarseCoefficient(rising, 'beta', 0)).toBeUndefined();
  });

  test('that is a share of the entries has steps, which are small', () => {
    const topShare: Optimizer = {
      name: 'top share',
      hyperparameters: { share: 0.99 },
      init: () => ({}),
      update({ parameters, gradients, learningRate, hyperparameters: { share } }) {
        parameters.forEach(({ data }, i) => {
          const sizes = Array.from(gradients[i].data, Math.abs).sort((a, b) => b - a);
          const least = sizes[Math.floor(share * sizes.length) - 1] ?? Infinity;
          gradients[i].data.forEach((g, j) => Math.abs(g) >= least && (data[j] -= learningRate * g));
        });
      },
    };
    expect(coarseCoefficient(topShare, 'share', 0)).toBeUndefined();
  });

  test('that bounds a ratio of lengths of matrices, as in LARS, is not', () => {
    const bounded: Optimizer = {
      name: 'bounded ratio',
      hyperparameters: { most: 0.9 },
      init: () => ({}),
      update({ parameters, gradients, learningRate, hyperparameters: { most } }) {
        parameters.forEach(({ data, shape }, i) => {
          const g = gradients[i].data;
          const ratio = shape.length > 1 ? Math.min(most, (0.25 * Math.hypot(...data)) / Math.hypot(...g)) : 1;
          g.forEach((x: number, j: number) => (data[j] -= learningRate * ratio * x));
        });
      },
    };
    expect(coarseCoefficient(bounded, 'most', 0)).toBeUndefined();
  });

  test('is that of no optimizer that ships with the package', () => {
    for (const optimizer of optimizers)
      for (const name of Object.keys(optimizer.hyperparameters ?? {}))
        expect([optimizer.name, name, coarseCoefficient(optimizer, name, 0)]).toEqual([optimizer.name, name, undefined]);
  });
});
