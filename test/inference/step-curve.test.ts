import { describe, expect, test } from 'vitest';
import { inferRoles } from '../../src/inference/option-roles.ts';
import { mistakenCurve } from '../../src/inference/step-curve.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';
import { coordinatewise } from './rules.ts';

/** Adam whose gradient is extrapolated from its change, with given corrections. */
function extrapolating(correct1: (t: number) => number, correct2: (t: number) => number): Optimizer {
  return coordinatewise(
    ({ w, g, learningRate, memory, step, hyperparameters: { a, b } }) => {
      const x = g + 0.3 * (g - (memory.last ?? g));
      memory.last = g;
      memory.m = a * (memory.m ?? 0) + (1 - a) * x;
      memory.v = b * (memory.v ?? 0) + (1 - b) * x * x;
      return w - (learningRate * (memory.m / correct1(step))) / Math.sqrt(memory.v / correct2(step));
    },
    { hyperparameters: { a: 0.9, b: 0.995 } },
  );
}

const right =
  (beta: number) =>
  (t: number): number =>
    1 - beta ** t;
const asked = (optimizer: Optimizer): ReturnType<typeof mistakenCurve> =>
  mistakenCurve(optimizer, inferRoles(optimizer).signs, {}, 0);

describe('corrections of a rule that no family has', () => {
  test('right, or left out on purpose', () => {
    expect(asked(extrapolating(right(0.9), right(0.995)))).toBeUndefined();
    expect(
      asked(
        extrapolating(
          () => 1,
          () => 1,
        ),
      ),
    ).toBeUndefined();
  });

  test.each([
    ['stuck', 'correction-stuck', () => 0.1, () => 1 - 0.995],
    ['missing on the second', 'correction-missing-second', right(0.9), () => 1],
    ['multiplied', 'correction-multiplies', (t: number) => 1 / right(0.9)(t), (t: number) => 1 / right(0.995)(t)],
    ['without root', 'correction-without-root', right(0.9), (t: number) => right(0.995)(t) ** 2],
    ['exchanged', 'correction-wrong', right(0.995), right(0.9)],
  ] as const)('%s', (_, cause, correct1, correct2) => {
    expect(asked(extrapolating(correct1, correct2))?.cause).toBe(cause);
  });
});

test.each(builtins)('$name has no mistake in its curve', (optimizer) => {
  expect(asked(optimizer)).toBeUndefined();
});
