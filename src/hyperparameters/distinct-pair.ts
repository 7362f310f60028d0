import fc from 'fast-check';
import { powerOfTwo } from '../arithmetic/elementary.ts';
import { exponentBetween, moveAlongOrbit } from './orbit.ts';
import { requireRatio } from './pair.ts';
import type { TriplePair } from './pair.ts';
import { isInside } from './range.ts';
import { rescalingExponents } from './rescaling.ts';
import { roundNumbers, snap } from './round-number.ts';
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
  const otherRate = (pair: { intrinsicLearningRate: number; distance: number; larger: boolean }) =>
    pair.larger ? pair.intrinsicLearningRate * pair.distance : pair.intrinsicLearningRate / pair.distance;
  const distance = roundNumbers({ min: ratio, max: max / min });
  const draws = {
    exponent: rescalingExponents(constraints.orbit),
    larger: fc.boolean(),
    ...coordinateArbitraries(ranges),
    distance,
  };
  return fc
    .record(draws, { noNullPrototype: true })
    .filter(
      (pair) =>
        isInside(otherRate(pair), ranges.intrinsicLearningRate) && isInside(pair.orbit * powerOfTwo(pair.exponent), ranges.orbit),
    )
    .map(
      (pair) => ({
        first: tripleAt(pair),
        second: moveAlongOrbit(tripleAt({ ...pair, intrinsicLearningRate: otherRate(pair) }), pair.exponent),
      }),
      (pair) => {
        const { first, second } = pair as TriplePair;
        const exponent = exponentBetween(first.learningRate, second.learningRate) / 2;
        const moved = moveAlongOrbit(second, -exponent);
        if (moved.initScale !== first.initScale) throw new RangeError('the two triples start differently');
        const coordinates = coordinatesOf(first, ranges);
        const rate = coordinatesOf(moved, ranges).intrinsicLearningRate;
        const larger = rate > coordinates.intrinsicLearningRate;
        const distance = snap(larger ? rate / coordinates.intrinsicLearningRate : coordinates.intrinsicLearningRate / rate);
        return { exponent, larger, ...coordinates, distance };
      },
    );
}
