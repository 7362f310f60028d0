import fc from 'fast-check';
import { exponentBetween, moveAlongOrbit } from './orbit.ts';
import type { OrbitExponents } from './orbit.ts';
import type { TriplePair } from './pair.ts';
import { orbits } from './rescaling.ts';
import { coordinateArbitraries, coordinateRanges, coordinatesOf, tripleAt } from './triple.ts';
import type { TripleConstraints } from './triple.ts';

/** The domain of `orbitPairs`. */
export interface OrbitPairConstraints extends TripleConstraints {
  /** Largest |k| of the c = 2^k between the two; by default 20. */
  readonly limit?: number;
  /** Exponents of the optimizer's symmetry; by default 2 and −2, those of SGD. */
  readonly exponents?: OrbitExponents;
}

/**
 * Two triples on one orbit, a power of two apart: training must take the same directions from both, bit for bit.
 *
 * They shrink towards c = 2, and the first triple as in `triples`.
 *
 * @param constraints the domain of the first triple, the distance and the symmetry
 * @throws ConfigurationError `TRIPLE_DOMAIN`
 *
 * @example
 * ```ts
 * const [{ first, second }] = fc.sample(orbitPairs(), { seed: 1, numRuns: 1 });
 * expect(second.learningRate * second.weightDecay).toBe(first.learningRate * first.weightDecay);
 * expect(second.learningRate / first.learningRate).toBe((second.initScale / first.initScale) ** 2);
 * ```
 */
export function orbitPairs(constraints: OrbitPairConstraints = {}): fc.Arbitrary<TriplePair> {
  const { limit, exponents } = constraints;
  const ranges = coordinateRanges(constraints);
  return fc.record({ exponent: orbits({ limit }), ...coordinateArbitraries(ranges) }, { noNullPrototype: true }).map(
    ({ exponent, ...coordinates }) => {
      const first = tripleAt(coordinates);
      return { first, second: moveAlongOrbit(first, exponent, exponents) };
    },
    (pair) => {
      const { first, second } = pair as TriplePair;
      const exponent = exponentBetween(first.initScale, second.initScale);
      const moved = moveAlongOrbit(first, exponent, exponents);
      if (moved.learningRate !== second.learningRate || moved.weightDecay !== second.weightDecay) {
        throw new RangeError('the two triples are not on one orbit');
      }
      return { exponent, ...coordinatesOf(first, ranges) };
    },
  );
}
