import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Triple } from './triple.ts';

/** How η and λ follow a rescaling of the weights by c: η ↦ c^a η, λ ↦ c^b λ. */
export interface OrbitExponents {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** SGD, with or without momentum, under L2 regularisation. */
const SGD_EXPONENTS: OrbitExponents = { learningRate: 2, weightDecay: -2 };

/**
 * The triple moved along its orbit by c = 2^k: (c^a η, c^b λ, c ρ₀), without rounding.
 *
 * @param triple where to start
 * @param exponent k, an integer; no result may leave the range of normal numbers
 * @param exponents a and b of the optimizer, integers; by default 2 and −2, those of SGD
 *
 * @example
 * ```ts
 * const moved = moveAlongOrbit({ learningRate: 0.1, weightDecay: 0.01, initScale: 1 }, 1);
 * expect(moved).toEqual({ learningRate: 0.4, weightDecay: 0.0025, initScale: 2 });
 * ```
 */
export function moveAlongOrbit(triple: Triple, exponent: number, exponents: OrbitExponents = SGD_EXPONENTS): Triple {
  return {
    learningRate: triple.learningRate * powerOfTwo(exponent * exponents.learningRate),
    weightDecay: triple.weightDecay * powerOfTwo(exponent * exponents.weightDecay),
    initScale: triple.initScale * powerOfTwo(exponent),
  };
}

/** k with second = 2^k·first exactly. Throws if there is none. */
export function exponentBetween(first: number, second: number): number {
  for (let k = 0; k <= 1000; k++) {
    if (first * powerOfTwo(k) === second) return k;
    if (second * powerOfTwo(k) === first) return -k;
  }
  throw new RangeError(`${second}/${first} is no power of two`);
}
