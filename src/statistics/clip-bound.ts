import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkPositive, checkSample } from './argument-checks.ts';
import { sampleStandardDeviation } from './descriptive.ts';

/** Options of `clipBound`. */
export interface ClipBoundOptions {
  /** δ₁, the effect that must stay visible after clipping; in the unit of the values. */
  readonly detectable: number;
  /** k: standard deviations between δ₁ and the bound; default 2. */
  readonly multiple?: number;
}

/**
 * The bound at which the values of a sequential test are clipped, from a pilot.
 *
 *     B = δ₁ + k s
 *
 * A narrow bound makes bets cheap: with little noise B ≈ δ₁ and a few values decide. A wide one leaves the mean alone: under a normal
 * shift by δ₁, clipping at k standard deviations takes σ(φ(k) − k Φ(−k)) off it (0.008 σ at k = 2; 0.08 σ if s is half of σ).
 *
 * @param pilot at least 4 values that no later test uses: the bound must not depend on what is tested
 * @param options δ₁ and k
 * @returns B, above δ₁
 * @throws ConfigurationError `SAMPLE_TOO_SMALL`, `INVALID_VALUE`, `INVALID_SIZE`; `NO_VARIATION` when all pilot values are the same
 *
 * @example
 * ```ts
 * const bound = clipBound([0.01, -0.02, 0.015, -0.005, 0.0], { detectable: 0.09 });
 * expect(bound).toBeCloseTo(0.09 + 2 * 0.01369, 4);
 * ```
 *
 * Source: the loss is the normal "unit loss integral"; that the bound be fixed beforehand is what a betting e-process asks for.
 */
export function clipBound(pilot: readonly number[], options: ClipBoundOptions): number {
  const { detectable, multiple = 2 } = options;
  checkSample('pilot', pilot, 4);
  checkPositive('detectable', detectable);
  checkPositive('multiple', multiple);
  const bound = detectable + multiple * sampleStandardDeviation(pilot);
  if (!(bound > detectable)) {
    throw new ConfigurationError(
      'NO_VARIATION',
      `the ${pilot.length} pilot values are all the same, so they tell nothing about the noise`,
      'replicas that do not differ usually share a random stream by mistake; if the quantity is exact, compare it without statistics',
    );
  }
  return bound;
}
