import fc from 'fast-check';
import { exponentBetween, moveAlongOrbit } from './orbit.ts';
import { ratioOf, requireRatio, staysInside } from './pair.ts';
import type { TriplePair } from './pair.ts';
import { rescalingExponents } from './rescaling.ts';
import { coordinateArbitraries, coordinateRanges, coordinatesOf, tripleAt } from './triple.ts';
import type { TripleConstraints } from './triple.ts';

/** The domain of `distinctPairs`. */
export interface DistinctPairConstraints extends TripleConstraints {
  /** Least ratio between the larger and the smaller ηλ, above 1; by default 4. */
  readonly ratio?: number;
}

/**
 * Two triples that differ in ηλ and start alike (ρ₀²/η is the same): the positive control of every law that says that training
 * depends on ηλ only. Either may have the larger ηλ.
 *
 * @param constraints the domain of both triples, and how far apart their ηλ are
 * @throws ConfigurationError `TRIPLE_DOMAIN`, also if hardly any two ηλ are that far apart
 *
 * @example
 * ```ts
 * const [{ first, second }] = fc.sample(distinctPairs({ ratio: 8 }), { seed: 1, numRuns: 1 });
 * const ratio = (second.learningRate * second.weightDecay) / (first.learningRate * first.weightDecay);
 * expect(Math.max(ratio, 1 / ratio)).toBeGreaterThanOrEqual(7.999);
 * ```
 */
export function distinctPairs(constraints: DistinctPairConstraints = {}): fc.Arbitrary<TriplePair> {
  const { ratio = 4 } = constraints;
  const ranges = coordinateRanges(constraints);
  const { min, max } = ranges.intrinsicLearningRate;
  requireRatio(ratio, max / min, 'ηλ');
  const { orbit, start, intrinsicLearningRate } = coordinateArbitraries(ranges);
  return fc
    .record({
      exponent: rescalingExponents(constraints.orbit),
      orbit,
      start,
      intrinsicLearningRate,
      otherIntrinsicLearningRate: intrinsicLearningRate,
    })
    .filter(
      ({ exponent, orbit: c, intrinsicLearningRate: rate, otherIntrinsicLearningRate: other }) =>
        ratioOf(rate, other) >= ratio && staysInside(c, exponent, ranges.orbit),
    )
    .map(
      ({ exponent, otherIntrinsicLearningRate, ...coordinates }) => ({
        first: tripleAt(coordinates),
        second: moveAlongOrbit(tripleAt({ ...coordinates, intrinsicLearningRate: otherIntrinsicLearningRate }), exponent),
      }),
      (pair) => {
        const { first, second } = pair as TriplePair;
        const exponent = exponentBetween(first.learningRate, second.learningRate) / 2;
        const moved = moveAlongOrbit(second, -exponent);
        if (moved.initScale !== first.initScale) throw new RangeError('the two triples start differently');
        return {
          exponent,
          ...coordinatesOf(first, ranges),
          otherIntrinsicLearningRate: coordinatesOf(moved, ranges).intrinsicLearningRate,
        };
      },
    );
}
