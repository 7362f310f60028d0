import { describe, expect, test } from 'vitest';
import { haveLateFactor } from '../../src/inference/late-factor.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Plateau {
  best: number;
  waiting: number;
  scale: number;
}

/** Momentum whose rate is reduced where the norm of all gradients, or that of each tensor alone, has not fallen for some calls. */
const plateau = (patience: number, isShared: boolean): Optimizer => ({
  name: 'plateau',
  hyperparameters: { momentum: 0.9, patience, factor: 0.5 },
  contract: { weightDecay: 'coupled', commonFactor: true },
  init: ({ parameters }) => ({
    plateaus: parameters.map((): Plateau => ({ best: Infinity, waiting: 0, scale: 1 })),
    buffers: parameters.map(({ data }) => data.map(() => 0)),
  }),
  update({ parameters, gradients, state: given, learningRate, weightDecay, hyperparameters: h }) {
    const state = given as { plateaus: Plateau[]; buffers: Float64Array[] };
    const squares = gradients.map(({ data }) => Array.from(data).reduce((sum, g) => sum + g * g, 0));
    const sum = squares.reduce((all, square) => all + square, 0);
    parameters.forEach(({ data: w }, i) => {
      const own = state.plateaus[i];
      const square = isShared ? sum : squares[i];
      if (square < own.best) Object.assign(own, { best: square, waiting: 0 });
      else if ((own.waiting += 1) > h.patience) Object.assign(own, { scale: own.scale * h.factor, waiting: 0 });
      const b = state.buffers[i];
      for (let j = 0; j < w.length; j++) {
        b[j] = h.momentum * b[j] + gradients[i].data[j] + weightDecay * w[j];
        w[j] -= learningRate * own.scale * b[j];
      }
    });
  },
});

const refuted = async (optimizer: Optimizer): Promise<string[]> => {
  const { results } = await checkOptimizer(optimizer, { tier: 'exact', seed: 1, configurations: 40 });
  return results.flatMap(({ verdict, cause }) => (verdict === 'refuted' ? [cause!] : []));
};

describe('a rate that is reduced on a plateau', () => {
  test.each([3, 10])('of all gradients has the factor that is claimed, after %i calls', async (patience) => {
    expect(haveLateFactor(plateau(patience, true), 0)).toBe(true);
    expect(await refuted(plateau(patience, true))).toEqual([]);
  });

  test('of each tensor alone has none', async () => {
    expect(haveLateFactor(plateau(3, false), 0)).toBe(false);
    expect(await refuted(plateau(3, false))).toEqual(['claim-false']);
  });

  test('is no excuse for what claims it and has none', async () => {
    expect(await refuted({ ...heavyBall, contract: { ...heavyBall.contract, commonFactor: true } })).toEqual(['claim-false']);
  });
});

test.each(optimizers)('there is none in $name', (optimizer) => {
  expect(haveLateFactor(optimizer, 0)).toBe(false);
});
