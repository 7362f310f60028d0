import fc from 'fast-check';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { powerOfTwo } from '../arithmetic/elementary.ts';
import { exponentBetween, moveAlongOrbit } from './orbit.ts';
import { requireRatio } from './pair.ts';
import type { TriplePair } from './pair.ts';
import { isInside } from './range.ts';
import { rescalingExponents } from './rescaling.ts';
import { roundNumbers, snap } from './round-number.ts';
import { coordinateArbitraries, coordinateRanges, coordinatesOf, tripleAt } from './triple.ts';
import type { TripleConstraints } from './triple.ts';

/** The domain of `equivalentPairs`. */
export interface EquivalentPairConstraints extends TripleConstraints {
  /** Least ratio between the larger and the smaller ρ₀²/η, above 1; by default 4. */
  readonly ratio?: number;
  /** A Φ₀ that lies between those of the two, so that they approach an equilibrium there from both sides. */
  readonly around?: number;
}

/**
 * Two triples with the same ηλ, to the last bit, on different orbits: training starts at different effective learning rates and
 * must end in the same equilibrium. Either may have the larger norm.
 *
 * They shrink to one η and one λ, 1 and 0.125, and then to starts as simple as the ratio allows, such as 1 and 2.
 *
 * @param constraints the domain of both triples, and how far apart they start
 * @throws ConfigurationError `TRIPLE_DOMAIN`, also if hardly any two starts are that far apart or on both sides
 *
 * @example
 * ```ts
 * const [{ first, second }] = fc.sample(equivalentPairs({ ratio: 16 }), { seed: 1, numRuns: 1 });
 * const [s, t] = [first, second].map(({ initScale, learningRate }) => initScale ** 2 / learningRate);
 * expect(second.learningRate * second.weightDecay).toBe(first.learningRate * first.weightDecay);
 * expect(Math.max(s / t, t / s)).toBeGreaterThanOrEqual(15.999);
 * ```
 */
export function equivalentPairs(constraints: EquivalentPairConstraints = {}): fc.Arbitrary<TriplePair> {
  const { ratio = 4, around } = constraints;
  const ranges = coordinateRanges(constraints);
  const phi = (s: number, intrinsicLearningRate: number) => 1 / ((1 - intrinsicLearningRate) * s * s);
  requireRatio(ratio, (ranges.start.max / ranges.start.min) ** 2, 'ρ₀²/η');
  const [lowest, highest] = [
    phi(ranges.start.max, ranges.intrinsicLearningRate.max),
    phi(ranges.start.min, ranges.intrinsicLearningRate.min),
  ];
  if (around !== undefined && !(around >= 2 * lowest && around <= highest / 2)) {
    throw new ConfigurationError(
      'TRIPLE_DOMAIN',
      `asked for starts on both sides of Φ₀ = ${around}; expected one from ${2 * lowest} to ${highest / 2}`,
      'widen the range of the start',
    );
  }
  const farthest = ranges.start.max / ranges.start.min;
  const distance = roundNumbers({ min: Math.sqrt(ratio), max: farthest });
  const otherStart = (pair: { start: number; distance: number; nearer: boolean }) =>
    pair.nearer ? pair.start / pair.distance : pair.start * pair.distance;
  const draws = {
    exponent: rescalingExponents(constraints.orbit),
    nearer: fc.boolean(),
    ...coordinateArbitraries(ranges),
    distance,
  };
  return fc
    .record(draws, { noNullPrototype: true })
    .filter((pair) => {
      const [s, t, rate] = [pair.start, otherStart(pair), pair.intrinsicLearningRate];
      const bothSides = around === undefined || phi(s, rate) >= around !== phi(t, rate) >= around;
      return bothSides && isInside(t, ranges.start) && isInside(pair.orbit * powerOfTwo(pair.exponent), ranges.orbit);
    })
    .map(
      (pair) => ({
        first: tripleAt(pair),
        second: moveAlongOrbit(tripleAt({ ...pair, start: otherStart(pair) }), pair.exponent),
      }),
      (pair) => {
        const { first, second } = pair as TriplePair;
        const exponent = exponentBetween(first.learningRate, second.learningRate) / 2;
        const moved = moveAlongOrbit(second, -exponent);
        if (moved.weightDecay !== first.weightDecay) throw new RangeError('the two triples differ in ηλ');
        const coordinates = coordinatesOf(first, ranges);
        const { start } = coordinatesOf(moved, ranges);
        const nearer = start < coordinates.start;
        return {
          exponent,
          nearer,
          ...coordinates,
          distance: snap(nearer ? coordinates.start / start : start / coordinates.start),
        };
      },
    );
}
