import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferSymmetry, isSymmetry, nearestSymmetry } from '../../src/inference/symmetry.ts';
import { intrinsicCombination } from '../../src/inference/intrinsic-combination.ts';
import { alongOrbit } from '../../src/inference/orbit.ts';
import { integerPower } from '../../src/inference/integer-power.ts';
import { ordinary } from '../../src/inference/regime.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { radam } from '../../src/optimizers/radam.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { coordinatewise } from './rules.ts';

/** Exponents that cannot be measured at the defaults: those of hyperparameters whose default is 0. */
function measurable({ contract, hyperparameters = {} }: Optimizer): Record<string, number> {
  return Object.fromEntries(Object.entries(contract!.symmetry!).filter(([name]) => hyperparameters[name] !== 0));
}

describe('of an optimizer that throws', () => {
  /** SGD with an epsilon that is no option, so that no exponents hold at ordinary sizes. */
  const throwing = (limit: number): Optimizer => ({
    name: 'overflowing',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      parameters.forEach(({ data }, i) =>
        gradients[i].data.forEach((g, j) => {
          if (Math.abs(g) > limit || learningRate > limit) throw new RangeError('value cannot be converted without overflow');
          data[j] -= learningRate * (g + 0.01 * Math.sign(g));
        }),
      );
    },
  });

  test('where gradients are of a size that no training gives, nothing is said there', () => {
    expect(inferSymmetry(throwing(1e15)).exponents).toBeNull();
  });

  test('at sizes of training, it is not excused', () => {
    expect(() => inferSymmetry(throwing(1e-3))).toThrow(RangeError);
  });
});

describe('of the built-in optimizers', () => {
  const symmetric = optimizers.filter(({ contract }) => contract?.symmetry !== undefined);

  test.each(symmetric.map((optimizer) => [optimizer.name, optimizer] as const))(
    '%s has the exponents of its contract',
    (_, optimizer) => {
      expect(inferSymmetry({ ...optimizer, contract: undefined })).toEqual({
        exponents: measurable(optimizer),
        regime: ordinary,
      });
    },
  );

  test('only RAdam has none: its rule changes after five steps, and from then on it has those of Adam', () => {
    expect(optimizers.filter((optimizer) => !symmetric.includes(optimizer))).toEqual([radam]);
    expect(inferSymmetry(radam, ['epsilon'])).toEqual({
      exponents: { learningRate: 1, weightDecay: -2 },
      regime: { size: 0, vanishing: ['epsilon'], skip: 6 },
    });
  });

  test('only Adagrad claims more than can be measured, because its initial accumulator is 0 by default', () => {
    const more = symmetric.filter(
      (optimizer) => Object.keys(measurable(optimizer)).length < Object.keys(optimizer.contract!.symmetry!).length,
    );
    expect(more.map(({ name }) => name)).toEqual(['adagrad']);
  });
});

describe('of rules that the built-in ones are not', () => {
  const root = coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
    const d = g + weightDecay * w;
    memory.v = 0.75 * (memory.v ?? 0) + 0.25 * d * d;
    return w - (learningRate * d) / Math.sqrt(Math.sqrt(memory.v));
  });

  test('an exponent may be a half, for which there is no name', () => {
    const { exponents } = inferSymmetry(root);
    expect(exponents).toEqual({ learningRate: 1.5, weightDecay: -2 });
    expect(intrinsicCombination(exponents)).toBe('none');
  });

  test('η may enter by a power: MADGRAD steps by η^⅔, so that c² of it undo a scale', () => {
    const dual = coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
      const d = g + weightDecay * w;
      memory.start ??= w;
      memory.sum = (memory.sum ?? 0) + learningRate * d;
      memory.squares = (memory.squares ?? 0) + learningRate * d * d;
      return memory.start - memory.sum / Math.cbrt(memory.squares);
    });
    expect(inferSymmetry(dual).exponents).toEqual({ learningRate: 2, weightDecay: -2 });
  });

  test('a threshold that no gradient of size one meets is met by others', () => {
    const clipped = coordinatewise(({ w, g, learningRate }) => w - learningRate * Math.max(-64, Math.min(64, g)));
    expect(inferSymmetry(clipped).regime.size).toBeLessThan(0);
  });

  test('what does not move has no symmetry', () => {
    expect(inferSymmetry(coordinatewise(({ w }) => w)).exponents).toBeNull();
  });
});

describe('of rules with a hidden constant', () => {
  const hidden: [string, Optimizer][] = [
    ['an epsilon', coordinatewise(({ w, g, learningRate }) => w - learningRate * (g / (Math.abs(g) + 1e-3)))],
    ['a clipping threshold', coordinatewise(({ w, g, learningRate }) => w - learningRate * Math.max(-0.1, Math.min(0.1, g)))],
    ['a drift', coordinatewise(({ w, g, learningRate }) => w - learningRate * g - 1e-6)],
  ];
  test('an epsilon vanishes beside large gradients, a threshold beside small ones, and a drift never', () => {
    const readings = hidden.map(([, optimizer]) => inferSymmetry(optimizer));
    expect(readings).toEqual([
      { exponents: { learningRate: 1, weightDecay: -2 }, regime: { size: 100, vanishing: [], skip: 0 } },
      { exponents: { learningRate: 2, weightDecay: -2 }, regime: { size: -24, vanishing: [], skip: 0 } },
      { exponents: null, regime: ordinary },
    ]);
  });

  test('an epsilon in two places has no exponent, and none is missed where it is negligible', () => {
    const twice = coordinatewise(
      ({ w, g, learningRate, weightDecay, hyperparameters: { small } }) =>
        w - learningRate * (g / (Math.sqrt(g * g + small) + small) + weightDecay * w),
      { hyperparameters: { small: 1e-8 } },
    );
    const { exponents, regime } = inferSymmetry(twice, ['small']);
    expect([exponents, regime]).toEqual([
      { learningRate: 1, weightDecay: -1 },
      { ...ordinary, vanishing: ['small'] },
    ]);
  });

  test('steps that grow with the square of the gradient have the exponent 3', () => {
    const square = coordinatewise(({ w, g, learningRate }) => w - learningRate * g * Math.abs(g));
    expect(inferSymmetry(square).exponents).toMatchObject({ learningRate: 3 });
  });

  test('the nearest exponents are those of the rule without the constant', () => {
    expect(nearestSymmetry(hidden[2][1])).toMatchObject({ learningRate: 2 });
    const clipped = coordinatewise(({ w, g, learningRate, weightDecay }) => w - learningRate * (g + weightDecay * w + 1e-6));
    expect(nearestSymmetry(clipped)).toEqual({ learningRate: 2, weightDecay: -2 });
    expect(nearestSymmetry({ ...adam, contract: undefined })).toEqual({ learningRate: 1, weightDecay: -2 });
  });

  test('a constant that is declared has its exponent', () => {
    const clipping = coordinatewise(
      ({ w, g, learningRate, weightDecay, hyperparameters: { limit } }) =>
        w - learningRate * (Math.max(-limit, Math.min(limit, g)) + weightDecay * w),
      { hyperparameters: { limit: 0.25 } },
    );
    expect(inferSymmetry(clipping).exponents).toEqual({ learningRate: 2, weightDecay: -2, limit: -1 });
  });
});

test('exponents that are wrong by one break the symmetry', () => {
  expect(isSymmetry(sgd, { learningRate: 2, weightDecay: -2 }, 0.05)).toBe(true);
  expect(isSymmetry(sgd, { learningRate: 1, weightDecay: -2 }, 0.05)).toBe(false);
  expect(isSymmetry(sgd, { learningRate: 2, weightDecay: -1 }, 0.05)).toBe(false);
  // Without decay the exponent of λ is anything.
  expect(isSymmetry(sgd, { learningRate: 2, weightDecay: -1 }, 0)).toBe(true);
  expect(isSymmetry(adam, { learningRate: 1, weightDecay: -2 }, 0.05)).toBe(false);
});

describe('intrinsic combination', () => {
  test.each([
    [{ learningRate: 2, weightDecay: -2 }, 'η·λ'],
    [{ learningRate: 1, weightDecay: -1 }, 'η·λ'],
    [{ learningRate: 1, weightDecay: -2 }, 'η²·λ'],
    [{ learningRate: 0, weightDecay: -2 }, 'η'],
    [{ learningRate: 0, weightDecay: 0 }, 'η,λ'],
    [{ learningRate: 2, weightDecay: 0 }, 'λ'],
    [null, 'none'],
  ] as const)('of %o is %s', (exponents, combination) => {
    expect(intrinsicCombination(exponents)).toBe(combination);
  });

  test('does not move along the orbit', () => {
    const combinations: Record<string, (η: number, λ: number) => number> = {
      'η·λ': (η, λ) => η * λ,
      'η²·λ': (η, λ) => η * η * λ,
    };
    for (const { contract } of optimizers) {
      const combination = contract?.symmetry && combinations[intrinsicCombination(contract.symmetry)];
      if (combination === undefined) continue;
      const moved = alongOrbit({ ...contract!.symmetry! }, 8, 0.5, 0.25, { epsilon: 1, epsilon1: 1 });
      expect(combination(moved.learningRate, moved.weightDecay)).toBe(combination(0.5, 0.25));
    }
  });
});

describe('along the orbit', () => {
  test('hyperparameters move by their powers, and only those that have one are returned', () => {
    const moved = alongOrbit({ learningRate: 1, weightDecay: -2, epsilon: -1 }, 4, 0.5, 0.25, { epsilon: 8, beta1: 0.9 });
    expect(moved).toEqual({ learningRate: 2, weightDecay: 0.25 / 16, hyperparameters: { epsilon: 2 } });
  });

  test('powers are exact for powers of two', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -6, max: 6 }), (k, n) => {
        expect(integerPower(2 ** k, n)).toBe(2 ** (k * n));
      }),
      { seed: 1 },
    );
  });
});
