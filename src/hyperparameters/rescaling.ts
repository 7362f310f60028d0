import fc from 'fast-check';

/** The domain of `orbits` and `rescalings`. */
export interface RescalingConstraints {
  /** Largest |k|; by default 20. Over 200 steps float32 is safe up to 50, float64 up to 490. */
  readonly limit?: number;
}

/**
 * Exponents k ≠ 0 of a rescaling c = 2^k, by which a float is multiplied without rounding. They shrink towards 1, that is c = 2.
 *
 * @param constraints the largest |k|, an integer of at least 1
 *
 * @example
 * ```ts
 * const found = fc.check(fc.property(orbits(), (k) => k < 5), { seed: 1 });
 * expect(found.counterexample).toEqual([5]);
 * ```
 */
export function orbits({ limit = 20 }: RescalingConstraints = {}): fc.Arbitrary<number> {
  return fc.tuple(fc.integer({ min: 1, max: limit }), fc.boolean()).map(
    ([size, negative]) => (negative ? -size : size),
    (k) => {
      if (typeof k !== 'number') throw new TypeError('not an exponent');
      return [Math.abs(k), k < 0];
    },
  );
}

/** Exponents of a rescaling that may be none at all, shrinking towards 0. */
export function rescalingExponents(limit: number = 20): fc.Arbitrary<number> {
  return fc.integer({ min: -Math.floor(limit), max: Math.floor(limit) });
}

/**
 * Exponents of one rescaling a tensor or group, not all of them 0. Each shrinks towards 0, and what is left to a single ±1.
 *
 * @param groups how many, at least 1
 * @param constraints the largest |k|
 *
 * @example
 * ```ts
 * const [exponents] = fc.sample(rescalings(3), { seed: 1, numRuns: 1 });
 * expect(exponents).toHaveLength(3);
 * expect(exponents.some((k) => k !== 0)).toBe(true);
 * ```
 */
export function rescalings(groups: number, { limit = 20 }: RescalingConstraints = {}): fc.Arbitrary<number[]> {
  return fc
    .tuple(...Array.from({ length: groups }, () => rescalingExponents(limit)))
    .filter((exponents) => exponents.some((k) => k !== 0));
}
