import fc from 'fast-check';
import { log } from '../../arithmetic/elementary.ts';
import { rememberPromise } from '../../experiments/remember-promise.ts';
import { runArms } from '../../experiments/run-arms.ts';
import type { Reading } from '../../experiments/reading.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import type { Metric } from '../../metrics/metric.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Objective } from '../../objectives/objective.ts';
import { mean, sampleStandardDeviation } from '../../statistics/descriptive.ts';
import { ratioInWords } from '../../verdicts/size-in-words.ts';
import { OutsideDomain, type Counterexample, type LawContext, type Subject } from '../law.ts';
import { drawFrom } from './draw.ts';
import { effectiveRateOf, equilibriumScale, quickMoments, scalingRates } from './equilibrium-start.ts';
import { heavyTailed, noiseMoments, windowFactor } from './noise-moments.ts';
import { referenceRule } from './reference-rule.ts';
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

/** Arbitrary of pairs whose decay rates differ by `factor`, where noise is what the norm balances. */
export async function ratePairs(context: LawContext): Promise<fc.Arbitrary<RatePair>> {
  await demandBalance(context);
  return pairsOf(context);
}

async function pairsOf(context: LawContext): Promise<fc.Arbitrary<RatePair>> {
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
  { subject, objective }: LawContext,
  { learningRate, weightDecay, initScale, decayRate: rate, other, seed }: RatePair,
  stretch: number,
): readonly [Arm, Arm] {
  const { changed: hyperparameters, time: slowest } = quickMoments(subject);
  const reading = (speed: number): Pick<Arm, 'windows' | 'equilibrium' | 'hyperparameters' | 'learningRate'> => {
    const burnIn = Math.ceil(6 / speed + slowest);
    return {
      learningRate,
      hyperparameters,
      windows: [{ from: burnIn + 1, to: burnIn + Math.ceil((10 * stretch * windowFactor(objective)) / speed) }],
      equilibrium: 0,
    };
  };
  return [
    { weightDecay, initScale, initialisation: `first/${seed}`, ...reading(rate) },
    { ...other, initialisation: `second/${seed}`, ...reading(rate / factor) },
  ];
}

/** Deviation of the second moment's balance, as a log ratio: how far the effective rate is from growing as the root of κ. */
export function balanceOf(context: LawContext, rate: number, [fast, slow]: readonly Reading[]): number {
  const metric = effectiveRateOf(context);
  const squareRootLaw = context.subject.profile.symmetry.value!.learningRate === 2;
  // Exact in discrete time for SGD; a correction below the tolerance elsewhere.
  const expected = 0.5 * log((rate * (2 - rate)) / ((rate / factor) * (2 - rate / factor))) + scatter(context, rate);
  const moment = squareRootLaw ? 0.5 * log(fast.mean(gradientMoment, 0) / slow.mean(gradientMoment, 0)) : 0;
  return fast.mean(metric, 0) - slow.mean(metric, 0) - expected + moment;
}

/**
 * What the scatter of ‖w‖⁴ adds to the difference of mean logarithms: its relative variance is 2κv, v that of the squared gradient,
 * to leading order in κ and for SGD. In many dimensions it is nothing.
 */
function scatter({ subject, objective }: LawContext, rate: number): number {
  if (subject.profile.response !== 'plain' || objective.noise !== 'injected') return 0;
  return 0.5 * (rate - rate / factor) * noiseMoments(objective).relativeVariance;
}

/** Replicas of the reference rule, on networks and where steps are cheap. */
const [REPLICAS, MANY_REPLICAS] = [4, 16];
/** Deviation of it, in the mean and clear of this many standard errors, from which on the balance is not claimed. */
const [OFF, CLEARLY] = [0.03, 3];

const balances = new WeakMap<Objective, Map<Subject, Promise<number>>>();

/**
 * The balance of decay and noise holds exactly for SGD without momentum. A rule that remembers gradients sums those of many steps:
 * it holds where these are as good as independent, which is where noise dominates them. Whether they are is seen by a rule that is
 * known to be correct and has the same memory.
 *
 * @throws OutsideDomain where that rule is off as well
 */
export async function demandBalance(context: LawContext): Promise<void> {
  const { objective } = context;
  if (heavyTailed(objective))
    throw new OutsideDomain('its noise has heavy tails: there is no second moment of the gradient that the norm could balance');
  const reference = referenceRule(context.subject);
  if (reference.profile.response === 'plain') return;
  const known = balances.get(objective) ?? new Map<Subject, Promise<number>>();
  balances.set(objective, known);
  const off = await rememberPromise(known, reference, () => imbalance({ ...context, subject: reference }));
  if (off > OFF)
    throw new OutsideDomain(
      `gradients are not independent over the memory of its momentum, so that noise does not dominate: the effective rate of ${reference.optimizer.name} is off by ${ratioInWords(off)} on ${objective.name} as well`,
    );
}

async function imbalance(context: LawContext): Promise<number> {
  const [{ value: pair }] = drawFrom([await pairsOf(context)], { ...context, seed: 0 }, 'balance of a reference', 1);
  const { engine, objective, subject } = context;
  const bench = { engine, objective, optimizer: subject.optimizer, seed: 0 };
  const arms = ratePairArms(context, pair, 1);
  const count = objective.noise === 'minibatch' ? REPLICAS : MANY_REPLICAS;
  const { readings } = await runArms(bench, 'balance', arms, ratePairMetrics(context), { first: 0, count });
  const values = readings.map((reading) => balanceOf(context, pair.decayRate, reading));
  const error = sampleStandardDeviation(values) / Math.sqrt(count);
  const average = Math.abs(mean(values));
  // Diverged replicas are no balance either.
  return average > CLEARLY * error || !Number.isFinite(average) ? average : 0;
}
