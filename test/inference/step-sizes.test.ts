import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferStepSizes, type StepSizeReading } from '../../src/inference/step-sizes.ts';
import { inferSymmetry } from '../../src/inference/symmetry.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { adamRule, coordinatewise, type AdamVariation } from './rules.ts';

const scaleFree = { learningRate: 1, weightDecay: -2, epsilon: -1 };
const read = (optimizer: Optimizer): StepSizeReading | undefined => inferStepSizes(optimizer, scaleFree);
const builtin = (name: string): Optimizer => optimizers.find((optimizer) => optimizer.name === name)!;
const betas = fc.record({ beta1: fc.constantFrom(0.5, 0.8, 0.9, 0.95), beta2: fc.constantFrom(0.9, 0.98, 0.99, 0.999) });

function expectCurve(reading: StepSizeReading | undefined, formula: (t: number) => number): void {
  expect(reading?.curve).toHaveLength(64);
  reading!.curve.forEach((s, i) => expect(s / formula(i + 1)).toBeCloseTo(1, 4));
}

describe('rules', () => {
  test('Adam takes steps of η', () => {
    const reading = read(adamRule());
    expect(reading?.family?.name).toBe('corrected');
    expect(reading?.epsilon).toBe('outside the root');
    expect(reading?.finding).toBeUndefined();
    expectCurve(reading, () => 1);
  });

  test('without bias correction steps are (1 − β₁ᵗ)/√(1 − β₂ᵗ), for any coefficients', () => {
    const uncorrected = adamRule({ left: () => 1, right: () => 1 });
    fc.assert(
      fc.property(betas, ({ beta1, beta2 }) => {
        const reading = read({ ...uncorrected, hyperparameters: { beta1, beta2, epsilon: 1e-8 } });
        expect(reading?.family).toMatchObject({ name: 'uncorrected', note: expect.stringContaining('no bias correction') });
        expect(reading?.finding).toBeUndefined();
        expectCurve(reading, (t) => (1 - beta1 ** t) / Math.sqrt(1 - beta2 ** t));
      }),
      { seed: 1, numRuns: 8 },
    );
  });

  test.each<[string, string, ((t: number) => number) | undefined]>([
    ['adagrad', 'adagrad', (t) => 1 / Math.sqrt(t)],
    ['rmsprop', 'uncorrected', (t) => 1 / Math.sqrt(1 - 0.99 ** t)],
    ['nadam', 'nadam', undefined],
    ['adam', 'corrected', () => 1],
    ['adamw', 'corrected', () => 1],
    ['adamax', 'corrected', () => 1],
    ['amsgrad', 'corrected', () => 1],
    ['lion', 'corrected', () => 1],
    ['signsgd', 'corrected', () => 1],
  ])('built-in %s is of the family %s', (name, family, curve) => {
    const optimizer = builtin(name);
    const reading = inferStepSizes(optimizer, inferSymmetry(optimizer));
    expect(reading?.family?.name).toBe(family);
    expect(reading?.finding).toBeUndefined();
    if (curve !== undefined) expectCurve(reading, curve);
  });

  test('AdaBelief and Yogi are known', () => {
    const rule = (second: (v: number, g: number, m: number, beta2: number) => number): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, hyperparameters: { beta1, beta2, epsilon }, memory, step }) => {
          memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
          memory.v = second(memory.v ?? 0, g, memory.m, beta2);
          return w - (learningRate * memory.m) / (1 - beta1 ** step) / (Math.sqrt(memory.v / (1 - beta2 ** step)) + epsilon);
        },
        { hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
      );
    const adabelief = rule((v, g, m, beta2) => beta2 * v + (1 - beta2) * (g - m) ** 2);
    const yogi = rule((v, g, _, beta2) => v - (1 - beta2) * Math.sign(v - g * g) * g * g);
    expect(read(adabelief)).toMatchObject({ family: { name: 'adabelief' } });
    expect(read(yogi)).toMatchObject({ family: { name: 'yogi' } });
  });

  test('rules with more coefficients than Adam are not measured by Adam', () => {
    const mixed = adamRule({ direction: (m, v, epsilon) => (1.5 * m) / (Math.sqrt(v) + epsilon) });
    expect(read(mixed)?.finding).toMatch(/bias correction is wrong/);
    expect(read({ ...mixed, hyperparameters: { ...mixed.hyperparameters, alpha: 5 } })?.finding).toBeUndefined();
  });

  test('are not looked for where the rule is not scale-free, or where coordinates differ', () => {
    expect(inferStepSizes(sgd, { learningRate: 2, weightDecay: -2 })).toBeUndefined();
    expect(inferStepSizes(adamRule(), null)).toBeUndefined();
    expect(read(builtin('muon'))).toBeUndefined();
  });
});

describe('mistakes', () => {
  const { sqrt } = Math;
  test.each<[string, AdamVariation, RegExp]>([
    ['no correction of the second moment', { right: () => 1 }, /missing on the second moment/],
    ['no correction of the first moment', { left: () => 1 }, /missing on the first moment/],
    ['both multiplied', { left: (b, t) => 1 / (1 - b ** t), right: (b, t) => 1 / (1 - b ** t) }, /multiplies the moments/],
    ['the first multiplied', { left: (b, t) => 1 / (1 - b ** t) }, /multiplies the first moment/],
    ['the second multiplied', { right: (b, t) => 1 / (1 - b ** t) }, /multiplies the second moment/],
    ['a step that stays at 1', { left: (b) => 1 - b, right: (b) => 1 - b }, /step counter never advances/],
    ['a step that is one ahead', { left: (b, t) => 1 - b ** (t + 1), right: (b, t) => 1 - b ** (t + 1) }, /one step ahead/],
    [
      'a step counted for each tensor',
      { left: (b, t) => 1 - b ** (3 * t), right: (b, t) => 1 - b ** (3 * t) },
      /once for every tensor/,
    ],
    ['no root of the correction', { right: (b, t) => (1 - b ** t) ** 2 }, /without its root/],
    ['swapped coefficients', { swapped: true }, /beta1 and beta2 are swapped/],
    ['something else', { left: (b, t) => sqrt(1 - b ** t) }, /neither Adam with bias correction .* nor without it/],
  ])('%s', (_, variation, finding) => {
    expect(read(adamRule(variation))?.finding).toMatch(finding);
  });

  test('a moment that is reset jumps', () => {
    const reset = coordinatewise(
      ({ w, g, learningRate, hyperparameters: { beta1, beta2 }, memory, step }) => {
        memory.m = beta1 * (step % 10 === 0 ? 0 : (memory.m ?? 0)) + (1 - beta1) * g;
        memory.v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
        return w - (learningRate * memory.m) / (1 - beta1 ** step) / Math.sqrt(memory.v / (1 - beta2 ** step));
      },
      { hyperparameters: { beta1: 0.9, beta2: 0.999 } },
    );
    expect(read(reset)?.finding).toMatch(/jumps at step 10/);
  });

  test('coefficients that stay in their places are not called swapped, whatever they are', () => {
    fc.assert(
      fc.property(betas, fc.boolean(), ({ beta1, beta2 }, swapped) => {
        fc.pre(beta1 !== beta2);
        const reading = read({ ...adamRule({ swapped }), hyperparameters: { beta1, beta2, epsilon: 1e-8 } });
        expect(reading?.swapped ?? false).toBe(swapped);
      }),
      { seed: 1, numRuns: 12 },
    );
  });
});

describe('epsilon', () => {
  test.each<[string, AdamVariation, StepSizeReading['epsilon']]>([
    ['√v̂ + ε', {}, 'outside the root'],
    ['√(v̂ + ε)', { direction: (m, v, epsilon) => m / Math.sqrt(v + epsilon) }, 'inside the root'],
    ['√v̂ + ε + √ε', { direction: (m, v, epsilon) => m / (Math.sqrt(v) + epsilon + Math.sqrt(epsilon)) }, 'otherwise'],
  ])('%s acts %s', (_, variation, placement) => {
    expect(read(adamRule(variation))?.epsilon).toBe(placement);
  });

  test('√v + ε before the correction is told apart', () => {
    const hat = coordinatewise(
      ({ w, g, learningRate, hyperparameters: { beta1, beta2, epsilon }, memory, step }) => {
        memory.m = beta1 * (memory.m ?? 0) + (1 - beta1) * g;
        memory.v = beta2 * (memory.v ?? 0) + (1 - beta2) * g * g;
        const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
        return w - (rate * memory.m) / (Math.sqrt(memory.v) + epsilon);
      },
      { hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
    );
    expect(read(hat)?.epsilon).toBe('outside the root, divided by the bias correction');
  });
});
