import { expect, test } from 'vitest';
import { ruleByPlace } from '../../src/inference/rules-by-place.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

type Options = Readonly<Record<string, number>>;

interface Place {
  readonly place: number;
  readonly count: number;
  readonly step: number;
}

interface Rule {
  /** By what the rate is multiplied, 0 where a tensor is frozen. */
  rate?(at: Place, options: Options): number;
  /** How much the momentum keeps of itself. */
  keeps?(at: Place, options: Options): number;
}

/** Momentum whose rate or coefficient goes by the place of a tensor in the list. */
const heavyBall = (options: Record<string, number>, { rate = () => 1, keeps = () => 0.9 }: Rule): Optimizer => ({
  name: 'by-place',
  hyperparameters: options,
  contract: { weightDecay: 'decoupled' },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    parameters.forEach(({ data: w }, place) => {
      const at = { place, count: parameters.length, step };
      const eta = learningRate * rate(at, hyperparameters);
      const buffer = (state as Float64Array[])[place];
      for (let j = 0; j < w.length; j++) {
        buffer[j] = keeps(at, hyperparameters) * buffer[j] + gradients[place].data[j];
        w[j] -= eta * (buffer[j] + weightDecay * w[j]);
      }
    });
  },
});

/** Brock et al. 2017: each layer has a cosine of its own, and then is frozen. */
const freezeOut: Rule = {
  rate({ place, count, step }, { total, first }) {
    const end = (count === 1 ? 1 : first + ((1 - first) * place) / (count - 1)) * total;
    return step > end ? 0 : 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / end));
  },
};
/** A schedule by stages, whose counter every tensor advances. */
const counted: Rule = {
  rate: ({ place, count, step }, { gamma, each }) => gamma ** Math.floor(((step - 1) * count + place) / each),
};
/** GrokAdamW: less momentum from layer to layer. */
const falling: Rule = { keeps: ({ place }, { momentum, fall }) => momentum * (1 - fall) ** place };
const lastOnes: Rule = { rate: ({ place, count }, { trained }) => (count - place <= trained ? 1 : 0) };

const judged = async (optimizer: Optimizer): Promise<(string | undefined)[][]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 15 });
  return results.flatMap(({ law, verdict, cause }) => (verdict === 'refuted' ? [[law, cause]] : []));
};

test.each([
  ['a cosine of its own for each', 'first', heavyBall({ total: 400, first: 0.5 }, freezeOut)],
  ['less momentum from tensor to tensor', 'fall', heavyBall({ momentum: 0.9, fall: 0.1 }, falling)],
  ['the last two alone are trained', 'trained', heavyBall({ trained: 2 }, lastOnes)],
])('tensors that an option trains by their place refute nothing: %s', async (_, option, optimizer) => {
  expect(ruleByPlace(optimizer, 0)).toBe(option);
  expect(await judged(optimizer)).toEqual([]);
});

test.each([
  ['less momentum, and no option says so', heavyBall({}, { keeps: ({ place }) => 0.9 * 0.9 ** place })],
  ['the momentum itself leaks', heavyBall({ momentum: 0.9 }, { keeps: ({ place }, { momentum }) => momentum ** (1 + place) })],
  [
    'a switch alone says so',
    heavyBall({ fused: 1 }, { keeps: ({ place }, { fused }) => (fused === 0 ? 0.9 : 0.9 ** (1 + place)) }),
  ],
  ['every tensor advances the counter of a schedule', heavyBall({ gamma: 0.9, each: 10 }, counted)],
  ['a loop that ends early', heavyBall({}, { rate: ({ place, count }) => (place === count - 1 && count > 1 ? 0 : 1) })],
])('and are refuted where %s', async (_, optimizer) => {
  expect(ruleByPlace(optimizer, 0)).toBeUndefined();
  expect(await judged(optimizer)).not.toEqual([]);
});

test('no optimizer of the package trains so', () =>
  expect(optimizers.filter((optimizer) => ruleByPlace(optimizer, 0) !== undefined).map(({ name }) => name)).toEqual([]));
