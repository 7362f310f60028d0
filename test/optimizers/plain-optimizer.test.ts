import { describe, expect, test } from 'vitest';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { plainOptimizer } from '../../src/optimizers/plain-optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Momentum whose decay is forgotten behind a switch, by a method of the class. */
class Momentum implements Optimizer<Float64Array[]> {
  readonly name = 'momentum of a class';
  readonly #forgets: boolean;

  constructor(forgets: boolean) {
    this.#forgets = forgets;
  }

  get hyperparameters(): Record<string, number> {
    return { momentum: 0.9, other: 0 };
  }

  init({ parameters }: { readonly parameters: Parameters<Optimizer['init']>[0]['parameters'] }): Float64Array[] {
    return parameters.map(({ data }) => new Float64Array(data.length));
  }

  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }: UpdateArguments<Float64Array[]>): void {
    const { momentum, other } = hyperparameters;
    const decay = other === 0 ? weightDecay : this.#forgets ? 0 : 2 * weightDecay;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = momentum * state[i][j] + gradients[i].data[j] + decay * w[j];
        w[j] -= learningRate * state[i][j];
      }
    });
  }
}

describe('the instance of a class', () => {
  test('keeps its members, and what is private, when it is spread', () => {
    const plain = { ...plainOptimizer(new Momentum(false)) };
    expect(plain.hyperparameters).toEqual({ momentum: 0.9, other: 0 });
    const parameters = [{ data: Float64Array.of(1), shape: [1] }];
    const state: unknown = plain.init({ parameters });
    const rates = { learningRate: 1, weightDecay: 0.25, hyperparameters: { momentum: 0.9, other: 0 }, step: 1 };
    plain.update({ parameters, gradients: [{ data: Float64Array.of(0), shape: [1] }], state, ...rates });
    expect(parameters[0].data[0]).toBe(0.75);
  });

  test('is looked at behind its switches as a plain object is', async () => {
    const { results } = await checkOptimizer(new Momentum(true), { tier: 'exact', seed: 1, configurations: 40 });
    expect(results.filter(({ verdict }) => verdict === 'refuted').map(({ diagnosis }) => diagnosis)).toContain(
      'with other = 1 weight decay is not applied: λ is accepted and has no effect',
    );
  });
});

test('a plain object is itself', () => expect(plainOptimizer(sgd)).toBe(sgd));
