import { describe, expect, test } from 'vitest';
import { exchangedCoefficients, slowFirstMoment } from '../../src/inference/exchanged-coefficients.ts';
import { inferRoles } from '../../src/inference/option-roles.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { builtins } from './known.ts';
import { coordinatewise } from './rules.ts';

/** A share of the gradient beside its mean, over the root of a second moment, with names that say nothing. */
function quasiHyperbolic(first: number, second: number): Optimizer {
  return coordinatewise(
    ({ w, g, learningRate, memory, step, hyperparameters: { a, b, share } }) => {
      memory.m = a * (memory.m ?? 0) + (1 - a) * g;
      memory.v = b * (memory.v ?? 0) + (1 - b) * g * g;
      const along = share * (memory.m / (1 - a ** step)) + (1 - share) * g;
      return w - (learningRate * along) / Math.sqrt(memory.v / (1 - b ** step));
    },
    { hyperparameters: { a: first, b: second, share: 0.9 } },
  );
}

const asked = (optimizer: Optimizer): ReturnType<typeof exchangedCoefficients> =>
  exchangedCoefficients(optimizer, inferRoles(optimizer).signs);

describe('coefficients that have changed places', () => {
  test('are told by what they keep', () => {
    expect(asked(quasiHyperbolic(0.999, 0.9))).toMatchObject({
      cause: 'betas-swapped',
      sentence: expect.stringContaining('a = 0.999 keeps the signs') as string,
    });
  });

  test('in their places they are not', () => {
    expect(asked(quasiHyperbolic(0.9, 0.999))).toBeUndefined();
    expect(asked(quasiHyperbolic(0.9, 0.9))).toBeUndefined();
    // A first moment that is a few times as slow is a design.
    expect(asked(quasiHyperbolic(0.99, 0.95))).toBeUndefined();
    expect(asked(quasiHyperbolic(0.998, 0.97))).toBeUndefined();
    expect(asked(quasiHyperbolic(0.999, 0.95))).toBeDefined();
  });
});

describe('a first moment that outlasts the second one somewhat', () => {
  const noteOf = (optimizer: Optimizer): ReturnType<typeof slowFirstMoment> =>
    slowFirstMoment(optimizer, inferRoles(optimizer).signs);

  test('is a note', () => {
    expect(asked(quasiHyperbolic(0.99, 0.9))).toBeUndefined();
    expect(noteOf(quasiHyperbolic(0.99, 0.9))).toMatchObject({ cause: 'betas-swapped', value: 10 });
  });

  test.each([
    [0.9, 0.999],
    [0.99, 0.95],
    [0.999, 0.9],
  ])('is none at %d and %d', (first, second) => expect(noteOf(quasiHyperbolic(first, second))).toBeUndefined());
});

test('coefficients whose roles are claimed are where they are meant to be', () => {
  const claiming = { ...quasiHyperbolic(0.999, 0.9), contract: { roles: { a: 'first-moment', b: 'second-moment' } } as const };
  expect(asked(claiming)).toBeUndefined();
});

test.each(builtins)('$name has them in their places', (optimizer) => {
  expect(asked(optimizer)).toBeUndefined();
});
