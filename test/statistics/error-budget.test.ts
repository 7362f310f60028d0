import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanEValue, productEValue } from '../../src/statistics/e-value-combination.ts';
import { confirmationAlpha, errorBudget } from '../../src/statistics/error-budget.ts';

describe('errorBudget', () => {
  test('the shares add up to α, in proportion to the weights, whatever they are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minKeys: 1 }), (weights) => {
        const budget = errorBudget({ alpha: 1e-3, weights });
        const spent = budget.shares.reduce((sum, share) => sum + share.alpha, 0);
        expect(spent / 1e-3).toBeCloseTo(1, 12);
        for (const share of budget.shares) {
          expect(share.weight).toBe(weights[share.hypothesis]);
          expect(share.alpha / share.weight).toBeCloseTo(budget.shares[0].alpha / budget.shares[0].weight, 12);
          expect(share.alpha * share.threshold).toBeCloseTo(1, 12);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('is plain data', () => {
    const budget = errorBudget({ weights: { a: 1, b: 1 } });
    expect(JSON.parse(JSON.stringify(budget))).toEqual(budget);
    expect(budget.alpha).toBe(1e-6);
  });

  test('any number of confirmations stays within a share', () => {
    const budget = errorBudget({ alpha: 0.01, weights: { a: 1, b: 3 } });
    let spent = 0;
    for (let k = 1; k <= 100_000; k++) spent += confirmationAlpha(budget, 'b', k);
    expect(spent).toBeLessThan(0.0075);
    expect(spent).toBeGreaterThan(0.007499);
    expect(confirmationAlpha(budget, 'b', 3)).toBeCloseTo(confirmationAlpha(budget, 'b', 1) / 9, 14);
  });

  test('bad input', () => {
    expect(() => errorBudget({ weights: {} })).toThrow(expect.objectContaining({ code: 'EMPTY_BUDGET' }));
    expect(() => errorBudget({ weights: { a: 0 } })).toThrow(expect.objectContaining({ code: 'INVALID_SIZE' }));
    expect(() => errorBudget({ alpha: 1, weights: { a: 1 } })).toThrow(expect.objectContaining({ code: 'INVALID_PROBABILITY' }));
    const budget = errorBudget({ weights: { a: 1 } });
    expect(() => confirmationAlpha(budget, 'c', 1)).toThrow(/called "c"; it has a/);
    expect(() => confirmationAlpha(budget, 'a', 0)).toThrow(expect.objectContaining({ code: 'INVALID_COUNT' }));
  });
});

describe('combining e-values', () => {
  test('product and mean', () => {
    expect(productEValue([])).toBe(1);
    expect(productEValue([1e200, 1e200])).toBe(Number.MAX_VALUE);
    expect(productEValue([0, 7])).toBe(0);
    expect(meanEValue([3])).toBe(3);
    expect(meanEValue([1e308, 1e308])).toBe(1e308);
  });

  test('the mean never exceeds the largest', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (eValues) => {
        const combined = meanEValue(eValues);
        expect(combined).toBeLessThanOrEqual(Math.max(...eValues) * (1 + 1e-12));
        expect(combined).toBeGreaterThanOrEqual(Math.min(...eValues) * (1 - 1e-12));
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('bad input', () => {
    expect(() => meanEValue([])).toThrow(expect.objectContaining({ code: 'INVALID_E_VALUE' }));
    expect(() => productEValue([2, -1])).toThrow(expect.objectContaining({ code: 'INVALID_E_VALUE' }));
    expect(() => meanEValue([NaN])).toThrow(expect.objectContaining({ code: 'INVALID_E_VALUE' }));
  });
});
