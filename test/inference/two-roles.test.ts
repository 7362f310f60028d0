import { expect, test } from 'vitest';
import { degreeOf, inferSymmetry } from '../../src/inference/symmetry.ts';
import { optionInTwoRoles } from '../../src/inference/two-roles.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';
import { coordinatewise } from './rules.ts';

/** Inertia that a mean of squares sets: an option limits the inertia, and by mistake the mean as well. */
const inertia = (clamped: boolean): Optimizer =>
  coordinatewise(
    ({ w, g, learningRate, memory, hyperparameters: { bound } }) => {
      memory.v = 0.9 * (memory.v ?? g * g) + 0.1 * g * g;
      const share = memory.v / Math.max(0.5 * (g * g + memory.v), clamped ? bound : 0);
      const keep = Math.min(1 - 0.01 * share, 1 - bound * 8);
      memory.m = keep * (memory.m ?? 0) + (1 - keep) * g;
      return w - learningRate * memory.m;
    },
    { hyperparameters: { bound: 1e-3 } },
  );

test('one number that is compared with squares of gradients and with a coefficient', () => {
  expect(optionInTwoRoles(inertia(true), [], 1)?.cause).toBe('option-in-two-roles');
});

test('a limit of the coefficient alone', () => expect(optionInTwoRoles(inertia(false), [], 1)).toBeUndefined());

test('an epsilon beside a root and beside the norm of the step is the same small number in two harmless places', () => {
  const epsilon = 1e-6;
  const lamb: Optimizer = {
    name: 'lamb',
    hyperparameters: { epsilon },
    init: ({ parameters }) =>
      parameters.map(({ data }) => ({ m: new Float64Array(data.length), v: new Float64Array(data.length) })),
    update({ parameters, gradients, state, learningRate, hyperparameters }) {
      const length = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
      parameters.forEach(({ data: w }, i) => {
        const { m, v } = (state as { m: Float64Array; v: Float64Array }[])[i];
        const u = Array.from(w, (_, j) => {
          m[j] += 0.1 * (gradients[i].data[j] - m[j]);
          v[j] += 0.001 * (gradients[i].data[j] ** 2 - v[j]);
          return m[j] / (Math.sqrt(v[j]) + hyperparameters.epsilon);
        });
        const trust = length(w) / (length(u) + hyperparameters.epsilon);
        u.forEach((x, j) => (w[j] -= learningRate * trust * x));
      });
    },
  };
  expect(optionInTwoRoles(lamb, [], 0)).toBeUndefined();
});

test.each(builtins)('$name has none', (optimizer) => {
  const { exponents } = inferSymmetry(optimizer);
  expect(optionInTwoRoles(optimizer, [], exponents === null ? 0 : degreeOf(exponents))).toBeUndefined();
});

test('a floor of the rate, at which a warm-up begins, has the dimension of no gradient', () => {
  const floored: Optimizer = {
    name: 'floored',
    hyperparameters: { floor: 1e-3, warm: 10 },
    init: () => ({}),
    update({ parameters, gradients, learningRate, hyperparameters: { floor, warm }, step }) {
      const rate = floor + (Math.max(learningRate, floor) - floor) * Math.min(1, step / warm);
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) w[j] -= rate * gradients[i].data[j];
      });
    },
  };
  expect(optionInTwoRoles(floored, [], 1)).toBeUndefined();
});
