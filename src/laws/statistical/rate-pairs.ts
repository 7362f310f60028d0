import fc from 'fast-check';
import { decayRate } from '../../inference/decay-rate.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import type { Metric } from '../../metrics/metric.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Counterexample, LawContext } from '../law.ts';
import { effectiveRateOf, equilibriumScale, quickMoments, scalingRates } from './equilibrium-start.ts';
import type { Arm } from '../../experiments/arm.ts';

/** Two triples of the same η, started at equilibrium. */
export interface RatePair extends Counterexample {
  /** Decay rate of the first arm; the second one's is a quarter of it. */
  readonly decayRate: number;
  readonly other: { readonly weightDecay: number; readonly initScale: number };
  readonly seed: number;
}

/** Rate of the first arm over that of the second. */
export const factor = 4;

/** Arbitrary of pairs whose decay rates differ by `factor`. */
export async function ratePairs(context: LawContext): Promise<fc.Arbitrary<RatePair>> {
  const scale = await equilibriumScale(context);
  const { profile } = context.subject;
  const decayOf = (rate: number): number => rate / decayRate(profile, 1, 1)!;
  return fc
    .record({
      decayRate: fc.constantFrom(...scalingRates(context.subject, [0.05, 0.04, 0.025, 0.02, 0.01])),
      seed: fc.nat(0xffff),
    })
    .map(
      ({ decayRate: rate, seed }): RatePair => ({
        learningRate: 1,
        weightDecay: decayOf(rate),
        initScale: scale(1, rate, 1),
        decayRate: rate,
        other: { weightDecay: decayOf(rate / factor), initScale: scale(1, rate / factor, 1) },
        seed,
      }),
      (value) => ({ decayRate: (value as RatePair).decayRate, seed: (value as RatePair).seed }),
    );
}

/** What is recorded, for whichever law: the same ensembles then serve all of them. */
export function ratePairMetrics(context: LawContext): readonly Metric[] {
  return [effectiveRateOf(context), squaredAngularUpdate, logWeightNorm, gradientMoment];
}

/** Its arms: burn-in 6/κ, window 10/κ. */
export function ratePairArms(
  { subject }: LawContext,
  { learningRate, weightDecay, initScale, decayRate: rate, other, seed }: RatePair,
  stretch: number,
): readonly [Arm, Arm] {
  const { changed: hyperparameters, time: slowest } = quickMoments(subject);
  const reading = (speed: number): Pick<Arm, 'windows' | 'equilibrium' | 'hyperparameters' | 'learningRate'> => {
    const burnIn = Math.ceil(6 / speed + slowest);
    return {
      learningRate,
      hyperparameters,
      windows: [{ from: burnIn + 1, to: burnIn + Math.ceil((10 * stretch) / speed) }],
      equilibrium: 0,
    };
  };
  return [
    { weightDecay, initScale, initialisation: `first/${seed}`, ...reading(rate) },
    { ...other, initialisation: `second/${seed}`, ...reading(rate / factor) },
  ];
}
