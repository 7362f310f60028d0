import { log1p } from '../arithmetic/elementary.ts';

/** Coefficients of z⁻¹, z⁻³, …: B₂ₖ / (2k (2k − 1)) with the Bernoulli numbers B₂ₖ. */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * What Stirling's formula leaves out of ln Γ.
 *
 *     c(z) = ln Γ(z) − [(z − ½) ln z − z + ½ ln 2π]
 *
 * Densities written with c instead of ln Γ do not subtract large numbers, which is what spoils the tails of the beta and gamma
 * distributions for large parameters.
 *
 * @param z above 0
 * @returns c(z), absolute error below 1e-15; it tends to 1/(12 z)
 *
 * @example
 * ```ts
 * const halfLogTwoPi = 0.9189385332046727;
 * expect(stirlingCorrection(1)).toBeCloseTo(1 - halfLogTwoPi, 14); // ln Γ(1) = 0
 * ```
 *
 * Source: DLMF 5.11.1 (the asymptotic series) and 5.5.1 (the recurrence, below z = 10); C. Loader, Fast and accurate computation
 * of binomial probabilities, 2000 (its use in densities).
 */
export function stirlingCorrection(z: number): number {
  let shift = 0;
  let x = z;
  for (; x < 10; x++) shift += (x + 0.5) * log1p(1 / x) - 1;
  const inverseSquare = 1 / (x * x);
  return shift + SERIES.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / x;
}
