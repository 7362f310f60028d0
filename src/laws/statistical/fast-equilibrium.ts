import fc from 'fast-check';
import { log } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import type { Metric } from '../../metrics/metric.ts';
import { ordinaryLeastSquares } from '../../statistics/ordinary-least-squares.ts';
import type { Counterexample, Law } from '../law.ts';
import { effectiveRateOf, equilibriumScale, momentTime, quickMoments, scales, scalingRates } from './equilibrium-start.ts';
import { replicaLaw } from './replica-law.ts';
import type { Arm, Reading } from './replicas.ts';

interface Configuration extends Counterexample {
  /** Decay rates of the arms, the fastest first. */
  readonly rates: readonly number[];
  readonly weightDecays: readonly number[];
  readonly initScales: readonly number[];
  readonly seed: number;
}

/** Arms are this factor apart in rate: four of them span a factor of eight. */
const factor = 2;
const armCount = 4;
/** Start, as a multiple of the equilibrium norm: the same in every arm, because mixing time contains its logarithm. */
const start = 4;
/** Distance from equilibrium, in ln of the effective rate, at which a run counts as mixed. */
const distance = 0.5;
/** Steps at which the way is read, in units of 1/κ. */
const resolution = 1 / 40;
const longest = 4;

/** Mixing takes a number of steps inversely proportional to the intrinsic learning rate. */
export const fastEquilibrium: Law = replicaLaw<Configuration>({
  id: 'fast-equilibrium',
  claim:
    'From a fixed multiple of the equilibrium norm, the steps until the effective rate is at equilibrium grow as 1/(ηλ), not exponentially.',
  formula: 'T ∝ (ηλ)^(−1): the slope of ln T against ln κ over a factor of eight is −1 ± 0.1; e^(1/ηλ) would give −1/(ηλ)',
  source: 'Li, Lyu & Arora 2020, the fast equilibrium conjecture; T = (1/κ)[ln(ρ₀/ρ*) + …] where the norm limits mixing',
  domain:
    'starts at 4ρ*, where the norm limits mixing; κ from 0.05 downwards over a factor of eight. Metrics that drift dominates relax as (ηλ)^(−1/2) and are not claimed',
  unit: 'difference of slopes',
  claims: 'equal',
  applies: scales,

  configurations: async (context) => {
    const scale = await equilibriumScale(context);
    const { profile } = context.subject;
    return fc
      .record({
        fastest: fc.constantFrom(...scalingRates(context.subject, [0.08, 0.05, 0.04])),
        seed: fc.nat(0xffff),
      })
      .map(
        ({ fastest, seed }): Configuration => {
          const rates = Array.from({ length: armCount }, (_, arm) => fastest / factor ** arm);
          const weightDecays = rates.map((rate) => rate / decayRate(profile, 1, 1)!);
          const initScales = rates.map((rate) => scale(1, rate, start));
          return {
            learningRate: 1,
            weightDecay: weightDecays[0],
            initScale: initScales[0],
            rates,
            weightDecays,
            initScales,
            seed,
          };
        },
        (value) => ({ fastest: (value as Configuration).rates[0], seed: (value as Configuration).seed }),
      );
  },

  arms: ({ subject }, { rates, weightDecays, initScales, seed }, stretch) => {
    const hyperparameters = quickMoments(subject.optimizer);
    const moments = momentTime({ ...subject.optimizer.hyperparameters, ...hyperparameters });
    return rates.map((rate, arm): Arm => ({
      learningRate: 1,
      weightDecay: weightDecays[arm],
      initScale: initScales[arm],
      hyperparameters,
      initialisation: `start/${seed}`,
      windows: [{ from: Math.ceil(5 / rate + moments), to: Math.ceil((5 + 5 * stretch) / rate + moments) }],
      traceAt: tracedSteps(rate),
    }));
  },

  metrics: (context) => [effectiveRateOf(context)],

  quantities: (context, { rates }) => {
    const metric = effectiveRateOf(context);
    const slope = (arms: readonly Reading[]): number => {
      const times = arms.map((reading, arm) => mixingTime(reading, metric, rates[arm]));
      return ordinaryLeastSquares(rates.map(log), times.map(log)).slope;
    };
    return [{ name: 'slope of ln T against ln κ, plus one', value: (arms) => slope(arms) + 1, tolerance: 0.1 }];
  },

  diagnose: ({ subject }, _, [{ effect }]) =>
    subject.profile.findings.decay ??
    `mixing steps grow as (ηλ)^(${(effect - 1).toFixed(2)}), not as 1/(ηλ): the decay is not what sets the time scale`,
});

function tracedSteps(rate: number): number[] {
  const points = Array.from({ length: Math.round(longest / resolution) }, (_, point) =>
    Math.max(1, Math.round(((point + 1) * resolution) / rate)),
  );
  return [...new Set(points)];
}

/** First time at which the effective rate is near its later mean, between traced steps by interpolation; the end if never. */
function mixingTime(reading: Reading, metric: Metric, rate: number): number {
  const steps = tracedSteps(rate);
  const target = reading.mean(metric, 0) - distance;
  let previous = reading.at(metric, 0);
  for (let point = 1; point < steps.length; point++) {
    const value = reading.at(metric, point);
    if (value >= target) return steps[point - 1] + ((target - previous) / (value - previous)) * (steps[point] - steps[point - 1]);
    previous = value;
  }
  return steps[steps.length - 1];
}
