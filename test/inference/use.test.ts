import { describe, expect, test } from 'vitest';
import { inferUse, inUse } from '../../src/inference/use.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

/** Momentum whose rate goes through a function of the options. */
const limited = (
  hyperparameters: Record<string, number>,
  rateOf: (rate: number, h: Record<string, number>) => number,
): Optimizer => ({
  name: 'limited',
  hyperparameters: { momentum: 0.9, ...hyperparameters },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: h }) {
    const rate = rateOf(learningRate, h);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = h.momentum * state[i][j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= rate * state[i][j];
      }
    });
  },
});

/** Momentum on weights in float32; `gives` is the share of what is lost that comes back. */
const rounded = (gives: number): Optimizer => ({
  name: 'rounded',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) =>
    parameters.map(({ data }) => ({ m: new Float64Array(data.length), lost: new Float64Array(data.length) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const { m, lost } = state[i];
      for (let j = 0; j < w.length; j++) {
        m[j] = momentum * m[j] + gradients[i].data[j] + weightDecay * w[j];
        const wanted = Math.fround(w[j]) - learningRate * m[j] + gives * lost[j];
        w[j] = Math.fround(wanted);
        lost[j] = wanted - w[j];
      }
    });
  },
});

const band = limited({ least: 1e-3, most: 0.1 }, (rate, { least, most }) => Math.min(Math.max(rate, least), most));

const refuted = async (optimizer: Optimizer): Promise<(string | undefined)[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 40 });
  return results.filter(({ verdict }) => verdict === 'refuted').map(({ cause }) => cause);
};

describe('options that limit the rate', () => {
  test('are found by what they do, and are left aside', () => {
    expect(inferUse(band)?.beyond).toEqual({ least: 0, most: 2 ** 60 });
    expect(inUse(band, inferUse(band)).hyperparameters).toEqual({ momentum: 0.9 });
    expect(inferUse(band)?.notes.map(({ cause, value }) => [cause, value])).toEqual([
      ['rate-limited-by-option', 0.1],
      ['rate-limited-by-option', 1e-3],
    ]);
  });

  test('are none where a limit is no option, or half of one', () => {
    expect(inferUse(limited({ most: 0.1 }, (rate) => Math.min(rate, 0.1)))).toBeUndefined();
    expect(inferUse(limited({ most: 0.1 }, (rate, { most }) => Math.min(rate, most / 2)))).toBeUndefined();
    expect(inferUse(limited({ rate: 0.1 }, (_, { rate }) => rate))).toBeUndefined();
  });

  test('are not left aside where the option also acts inside the limit, on momentum or on decay: rates keep inside', () => {
    const inMomentum = limited({}, (rate, { momentum: most }) => Math.min(rate, most));
    expect(inferUse(inMomentum)).toMatchObject({ rates: { least: 0, largest: 0.9 } });
    expect(inUse(inMomentum, inferUse(inMomentum))).toBe(inMomentum);
    const decaying = (limit: (rate: number, option: number) => number, decay: (rate: number, option: number) => number) =>
      ({
        ...band,
        hyperparameters: { option: 1e-2 },
        update: ({ parameters, gradients, learningRate, weightDecay, hyperparameters: { option } }) => {
          const rate = limit(learningRate, option);
          parameters.forEach(({ data: w }, i) => {
            for (let j = 0; j < w.length; j++) w[j] -= rate * gradients[i].data[j] + decay(rate, option) * weightDecay * w[j];
          });
        },
      }) satisfies Optimizer;
    expect(inferUse(decaying(Math.max, (_, floor) => floor))).toMatchObject({ rates: { least: 1e-2, largest: Infinity } });
    expect(inferUse(decaying(Math.min, (rate, peak) => (rate * rate) / peak))?.beyond).toBeUndefined();
    expect(inferUse(decaying(Math.min, (rate, peak) => (rate * rate) / peak))?.rates).toEqual({ least: 0, largest: 0.64 });
    expect(inferUse(decaying(Math.min, (rate, peak) => (rate * rate) / peak))?.raised).toEqual({ option: 0.64 });
    expect(inferUse(decaying(Math.min, (rate) => rate))?.beyond).toEqual({ option: 2 ** 60 });
  });

  test('are none of the built-in optimizers', () =>
    expect(optimizers.filter((optimizer) => inferUse(optimizer) !== undefined)).toEqual([]));

  test.each([0.125, 0.02, 3e-4])('refute nothing where the decay is relative to them: %d', async (peak) => {
    const relative: Optimizer = {
      name: 'relative',
      hyperparameters: { peak },
      init: () => ({}),
      update({ parameters, gradients, learningRate, weightDecay, hyperparameters: { peak: most } }) {
        const rate = Math.min(learningRate, most);
        parameters.forEach(({ data: w }, i) => {
          for (let j = 0; j < w.length; j++) w[j] -= rate * gradients[i].data[j] + ((rate * rate * weightDecay) / most) * w[j];
        });
      },
    };
    expect(await refuted(relative)).toEqual([]);
  });

  test('refute nothing, and a cap that nobody asked for does', async () => {
    expect(await refuted(band)).toEqual([]);
    expect(await refuted(limited({}, (rate) => Math.min(rate, 0.1)))).toContain('rate-capped');
  });
});

describe('weights that are rounded to float32', () => {
  test('are float32 where what is lost comes back', () => {
    expect(inferUse(rounded(1))?.precision).toBe('float32');
    expect(inUse(rounded(1), inferUse(rounded(1))).precision).toBe('float32');
  });

  test.each([0, 0.5, -1])('are a loss where %d of it comes back', (gives) => expect(inferUse(rounded(gives))).toBeUndefined());

  test('refute nothing where it comes back', async () => {
    expect(await refuted(rounded(1))).toEqual([]);
    expect(await refuted(rounded(0))).toContain('parameters-rounded');
  });
});
