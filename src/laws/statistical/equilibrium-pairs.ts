import fc from 'fast-check';
import { log, powerOfTwo } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { alongOrbit } from '../../inference/symmetry.ts';
import { loss } from '../../metrics/loss.ts';
import type { Metric } from '../../metrics/metric.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Counterexample, LawContext } from '../law.ts';
import { adiabatic, effectiveRateOf, equilibriumScale, quickMoments } from './equilibrium-start.ts';
import { classifies, labelSnapshots } from './function-space.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Quantity } from '../../experiments/reading.ts';
import type { SteadyMetric } from './stationarity.ts';

/** Two triples, one of them started far below equilibrium and one far above. */
export interface PairConfiguration extends Counterexample {
  /** Share of the weights that decays in a step, in the first arm. */
  readonly decayRate: number;
  /** The second arm's rate as a multiple of the first's. */
  readonly ratio: number;
  /** The second arm lies at c = 2^exponent on the orbit of the contract. */
  readonly exponent: number;
  /** Start of either arm as a multiple of its equilibrium norm. */
  readonly below: number;
  readonly above: number;
  readonly other: { readonly learningRate: number; readonly weightDecay: number; readonly initScale: number };
  readonly seed: number;
}

/**
 * Arbitrary of pairs around the equilibrium norm, which a short pilot measures: ρ* = K (η²/κ)^(1/2a), κ the decay per step.
 *
 * @param rates decay rates to draw from, simplest first
 * @param ratio rate of the second arm over the first
 */
export async function pairsAroundEquilibrium(
  context: LawContext,
  rates: readonly number[],
  ratio: number,
): Promise<fc.Arbitrary<PairConfiguration>> {
  const { profile } = context.subject;
  const scale = await equilibriumScale(context);
  const symmetry = profile.symmetry.value!;
  /** The triple with this decay rate and η = 1, moved along the orbit, at a multiple of its equilibrium norm. */
  const triple = (rate: number, exponent: number, multiple: number): PairConfiguration['other'] => {
    const learningRate = 1;
    const weightDecay = rate / decayRate(profile, 1, 1)!;
    const c = powerOfTwo(exponent);
    const moved = alongOrbit(
      { learningRate: symmetry.learningRate, weightDecay: symmetry.weightDecay },
      c,
      learningRate,
      weightDecay,
      {},
    );
    return {
      learningRate: moved.learningRate,
      weightDecay: moved.weightDecay,
      initScale: c * scale(learningRate, rate, multiple),
    };
  };
  return fc
    .record({
      decayRate: fc.constantFrom(...adiabatic(rates, ratio, profile.momentumCoefficient)),
      exponent: fc.constantFrom<number>(0, 1, -1, 2, -2, 3, -3, 4, -4),
      below: fc.constantFrom(1 / 12, 1 / 16),
      above: fc.constantFrom<number>(12, 16),
      seed: fc.nat(0xffff),
    })
    .map(
      ({ decayRate: rate, exponent, below, above, seed }): PairConfiguration => ({
        ...triple(rate, 0, below),
        decayRate: rate,
        ratio,
        exponent,
        below,
        above,
        other: triple(rate * ratio, exponent, above),
        seed,
      }),
      (value) => {
        const { decayRate: rate, exponent, below, above, seed } = value as PairConfiguration;
        return { decayRate: rate, exponent, below, above, seed };
      },
    );
}

/** The arms of a pair: burn-in for a far start and window, in units of 1/κ. */
export function armsOf(context: LawContext, pair: PairConfiguration, stretch: number): readonly [Arm, Arm] {
  const { subject } = context;
  const snapshots = classifies(context) ? labelSnapshots : 0;
  const { changed: quick, hyperparameters, time: slowest } = quickMoments(subject);
  const orbit = alongOrbit(subject.profile.symmetry.value!, powerOfTwo(pair.exponent), 1, 1, hyperparameters);
  const reading = (rate: number): Pick<Arm, 'windows' | 'equilibrium' | 'snapshots'> => {
    const burnIn = Math.ceil((6 + log(pair.above)) / rate + slowest);
    return {
      windows: [{ from: burnIn + 1, to: burnIn + Math.ceil(stretch * (10 / rate + slowest)) }],
      equilibrium: 0,
      snapshots,
    };
  };
  const { learningRate, weightDecay, initScale, decayRate: rate, ratio, other } = pair;
  return [
    { learningRate, weightDecay, initScale, hyperparameters: quick, initialisation: `first/${pair.seed}`, ...reading(rate) },
    {
      ...other,
      hyperparameters: { ...quick, ...orbit.hyperparameters },
      initialisation: `second/${pair.seed}`,
      ...reading(rate * ratio),
    },
  ];
}

/** What is compared at equilibrium, as log ratios: effective rate, angular update, and on networks the loss. */
function comparisons(context: LawContext): SteadyMetric[] {
  const ratio = (a: number, b: number): number => log(b / a);
  return [
    { metric: effectiveRateOf(context), drift: (a, b) => b - a, tolerance: 0.015 },
    { metric: squaredAngularUpdate, drift: (a, b) => 0.5 * ratio(a, b), tolerance: 0.015 },
    ...(context.objective.noise === 'minibatch' ? [{ metric: loss, drift: ratio, tolerance: 0.03 }] : []),
  ];
}

/** The same comparisons between halves of a window have to vanish, to the accuracy of a window that is cut in two. */
export function steadyMetrics(context: LawContext): SteadyMetric[] {
  return comparisons(context).map((steady) => ({ ...steady, tolerance: 0.03 }));
}

/** What both arms record. */
export function equilibriumMetrics(context: LawContext): Metric[] {
  return comparisons(context).map(({ metric }) => metric);
}

/** Second arm against first, pair by pair. */
export function equilibriumQuantities(context: LawContext): Quantity[] {
  return comparisons(context).map(({ metric, drift, tolerance }) => ({
    name: metric.name,
    value: ([first, second]) => drift(first.mean(metric, 0), second.mean(metric, 0)),
    tolerance,
  }));
}
