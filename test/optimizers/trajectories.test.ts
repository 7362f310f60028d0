import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { size, type Tensor } from '../../src/arithmetic/tensor.ts';
import { optimizers } from '../../src/optimizers/index.ts';

/** Written by fixtures/oracles/optimizers.py from numpy, PyTorch and optax. */
interface Oracle {
  readonly shapes: readonly (readonly number[])[];
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly trajectories: readonly {
    readonly optimizer: string;
    readonly hyperparameters: Readonly<Record<string, number>>;
    readonly learningRates: readonly number[];
    readonly weightDecay: number;
    readonly parameters: Readonly<Record<string, readonly number[]>>;
  }[];
}

const oracle = JSON.parse(readFileSync(new URL('../../fixtures/oracles/optimizers.json', import.meta.url), 'utf8')) as Oracle;

/** The oracle's flat list as tensors. */
function tensors(values: readonly number[]): Tensor[] {
  let offset = 0;
  return oracle.shapes.map((shape) => ({ data: Float64Array.from(values.slice(offset, (offset += size(shape)))), shape }));
}

const flat = (parameters: readonly Tensor[]): number[] => parameters.flatMap(({ data }) => [...data]);

test('every built-in optimizer has an oracle with a schedule and decay, and one with other hyperparameters', () => {
  for (const { name, hyperparameters = {} } of optimizers) {
    const own = oracle.trajectories.filter(({ optimizer }) => optimizer === name);
    const wanted = `${name} has ${own.length} trajectories: add two to fixtures/oracles/optimizers.py, whose head says how it is run`;
    expect(own.length, wanted).toBeGreaterThanOrEqual(2);
    for (const trajectory of own)
      expect(Object.keys(trajectory.hyperparameters).sort(), name).toEqual(Object.keys(hyperparameters).sort());
    expect(
      own.some(({ learningRates, weightDecay }) => weightDecay > 0 && new Set(learningRates).size > 2),
      name,
    ).toBe(true);
  }
});

describe.each(oracle.trajectories.map((trajectory, index) => [`${trajectory.optimizer} (${index})`, trajectory] as const))(
  '%s',
  (_, trajectory) => {
    const { hyperparameters, learningRates, weightDecay } = trajectory;
    const optimizer = optimizers.find(({ name }) => name === trajectory.optimizer)!;

    test('follows the trajectory of the oracle', () => {
      const parameters = tensors(oracle.start);
      const state: unknown = optimizer.init({ parameters });
      learningRates.forEach((learningRate, t) => {
        const gradients = tensors(oracle.gradients[t]);
        optimizer.update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step: t + 1 });
        trajectory.parameters[t + 1]?.forEach((expected, j) => {
          const error = Math.abs(flat(parameters)[j] - expected) / Math.max(1, Math.abs(expected));
          expect(error, `entry ${j} after step ${t + 1}`).toBeLessThanOrEqual(1e-12);
        });
      });
      expect(Object.keys(trajectory.parameters)).toContain(String(learningRates.length));
    });
  },
);
