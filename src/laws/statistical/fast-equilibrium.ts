import fc from 'fast-check';
import { log } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import type { Metric } from '../../metrics/metric.ts';
import { ordinaryLeastSquares } from '../../statistics/ordinary-least-squares.ts';
import { loss } from '../../metrics/loss.ts';
import type { Counterexample, Law, LawContext } from '../law.ts';
import { effectiveRateOf, equilibriumScale, quickMoments, scales, scalingRates } from './equilibrium-start.ts';
import { replicaLaw } from './replica-law.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Reading } from '../../experiments/reading.ts';

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
  formula:
    'T ∝ (ηλ)^(−1): the slope of ln T against ln κ over a factor of eight is −1 ± 0.1 on pure noise, and on networks, where drift helps, between −1 and −1/2; e^(1/ηλ) would give −1/(ηλ)',
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
    const { changed: hyperparameters, time: moments } = quickMoments(subject);
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

  metrics: (context) => [effectiveRateOf(context), ...(drifts(context) ? [loss] : [])],

  quantities: (context, { rates }) => {
    const metric = effectiveRateOf(context);
    const slope = (arms: readonly Reading[]): number => {
      const times = arms.map((reading, arm) => mixingTime(reading, metric, rates[arm]));
      return ordinaryLeastSquares(rates.map(log), times.map(log)).slope;
    };
    return [
      drifts(context)
        ? { name: 'slope of ln T against ln κ, beyond [−1, −1/2]', value: (arms) => beyondBounds(slope(arms)), tolerance: 0.1 }
        : { name: 'slope of ln T against ln κ, plus one', value: (arms) => slope(arms) + 1, tolerance: 0.1 },
    ];
  },

  observe: (context, { rates }, replicas) => {
    if (!drifts(context)) return [];
    const times = rates.map((rate, arm) =>
      lossMixingTime(
        replicas.map((arms) => arms[arm]),
        rate,
      ),
    );
    const slope = ordinaryLeastSquares(rates.map(log), times.map(log)).slope;
    const longer = (1 / rates[rates.length - 1] - 1 / rates[0]).toFixed(0);
    return [
      `the mean loss mixes in (ηλ)^(${slope.toFixed(2)}) steps: −1 where noise dominates or the norm limits, −1/2 where drift does; e^(1/ηλ) would take e^${longer} times as long in the slowest arm`,
    ];
  },

  diagnose: ({ subject }, _, [{ unclipped }]) =>
    subject.profile.findings.decay ??
    `mixing steps grow as (ηλ)^(${(unclipped - 1).toFixed(2)}), not as 1/(ηλ): the decay is not what sets the time scale`,
});

/** Whether the loss has a slope to drift along, beside the noise. */
function drifts({ objective }: LawContext): boolean {
  return objective.noise === 'minibatch';
}

/** How far a slope lies outside of what the regimes of the theory span: −1 (norm or noise) to −1/2 (drift). */
function beyondBounds(slope: number): number {
  if (slope < -1) return slope + 1;
  return slope > -0.5 ? slope + 0.5 : 0;
}

/** First time at which the loss, averaged over replicas and over a few traced steps, has made nine tenths of its way. */
function lossMixingTime(replicas: readonly Reading[], rate: number): number {
  const steps = tracedSteps(rate);
  const average = (value: (reading: Reading) => number): number =>
    replicas.reduce((sum, reading) => sum + value(reading), 0) / replicas.length;
  const course = steps.map((_, point) => average((reading) => reading.at(loss, point)));
  const smooth = course.map((_, point) => {
    const near = course.slice(Math.max(0, point - 2), point + 3);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
  const target = average((reading) => reading.mean(loss, 0));
  const excess = smooth.map((value) => Math.abs(value - target));
  const there = excess.findIndex((distance) => distance <= 0.1 * excess[0]);
  return steps[there < 0 ? steps.length - 1 : there];
}

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
