import fc from 'fast-check';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { powerOfTwo } from '../arithmetic/elementary.ts';
import { settle } from './range.ts';
import type { Range } from './range.ts';
import { roundNumbers, snap } from './round-number.ts';

/** A learning rate η, a weight decay λ and an initial scale ρ₀, all positive; ρ₀ multiplies a standard initialisation. */
export interface Triple {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly initScale: number;
}

/** The domain of `triples`; a law restricts it to where it is claimed. */
export interface TripleConstraints {
  /** Range of ηλ; by default 10⁻⁴ … 0.3. */
  readonly intrinsicLearningRate?: Partial<Range>;
  /** Range of the start Φ₀ = η/((1 − ηλ) ρ₀²), the effective learning rate at step 0; by default 10⁻³ … 10³. */
  readonly start?: Partial<Range>;
  /** Largest |log₂ c| of the orbit parameter c; by default 20. */
  readonly orbit?: number;
}

/** A triple in the coordinates of the theory: (η, λ, ρ₀) = (c², ηλ/c², c·s). */
export interface Coordinates {
  /** c = √η: where on its orbit the triple lies. Runs that differ in c alone have the same directions. */
  readonly orbit: number;
  /** s = ρ₀/√η, which with ηλ determines Φ₀ = 1/((1 − ηλ) s²). */
  readonly start: number;
  /** ηλ */
  readonly intrinsicLearningRate: number;
}

/** The ranges that the constraints give the three coordinates. */
export interface CoordinateRanges {
  readonly orbit: Range;
  readonly start: Range;
  readonly intrinsicLearningRate: Range;
}

/** ηλ of everything that shrinks all the way: large enough to act within a few steps, and exact in binary. */
const SIMPLEST_INTRINSIC_LEARNING_RATE = 0.125;

/** The triple at these coordinates. η and ρ₀ are exact if the coordinates are round, and λ too if c is a power of two. */
export function tripleAt({ orbit, start, intrinsicLearningRate }: Coordinates): Triple {
  const learningRate = orbit * orbit;
  return { learningRate, weightDecay: intrinsicLearningRate / learningRate, initScale: orbit * start };
}

/** The coordinates of a triple, without the rounding errors of `tripleAt`. Throws if it is no triple or outside the ranges. */
export function coordinatesOf(triple: unknown, ranges: CoordinateRanges): Coordinates {
  const { learningRate, weightDecay, initScale } = triple as Triple;
  if (![learningRate, weightDecay, initScale].every(Number.isFinite)) throw new TypeError('not a triple of numbers');
  const orbit = Math.sqrt(learningRate);
  return {
    orbit: settle(snap(orbit), ranges.orbit),
    start: settle(snap(initScale / orbit), ranges.start),
    intrinsicLearningRate: settle(snap(learningRate * weightDecay), ranges.intrinsicLearningRate),
  };
}

/**
 * The ranges of the coordinates, such that each can be drawn without looking at the others.
 *
 * Φ₀ stays within its range for every ηλ; for that s gives up at most a factor √((1 − min ηλ)/(1 − max ηλ)) of its own range.
 *
 * @throws ConfigurationError `TRIPLE_DOMAIN`
 */
export function coordinateRanges(constraints: TripleConstraints = {}): CoordinateRanges {
  const intrinsicLearningRate = { min: 1e-4, max: 0.3, ...constraints.intrinsicLearningRate };
  const phi = { min: 1e-3, max: 1e3, ...constraints.start };
  const { orbit = 20 } = constraints;
  const start = {
    min: 1 / Math.sqrt((1 - intrinsicLearningRate.max) * phi.max),
    max: 1 / Math.sqrt((1 - intrinsicLearningRate.min) * phi.min),
  };
  const wellFormed = ({ min, max }: Range) => min > 0 && min <= max && max < Infinity;
  if (!(wellFormed(intrinsicLearningRate) && intrinsicLearningRate.max < 1 && wellFormed(phi) && orbit >= 0 && orbit <= 200)) {
    throw new ConfigurationError(
      'TRIPLE_DOMAIN',
      `received ηλ in [${intrinsicLearningRate.min}, ${intrinsicLearningRate.max}], Φ₀ in [${phi.min}, ${phi.max}], |log₂ c| ≤ ${orbit}; ` +
        'expected 0 < min ≤ max, ηλ < 1 and an orbit from 0 to 200',
    );
  }
  if (start.min > start.max) {
    throw new ConfigurationError(
      'TRIPLE_DOMAIN',
      `no start has Φ₀ in [${phi.min}, ${phi.max}] for every ηλ in [${intrinsicLearningRate.min}, ${intrinsicLearningRate.max}]`,
      'widen the range of the start or narrow that of ηλ',
    );
  }
  return { orbit: { min: powerOfTwo(-Math.floor(orbit)), max: powerOfTwo(Math.floor(orbit)) }, start, intrinsicLearningRate };
}

/** One arbitrary a coordinate; the simplest coordinates are 1, 1 and 0.125. */
export function coordinateArbitraries(ranges: CoordinateRanges): { [Key in keyof Coordinates]: fc.Arbitrary<number> } {
  return {
    orbit: roundNumbers(ranges.orbit),
    start: roundNumbers(ranges.start),
    intrinsicLearningRate: roundNumbers({ ...ranges.intrinsicLearningRate, simplest: SIMPLEST_INTRINSIC_LEARNING_RATE }),
  };
}

/**
 * Triples (η, λ, ρ₀), log-uniform in the intrinsic learning rate, the start and the orbit parameter.
 *
 * They shrink along their orbit first, which changes no direction of a run and so should keep a failure: c towards 1, that is
 * η = 1. Then the start shrinks towards ρ₀ = 1 and ηλ towards 0.125. What remains large is what matters to the failure: a
 * minimal η other than 1 says that a symmetry is broken, a minimal ρ₀ that the start matters, a minimal ηλ the rest.
 *
 * @param constraints the domain; all ranges are closed, up to rounding in the last place
 * @returns an arbitrary that also shrinks triples given as `examples`
 * @throws ConfigurationError `TRIPLE_DOMAIN`
 *
 * @example
 * ```ts
 * const small = fc.check(fc.property(triples(), ({ learningRate, weightDecay }) => learningRate * weightDecay <= 0.2), { seed: 1 });
 * expect(small.counterexample).toEqual([{ learningRate: 1, weightDecay: 0.25, initScale: 1 }]);
 * ```
 *
 * Source of the coordinates: Z. Li, K. Lyu, S. Arora, "Reconciling modern deep learning with traditional optimization analyses: the
 * intrinsic learning rate", NeurIPS 2020; for SGD the directions form a Markov chain that knows (η, λ, ρ₀) through ηλ and Φ₀ only.
 */
export function triples(constraints: TripleConstraints = {}): fc.Arbitrary<Triple> {
  const ranges = coordinateRanges(constraints);
  return fc
    .record(coordinateArbitraries(ranges), { noNullPrototype: true })
    .map(tripleAt, (triple) => coordinatesOf(triple, ranges));
}
