import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zeros, type FloatArray, type Precision, type Tensor } from '../../src/arithmetic/tensor.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { norm } from '../../src/optimizers/norm.ts';
import type { Optimizer, SymmetryExponents } from '../../src/optimizers/optimizer.ts';
import { radam } from '../../src/optimizers/radam.ts';

const shapes = [[3, 2], [4]];
const steps = 30;
const scales = [2, 1 / 2, 8, 1 / 16];

interface Setting {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly precision: Precision;
}

/** Values at which a hyperparameter with a dimension acts in every step. */
const visible: Readonly<Record<string, number>> = { epsilon: 0.05, epsilon1: 0.05, epsilon2: 3, initialAccumulator: 0.05 };

const setting = ({ hyperparameters = {} }: Optimizer, precision: Precision): fc.Arbitrary<Setting> =>
  fc.record({
    learningRate: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    weightDecay: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
    hyperparameters: fc.constantFrom(hyperparameters, { ...hyperparameters, ...pick(visible, Object.keys(hyperparameters)) }),
    precision: fc.constant(precision),
  });

function pick(values: Readonly<Record<string, number>>, keys: readonly string[]): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}

/**
 * g = P⊥ f(u, t) / ‖w‖ with u = w/‖w‖: a gradient of a function that does not see ‖w‖ scales as 1/‖w‖ and is orthogonal to w. f is
 * made of +, − and ×, so that scaling w by a power of two scales g exactly.
 */
function writeGradient({ data: w }: Tensor, g: FloatArray, t: number): void {
  const length = norm(w);
  const u = Float64Array.from(w, (x) => x / length);
  const f = u.map((x, j) => ((((t + 3) * (j + 7) * 37) % 19) - 9) / 10 + x * u[(j + 1) % u.length] - 0.3 * x);
  const radial = f.reduce((sum, x, j) => sum + x * u[j], 0);
  for (let j = 0; j < g.length; j++) g[j] = (f[j] - radial * u[j]) / length;
}

/** All iterates, from a start multiplied by `scale`. */
function iterates(optimizer: Optimizer, scale: number, { precision, ...rates }: Setting, quietUntil = 0): number[][] {
  const parameters = shapes.map((shape) => zeros(shape, precision));
  parameters.forEach(({ data }, i) =>
    data.forEach((_, j) => (data[j] = scale * Math.fround((((i + 2) * (j + 5) * 13) % 11) / 7 - 0.7))),
  );
  const gradients = shapes.map((shape) => zeros(shape, precision));
  const state: unknown = optimizer.init({ parameters });
  return Array.from({ length: steps }, (_, t) => {
    parameters.forEach((tensor, i) => writeGradient(tensor, gradients[i].data, t));
    const learningRate = t < quietUntil ? 0 : t < steps / 2 ? rates.learningRate : rates.learningRate / 3;
    optimizer.update({ ...rates, parameters, gradients, state, learningRate, step: t + 1 });
    return parameters.flatMap(({ data }) => [...data]);
  });
}

/** Whether (c^a η, c^b λ, c^e h, c·w₀) multiplies every iterate by c, bit for bit. */
function isSymmetry(optimizer: Optimizer, exponents: SymmetryExponents, c: number, start: Setting, quietUntil = 0): boolean {
  const scaled: Setting = {
    ...start,
    learningRate: start.learningRate * c ** exponents.learningRate,
    weightDecay: start.weightDecay * c ** exponents.weightDecay,
    hyperparameters: Object.fromEntries(
      Object.entries(start.hyperparameters).map(([key, h]) => [key, h * c ** (exponents[key] ?? 0)]),
    ),
  };
  const images = iterates(optimizer, c, scaled, quietUntil);
  return iterates(optimizer, 1, start, quietUntil).every((ws, t) => ws.every((w, j) => Object.is(images[t][j], c * w)));
}

const symmetric = optimizers.filter(({ contract }) => contract?.symmetry !== undefined);

test('every built-in optimizer but RAdam claims a scaling symmetry', () => {
  expect(optimizers.filter((optimizer) => !symmetric.includes(optimizer))).toEqual([radam]);
});

describe.each(symmetric.map((optimizer) => [optimizer.name, optimizer] as const))('%s', (_, optimizer) => {
  const exponents = optimizer.contract!.symmetry!;

  test.each(['float64', 'float32'] as const)('keeps directions to the last bit in %s', (precision) => {
    fc.assert(
      fc.property(setting(optimizer, precision), fc.constantFrom(...scales), (start, c) =>
        isSymmetry(optimizer, exponents, c, start),
      ),
      { seed: 1, numRuns: 20 },
    );
  });

  const hyperparameters = { ...optimizer.hyperparameters, ...pick(visible, Object.keys(optimizer.hyperparameters ?? {})) };
  const keys = ['learningRate', 'weightDecay', ...Object.keys(hyperparameters).filter((key) => key in visible)];
  test.each(keys)('breaks when the exponent of %s is another', (key) => {
    const start: Setting = { learningRate: 0.1, weightDecay: 0.5, hyperparameters, precision: 'float64' };
    for (const error of [-1, 1]) {
      const wrong = { ...exponents, [key]: (exponents[key] ?? 0) + error };
      expect(scales.filter((c) => isSymmetry(optimizer, wrong, c, start))).toEqual([]);
    }
  });

  test('names every hyperparameter with a dimension, and no other', () => {
    const dimensional = Object.keys(exponents).filter((key) => key !== 'learningRate' && key !== 'weightDecay');
    expect(dimensional.sort()).toEqual(Object.keys(pick(visible, Object.keys(hyperparameters))).sort());
  });
});

describe('radam', () => {
  const start: Setting = { learningRate: 0.1, weightDecay: 0.5, hyperparameters: radam.hyperparameters!, precision: 'float64' };
  const exponents = { learningRate: 1, weightDecay: -2, epsilon: -1 };

  test.each([0, 1, 2, 3])('has no symmetry with learning-rate exponent %d', (learningRate) => {
    for (const weightDecay of [-2, -1, 0])
      expect(isSymmetry(radam, { ...exponents, learningRate, weightDecay }, 2, start)).toBe(false);
  });

  test("has Adam's once its first five steps, which are not rectified, are left out", () => {
    for (const c of scales) expect(isSymmetry(radam, exponents, c, start, 5)).toBe(true);
    expect(isSymmetry(radam, exponents, 2, start, 4)).toBe(false);
  });
});

test("SGD's exponents do not fit Adam", () => {
  const adam = optimizers.find(({ name }) => name === 'adam')!;
  const start: Setting = {
    learningRate: 0.1,
    weightDecay: 0.5,
    hyperparameters: { ...adam.hyperparameters, epsilon: 0 },
    precision: 'float64',
  };
  expect(isSymmetry(adam, { learningRate: 2, weightDecay: -2 }, 2, start)).toBe(false);
  expect(isSymmetry(adam, { learningRate: 1, weightDecay: -2 }, 2, start)).toBe(true);
});
