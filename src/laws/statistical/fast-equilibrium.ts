import fc from 'fast-check';
import { exp, log } from '../../arithmetic/elementary.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Reading } from '../../experiments/reading.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { loss } from '../../metrics/loss.ts';
import type { Metric } from '../../metrics/metric.ts';
import { median } from '../../statistics/descriptive.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import type { Counterexample, Law, LawContext } from '../law.ts';
import { reachesEquilibrium, tooSlow } from './equilibrium-domain.ts';
import { adiabatic, effectiveRateOf, equilibriumScale, quickMoments } from './equilibrium-start.ts';
import { mixingTime } from './mixing-time.ts';
import { isPureNoise, noiseMoments } from './noise-moments.ts';
import { SETTLED } from './noise-quantities.ts';
import { replicaLaw } from './replica-law.ts';

interface Configuration extends Counterexample {
  /** Decay rates, the fastest first; each has an arm from above and one from below. */
  readonly rates: readonly number[];
  readonly weightDecays: readonly number[];
  /** Start of each arm. */
  readonly initScales: readonly number[];
  readonly seed: number;
}

/** Decay rates from which the others go down. */
const FASTEST = [0.16, 0.12, 0.048, 0.04, 0.0048, 0.004, 0.001];
/** Rates over the fastest one: a factor of 32 in all. */
const SPAN = [1, 1 / 6, 1 / 32];
const NAMES = ['fast', 'slower', 'slowest'];
/** How many of them are run often. */
const IN_BREADTH = 2;
/** Starts over the equilibrium norm. */
const STARTS = [4, 1 / 4];
/** Distance of the starts, in ln of the effective rate, at which they have met. */
const MET = 0.5;
/** Times until the bound at which the way is read. */
const POINTS = 24;

/** Until when, in units of 1/κ, a start from above is watched for going down sooner than decay takes it. */
const WATCHED = 0.7;
/** How much sooner, in ln of the norm. */
const SOONER = 0.1;
const SOON = 'fall of the norm beyond decay';

/** Starts from above and from below meet within the time that theory gives, which is inversely proportional to ηλ, and no sooner. */
export const fastEquilibrium: Law = replicaLaw<Configuration>({
  id: 'fast-equilibrium',
  claim:
    'Runs from four times the equilibrium norm and from a quarter of it are alike after O(1/(ηλ)) steps, not after exponentially many, and come down no sooner than decay takes them.',
  formula:
    'T(κ)·κ ≤ ln 4 + 1.5, for κ over a factor of 32: at the time (ln 4 + 1.5)/κ, and as long again as moments remember, E ln(η/‖w‖^a) and on networks E loss of both starts agree; from above ‖w(t)‖ ≥ (1 − κ)ᵗ ‖w(0)‖ at t = 0.7/κ, for steps are orthogonal to the weights and only add to them (sums of gradients, and on pure noise all rules, where the symmetry is claimed)',
  source: 'Li, Lyu & Arora 2020, the fast equilibrium conjecture; the bound is derived in mixing-time.ts',
  domain:
    'as equilibrium, starts at 4ρ* and ρ*/4; κ from 0.16 downwards, slow beside momentum. A start that is not forgotten by then counts against the law however long it would take',
  unit: 'log ratio',
  claims: 'equal',
  applies: (subject, objective) => {
    const reason = reachesEquilibrium(subject, objective);
    return reason === true ? (tooSlow(subject) ?? true) : reason;
  },

  configurations: async (context) => {
    const scale = await equilibriumScale(context);
    const { profile } = context.subject;
    // The fastest two that are slow beside momentum.
    const fastest = adiabatic(FASTEST, 1, profile.momentumCoefficient).slice(0, 2);
    return fc.record({ fastest: fc.constantFrom(...fastest), seed: fc.nat(0xffff) }).map(
      ({ fastest, seed }): Configuration => {
        const rates = SPAN.map((share) => fastest * share);
        const weightDecays = rates.map((rate) => rate / decayRate(profile, 1, 1)!);
        const initScales = rates.flatMap((rate) => STARTS.map((start) => scale(1, rate, start)));
        return { learningRate: 1, weightDecay: weightDecays[0], initScale: initScales[0], rates, weightDecays, initScales, seed };
      },
      (value) => ({ fastest: (value as Configuration).rates[0], seed: (value as Configuration).seed }),
    );
  },

  // The slowest decay takes four fifths of all steps.
  inBreadth: ({ rates, weightDecays, initScales, ...configuration }) => ({
    ...configuration,
    rates: rates.slice(0, IN_BREADTH),
    weightDecays: weightDecays.slice(0, IN_BREADTH),
    initScales: initScales.slice(0, STARTS.length * IN_BREADTH),
  }),

  arms: ({ subject }, { rates, weightDecays, initScales, seed }, stretch) => {
    const { changed: hyperparameters, time: moments } = quickMoments(subject);
    return rates.flatMap((rate, i) => {
      const bound = boundOf(rate, moments);
      return STARTS.map((_, side): Arm => ({
        learningRate: 1,
        weightDecay: weightDecays[i],
        initScale: initScales[2 * i + side],
        hyperparameters,
        initialisation: `${side === 0 ? 'above' : 'below'}/${seed}`,
        windows: [{ from: bound + 1, to: bound + Math.ceil((0.5 * stretch) / rate) }],
        traceAt: pointsUntil(bound),
      }));
    });
  },

  metrics,

  quantities: (context, { rates }) => [
    ...metrics(context).flatMap((metric) =>
      rates.map((_, i): Quantity => ({
        name: `${metric.name}, ${NAMES[i]} decay`,
        value: (arms) => apart(metric, arms[2 * i], arms[2 * i + 1]),
        tolerance: metric === loss ? 0.1 : apartBy(context),
        sameLaw: true,
      })),
    ),
    // Not of the fastest, beside which momentum is not much quicker and may overshoot.
    ...rates.flatMap((_, i) => (i === 0 || !stepsAcross(context) ? [] : [sooner(context, rates, i)])),
  ],

  alike: (context, { rates }) => {
    const metric = effectiveRateOf(context);
    return rates.map((_, i) => ({
      name: `${metric.name}, ${NAMES[i]} decay`,
      values: (arms) => [arms[2 * i].mean(metric, 0), arms[2 * i + 1].mean(metric, 0)],
      tolerance: apartBy(context),
    }));
  },

  observe: (context, { rates }, replicas) => [meetings(context, rates, replicas)],

  cause: 'start-not-forgotten',
  diagnose: ({ subject }, { rates }, quantities) => {
    const late = quantities.filter(({ verdict }) => verdict === 'refuted');
    const slow = NAMES.findIndex((name) => late.some(({ metric }) => metric.includes(`${name} decay`)));
    const rate = rates[Math.max(0, slow)].toPrecision(2);
    const { decay } = subject.profile.findings;
    if (decay !== undefined) return decay.sentence;
    if (late[0].metric.startsWith(SOON))
      return `from 4ρ* the norm comes down by a factor of ${exp(late[0].unclipped).toFixed(2)} more than decay by κ = ${rate} takes it in ${WATCHED}/κ steps: the decay is not what sets the time scale`;
    return `starts at 4ρ* and ρ*/4 are still apart by ${late[0].unclipped.toFixed(2)} in ${late[0].metric} (κ = ${rate}) after (ln 4 + 1.5)/κ steps: the decay is not what sets the time scale`;
  },
});

function metrics(context: LawContext): readonly Metric[] {
  return [effectiveRateOf(context), ...(context.objective.noise === 'minibatch' ? [loss] : [])];
}

/** What of a start may be left: next to nothing is (mixing-time.ts) on noise of a settled size; elsewhere steps, or a loss, vary. */
function apartBy({ objective }: LawContext): number {
  return isPureNoise(objective) && noiseMoments(objective).relativeVariance <= SETTLED ? 0.06 : 0.25;
}

/**
 * Whether steps are orthogonal to the weights in the mean, as sums of gradients are, and other rules where both signs are as likely. Not
 * asked of a rule that claims no symmetry: clamped weights, centralised gradients and NovoGrad were measured to come down sooner.
 */
function stepsAcross({ subject: { profile }, objective }: LawContext): boolean {
  return profile.symmetry.from === 'contract' && (profile.kernel !== undefined || isPureNoise(objective));
}

/** How far apart the starts are after the bound: logarithms, so that every metric is a log ratio. */
function apart(metric: Metric, above: Reading, below: Reading): number {
  const [a, b] = [above.mean(metric, 0), below.mean(metric, 0)];
  return metric === loss ? log(b / a) : b - a;
}

/** Steps until all starts are forgotten, by weights and moments. */
function boundOf(rate: number, moments: number): number {
  return Math.ceil(mixingTime(rate, STARTS) + moments);
}

/** The start, and points evenly spaced from there to the bound. */
function pointsUntil(bound: number): number[] {
  return [...new Set(Array.from({ length: POINTS + 1 }, (_, i) => Math.max(1, Math.round((i * bound) / POINTS))))];
}

/**
 * By how much a start from above has come down further than decay alone takes it, in ln of its norm. By how much it came down less, as
 * where the decay is late, says nothing here, and is cut off: not at zero, where scatter would have a mean.
 */
function sooner(context: LawContext, rates: readonly number[], i: number): Quantity {
  const metric = effectiveRateOf(context);
  const exponent = context.subject.profile.symmetry.value!.learningRate;
  const steps = pointsUntil(boundOf(rates[i], quickMoments(context.subject).time));
  const at = steps.findLastIndex((step) => (step - 1) * rates[i] <= WATCHED);
  const allowed = (steps[at] - 1) * log(1 - rates[i]);
  return {
    name: `${SOON}, ${NAMES[i]} decay`,
    value: (arms) => Math.max(-0.5 * SOONER, (arms[2 * i].at(metric, at) - arms[2 * i].at(metric, 0)) / exponent + allowed),
    tolerance: SOONER,
  };
}

/** When the starts meet, in units of 1/κ; what has not met by the bound is counted and not made up. */
function meetings(context: LawContext, rates: readonly number[], replicas: readonly (readonly Reading[])[]): string {
  const metric = effectiveRateOf(context);
  const moments = quickMoments(context.subject).time;
  let never = 0;
  const times = rates.map((rate, i) => {
    const steps = pointsUntil(boundOf(rate, moments));
    const met = replicas.map((arms) => {
      const there = steps.find((_, at) => Math.abs(arms[2 * i].at(metric, at) - arms[2 * i + 1].at(metric, at)) <= MET);
      if (there === undefined) never += 1;
      return (there ?? Infinity) * rate;
    });
    return `${median(met).toFixed(2)} of ${(boundOf(rate, moments) * rate).toFixed(2)}`;
  });
  return `the starts meet after T·κ = ${times.join(', ')} that theory allows (median, from fast to slow decay); ${never} of ${rates.length * replicas.length} times they had not met by then`;
}
