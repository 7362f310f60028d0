import { describe, expect, test } from 'vitest';
import type { Contract, Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

type Options = Readonly<Record<string, number>>;

/** Signs of a running mean, whose decay has a factor of the place. */
const placed = (
  strengthOf: (place: number, count: number, options: Options, step: number) => number,
  options: Options = {},
  contract: Contract = { weightDecay: 'decoupled' },
): Optimizer => ({
  name: 'placed',
  hyperparameters: { beta: 0.9, ...options },
  contract,
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    parameters.forEach(({ data: w }, i) => {
      const m = state[i] as Float64Array;
      const decay = weightDecay * strengthOf(i, parameters.length, hyperparameters, step);
      for (let j = 0; j < w.length; j++) {
        m[j] = hyperparameters.beta * m[j] + (1 - hyperparameters.beta) * gradients[i].data[j];
        w[j] -= learningRate * (Math.sign(m[j]) + decay * w[j]);
      }
    });
  },
});

const checked = async (optimizer: Optimizer): Promise<{ verdict: string; causes: string[]; notes: string[] }> => {
  const { verdict, results, subject } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 20 });
  const causes = results.flatMap(({ cause }) => cause ?? []);
  return { verdict, causes: [...new Set(causes)], notes: subject!.notes.map(({ cause }) => cause) };
};

describe('a decay that goes by the place of a tensor', () => {
  test.each([
    ['falls from the last one', placed((i, n, { fall }) => fall ** (n - 1 - i), { fall: 0.75 })],
    ['falls from the first one', placed((i, _, { fall }) => fall ** i, { fall: 0.75 })],
    ['spares the first ones', placed((i, _, { spared }) => (i < spared ? 0 : 1), { spared: 1 })],
  ])('%s, by an option: a note', async (_, optimizer) => {
    expect(await checked(optimizer)).toEqual({ verdict: 'holds', causes: [], notes: ['decay-by-place'] });
  });

  test('spares the first one, as nothing says: undecided', async () => {
    expect(await checked(placed((i) => Math.min(i, 1)))).toMatchObject({ verdict: 'undecided', causes: ['ambiguous'] });
  });

  test('spares the first one, as the contract says: holds', async () => {
    const contract: Contract = { weightDecay: 'decoupled', decayExempt: ['0'] };
    expect((await checked(placed((i) => Math.min(i, 1), {}, contract))).verdict).toBe('holds');
  });

  test.each([
    [
      'spares another one than the contract says',
      placed((i) => Math.min(i, 1), {}, { weightDecay: 'decoupled', decayExempt: ['1'] }),
    ],
    ['spares the second one', placed((i) => (i === 1 ? 0 : 1))],
    ['spares the last one', placed((i, n) => (i === n - 1 ? 0 : 1))],
    ['spares all but the first one', placed((i) => (i === 0 ? 1 : 0))],
    ['spares the first one after some steps', placed((i, _, __, step) => (i === 0 && step > 4 ? 0 : 1))],
  ])('%s: refuted', async (_, optimizer) => {
    expect(await checked(optimizer)).toMatchObject({ verdict: 'refuted', causes: ['decay-skips-tensor'] });
  });

  test.each([
    ['falls as nothing says', placed((i, n) => 0.75 ** (n - 1 - i))],
    ['falls by a coefficient that is one of something else', placed((i, _, { beta }) => beta ** i)],
  ])('%s: refuted', async (_, optimizer) => {
    expect((await checked(optimizer)).verdict).toBe('refuted');
  });
});
