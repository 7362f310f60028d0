import { expect, test } from 'vitest';
import { lateRatio } from '../../src/inference/late-ratio.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

interface Memory {
  m: Float64Array;
  v: Float64Array;
  ratio: number;
}

/** LAMB with the ratio of a step, of the step before, or of the first one that a norm of zero leaves at one. */
const lamb = (use: (now: number, before: number) => number): Optimizer => ({
  name: 'lamb',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  init: ({ parameters }) =>
    parameters.map(({ data }): Memory => ({
      m: data.map(() => 0) as Float64Array,
      v: data.map(() => 0) as Float64Array,
      ratio: 1,
    })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const memory = (state as Memory[])[i];
      const { m, v } = memory;
      const u = Array.from(w, (weight, j) => {
        const g = gradients[i].data[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        return m[j] / (1 - beta1 ** step) / (Math.sqrt(v[j] / (1 - beta2 ** step)) + epsilon) + weightDecay * weight;
      });
      const [weights, steps] = [Math.hypot(...w), Math.hypot(...u)];
      const now = weights > 0 && steps > 0 ? weights / steps : 1;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * use(now, memory.ratio) * u[j];
      memory.ratio = now;
    });
  },
});

const verdictOf = async (optimizer: Optimizer): Promise<unknown[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['first-step'], seed: 1, configurations: 10 });
  return [results[0].verdict, results[0].cause];
};

test('a trust ratio that is that of the step before is refuted', async () => {
  const late = lamb((_, before) => before);
  expect(lateRatio(late, 0)?.cause).toBe('ratio-late');
  expect(await verdictOf(late)).toEqual(['refuted', 'ratio-late']);
});

/** Momentum of gradients times a ratio of norms, which vectors may have as well and which is computed anew every so many steps. */
const lars = (every: number, late: boolean, ofVectors: boolean): Optimizer => ({
  name: 'lars',
  init: ({ parameters }) => parameters.map(() => ({ ratio: 0 })),
  update({ parameters, gradients, state, learningRate, weightDecay, step }) {
    parameters.forEach(({ data: w, shape }, i) => {
      const own = (state as { ratio: number }[])[i];
      const before = own.ratio;
      const now = ofVectors || shape.length > 1 ? Math.hypot(...w) / (Math.hypot(...gradients[i].data) || 1) : 1;
      if (before === 0 || step % every === 0) own.ratio = now;
      const ratio = late && before > 0 ? before : own.ratio;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (ratio * gradients[i].data[j] + weightDecay * w[j]);
    });
  },
});

test('a late ratio is found where vectors have none', () => {
  expect(lateRatio(lars(1, true, true), 0)?.cause).toBe('ratio-late');
  expect(lateRatio(lars(1, true, false), 0)?.cause).toBe('ratio-late');
  expect(lateRatio(lars(1, false, false), 0)).toBeUndefined();
});

test.each([2, 3, 4, 8])('one that is computed every %i steps is none', (every) =>
  expect(lateRatio(lars(every, false, true), 0)).toBeUndefined(),
);

test('one of the step itself is right, and a mean of both is no late one', async () => {
  const right = lamb((now) => now);
  expect(lateRatio(right, 0)).toBeUndefined();
  expect((await verdictOf(right))[0]).toBe('holds');
  expect(
    lateRatio(
      lamb((now, before) => (now + before) / 2),
      0,
    ),
  ).toBeUndefined();
});

test.each(optimizers)('no step of $name is late', (optimizer) => expect(lateRatio(optimizer, 0)).toBeUndefined());
