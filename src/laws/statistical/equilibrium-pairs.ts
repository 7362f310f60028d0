import fc from 'fast-check';
import { log, powerOfTwo } from '../../arithmetic/elementary.ts';
import { chosen } from '../../hyperparameters/chosen.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { alongOrbit } from '../../inference/orbit.ts';
import { isOrdinary } from '../../inference/regime.ts';
import { invariantOctaves } from '../../objectives/invariant-octaves.ts';
import type { Counterexample, LawContext } from '../law.ts';
import { adiabatic, equilibriumScale, fastestRate } from './equilibrium-start.ts';

/** Where an arm comes from. */
export interface History {
  /** It lies at c = 2^exponent on the orbit of the contract. */
  readonly exponent: number;
  /** Its start is 2^octaves times its equilibrium norm. */
  readonly octaves: number;
  /** Its η was so many times its present one for the first 1/κ steps; 1: it was not. */
  readonly earlier: number;
  /** Whether it starts, moved along the orbit, where another run at its own ηλ has ended. */
  readonly trained: boolean;
}

/** Two triples that come from different sides of everything. */
export interface PairConfiguration extends Counterexample {
  /** Share of the weights that decays in a step, in the first arm. */
  readonly decayRate: number;
  /** The second arm's rate as a multiple of the first's. */
  readonly ratio: number;
  readonly first: History;
  readonly second: History;
  /** Metric of the objective of which the first arm starts where it is least, and the second where it is most; '': of none. */
  readonly apart: string;
  readonly other: { readonly learningRate: number; readonly weightDecay: number; readonly initScale: number };
  readonly seed: number;
}

/** What a pair is made of. */
type Draw = Pick<PairConfiguration, 'decayRate' | 'first' | 'second' | 'apart' | 'seed'>;

/** Octaves around the equilibrium norm, and around the orbit's middle, from which runs have to come back. */
const FAR = 20;
/** Where only some are asked for. */
const NEAR = 4;
/** How much larger, or smaller, a rate was before. */
export const EARLIER = 100;
/** Arbitrary of pairs around the equilibrium norm, which a short pilot measures: ρ* = K (η²/κ)^(1/2a), κ the decay per step. */
export interface PairArbitraries {
  /** From a few octaves to either side, in any directions. */
  near(rates: readonly number[]): fc.Arbitrary<PairConfiguration>;
  /** From up to twenty octaves to either side and on the orbit, as far as the objective is claimed to be scale-invariant there. */
  far(rates: readonly number[]): fc.Arbitrary<PairConfiguration>;
  /** A trained start that is moved along the orbit, against one that another ηλ has made. */
  histories(rates: readonly number[]): fc.Arbitrary<PairConfiguration>;
  /** From where a metric of the objective is least, and from where it is most: noise grows on the way, and does not throw them out. */
  ends(rates: readonly number[], metric: string): fc.Arbitrary<PairConfiguration>;
}

/** @param ratio rate of the second arm over the first */
export async function pairsAroundEquilibrium(context: LawContext, ratio: number): Promise<PairArbitraries> {
  const { subject, objective } = context;
  const { profile } = subject;
  const scale = await equilibriumScale(context);
  const symmetry = profile.symmetry.value!;
  // In units of the standard initialisation, a rate of 0.05 standing for all: the fourth root of a rate is less than an octave.
  const equilibrium = Math.round(log(scale(1, 0.05, 1)) / log(2));
  const { from, to } = invariantOctaves(objective);
  const within = (octave: number): number => Math.max(Math.min(octave, to), from);
  const invariant = objective.groups.reduce((count, { tensors }) => count + tensors.length, 0);
  // A symmetry that holds under conditions only (beside a small constant, after the first steps) is not asked for far from them.
  const furthest = isOrdinary(profile.regime) ? FAR : NEAR;
  // What is trained and not invariant has a scale of its own, at which a far orbit throws it about.
  const longest = invariant < objective.parameters.length ? NEAR : furthest;
  /** The furthest position on the orbit whose equilibrium is where the objective is scale-invariant, or at the edge of it. */
  const orbit = (exponent: number): number => within(equilibrium + Math.max(-longest, Math.min(longest, exponent))) - equilibrium;

  /** The triple with this decay rate and η = 1, moved along the orbit, at a multiple of its equilibrium norm. */
  const triple = (rate: number, { exponent, octaves }: History): PairConfiguration['other'] => {
    const c = powerOfTwo(exponent);
    const moved = alongOrbit(
      { learningRate: symmetry.learningRate, weightDecay: symmetry.weightDecay },
      c,
      1,
      rate / decayRate(profile, 1, 1)!,
      {},
    );
    return {
      learningRate: moved.learningRate,
      weightDecay: moved.weightDecay,
      initScale: c * scale(1, rate, powerOfTwo(octaves)),
    };
  };
  const configuration = ({ decayRate: rate, first, second, apart, seed }: Draw): PairConfiguration => {
    const started = (history: History): History => ({
      ...history,
      octaves: within(equilibrium + history.exponent + history.octaves) - equilibrium - history.exponent,
    });
    const [one, two] = [started(first), started(second)];
    return {
      ...triple(rate, one),
      decayRate: rate,
      ratio,
      first: one,
      second: two,
      apart,
      other: triple(rate * ratio, two),
      seed,
    };
  };
  const pairs = (rates: readonly number[], draw: Sides): fc.Arbitrary<PairConfiguration> =>
    fc
      .record<Draw>({
        decayRate: fc.constantFrom(...adiabatic(rates, ratio, profile.momentumCoefficient)),
        first: fc.record(draw.first),
        second: fc.record(draw.second),
        apart: draw.apart,
        seed: fc.nat(0xffff),
      })
      .map(configuration, (value) => {
        const { decayRate: rate, first, second, apart, seed } = value as PairConfiguration;
        return { decayRate: rate, first, second, apart, seed };
      });
  const endsOf = (turn: number): fc.Arbitrary<string> => {
    const { metrics } = objective;
    return metrics.length === 0 ? fc.constant('') : chosen([metrics[turn % metrics.length]], ['']);
  };
  const plain = { earlier: fc.constant(1), trained: fc.constant(false) };
  const around = fc.constantFrom(...new Set([0, 1, -1, 2, -2, 3, -3, 4, -4].map(orbit)));
  return {
    near: (rates) =>
      pairs(rates, {
        first: { ...plain, exponent: around, octaves: fc.constant(-4) },
        second: { ...plain, exponent: around, octaves: fc.constant(4) },
        apart: fc.constant(''),
      }),
    far: (rates) => {
      const [low, high] = [
        [-FAR, -FAR / 2],
        [FAR, FAR / 2],
      ].map((exponents) => chosen(exponents.map(orbit), [0]));
      const [below, above] = [chosen([-furthest], [-NEAR]), chosen([furthest], [NEAR])];
      return pairs(rates, {
        first: { ...plain, exponent: low, octaves: below },
        second: { ...plain, exponent: high, octaves: above },
        apart: endsOf(1),
      });
    },
    histories: (rates) => {
      const limit = fastestRate(subject) / Math.max(...adiabatic(rates, ratio, profile.momentumCoefficient));
      return pairs(rates, {
        first: {
          earlier: fc.constant(1),
          exponent: chosen([orbit(-FAR / 2), orbit(-FAR / 4)], [0]),
          octaves: fc.constant(0),
          trained: chosen([true], [false]),
        },
        second: {
          earlier: chosen([Math.min(EARLIER, limit), 1 / EARLIER], [1]),
          exponent: chosen([orbit(FAR / 2)], [0]),
          octaves: fc.constant(4),
          trained: fc.constant(false),
        },
        apart: endsOf(2),
      });
    },
    ends: (rates, metric) => {
      const side = { ...plain, exponent: fc.constant(0), octaves: fc.constant(4) };
      return pairs(rates, { first: side, second: side, apart: fc.constant(metric) });
    },
  };
}

/** The arbitraries of what the arms differ in. */
interface Sides {
  readonly first: Histories;
  readonly second: Histories;
  readonly apart: fc.Arbitrary<string>;
}

type Histories = { readonly [Key in keyof History]: fc.Arbitrary<History[Key]> };
