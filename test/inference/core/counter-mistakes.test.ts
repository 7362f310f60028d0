import { describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { checkOptimizer } from '../../../src/suite/check-optimizer.ts';

/** What the corrections of both moments count. */
type Clock = (call: number, calls: number) => readonly [number, number];

/** AdamW on the mean of the gradients of so many calls. */
const gathered = (calls: number, clock: Clock, declares = true): Optimizer => ({
  name: 'gathered',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  ...(declares && { microBatches: calls }),
  init: ({ parameters }) => ({ call: 0, of: parameters.map(({ data }) => [0, 1, 2].map(() => data.map(() => 0))) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const kept = state as { call: number; of: Float64Array[][] };
    kept.call += 1;
    const [first, second] = clock(kept.call, calls);
    parameters.forEach(({ data: w }, i) => {
      const [sum, m, v] = kept.of[i];
      for (let j = 0; j < w.length; j++) sum[j] += gradients[i].data[j] / calls;
      if (kept.call % calls !== 0) return;
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * sum[j];
        v[j] = beta2 * v[j] + (1 - beta2) * sum[j] * sum[j];
        const u = m[j] / (1 - beta1 ** first) / (Math.sqrt(v[j] / (1 - beta2 ** second)) + epsilon);
        w[j] -= learningRate * (u + weightDecay * w[j]);
      }
      sum.fill(0);
    });
  },
});

/** LAMB on the mean of the gradients of two calls. */
const gatheredLamb = (clock: (call: number) => number): Optimizer => ({
  name: 'gathered-lamb',
  hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
  microBatches: 2,
  init: ({ parameters }) => ({ call: 0, of: parameters.map(({ data }) => [0, 1, 2].map(() => data.map(() => 0))) }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon } }) {
    const kept = state as { call: number; of: Float64Array[][] };
    kept.call += 1;
    const t = clock(kept.call);
    parameters.forEach(({ data: w }, i) => {
      const [sum, m, v] = kept.of[i];
      for (let j = 0; j < w.length; j++) sum[j] += gradients[i].data[j] / 2;
      if (kept.call % 2 !== 0) return;
      const u = Array.from(w, (weight, j) => {
        m[j] = beta1 * m[j] + (1 - beta1) * sum[j];
        v[j] = beta2 * v[j] + (1 - beta2) * sum[j] * sum[j];
        return m[j] / (1 - beta1 ** t) / (Math.sqrt(v[j] / (1 - beta2 ** t)) + epsilon) + weightDecay * weight;
      });
      sum.fill(0);
      const ratio = Math.hypot(...w) / Math.hypot(...u);
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * ratio * u[j];
    });
  },
});

const verdictOf = async (optimizer: Optimizer): Promise<readonly (string | undefined)[]> => {
  const { results } = await checkOptimizer(optimizer, { laws: ['first-step'], seed: 1, configurations: 5 });
  return [results[0].verdict, results[0].cause];
};

describe('corrections beside accumulation', () => {
  test.each([
    ['both, declared', gathered(2, (call) => [call, call])],
    ['both of three, as many as the probe has tensors', gathered(3, (call) => [call, call])],
    ['both, not declared', gathered(2, (call) => [call, call], false)],
    ['both of four, not declared', gathered(4, (call) => [call, call], false)],
    ['those of the second moment', gathered(3, (call, calls) => [call / calls, call])],
    ['those of the first moment, not declared', gathered(5, (call, calls) => [call, call / calls], false)],
    ['those of LAMB', gatheredLamb((call) => call)],
  ])('that count calls are refuted and named: %s', async (_, optimizer) => {
    expect(await verdictOf(optimizer)).toEqual(['refuted', 'correction-per-micro-batch']);
  });

  test.each([
    ['declared', gathered(3, (call, calls) => [call / calls, call / calls])],
    ['not declared', gathered(4, (call, calls) => [call / calls, call / calls], false)],
    ['those of LAMB', gatheredLamb((call) => call / 2)],
  ])('that count steps are right: %s', async (_, optimizer) => {
    expect((await verdictOf(optimizer))[0]).toBe('holds');
  });
});

test.each([4, 10])('corrections that are computed anew every %d steps only are late', async (every) => {
  const sparse = gathered(1, (call) => [call - ((call - 1) % every), call - ((call - 1) % every)]);
  const { verdict, results } = await checkOptimizer(sparse, { laws: ['first-step'], seed: 1, configurations: 10 });
  expect([verdict, results[0].cause]).toEqual(['refuted', 'correction-late']);
  const sound = await checkOptimizer(
    gathered(1, (call) => [call, call]),
    { laws: ['first-step'], seed: 1, configurations: 10 },
  );
  expect(sound.verdict).toBe('holds');
});
