import fc from 'fast-check';
import { exp, log, powerOfTwo } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { alongOrbit } from '../../inference/symmetry.ts';
import { logEffectiveRate } from '../../metrics/log-effective-rate.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import { loss } from '../../metrics/loss.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import type { Objective } from '../../objectives/objective.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Counterexample, LawContext, Subject } from '../law.ts';
import type { Arm, ComparedMetric } from './arms.ts';

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

/** The part of the objectives and optimizers in which comparisons at equilibrium are claimed. */
export function comparable({ profile }: Subject, objective: Objective): true | string {
  if (objective.groups.length === 0) return `${objective.name} declares no scale-invariant group`;
  if (objective.noise === 'none') return 'without gradient noise there is no equilibrium: the oscillation remembers its start';
  const symmetry = profile.symmetry.value;
  if (symmetry === null) return 'no exponents keep the directions, so equivalent triples are not defined';
  if (symmetry.learningRate === 0) return 'the update is normalised by the weights: η alone is the intrinsic learning rate';
  if (decayRate(profile, 1, 1) === undefined) {
    return profile.weightDecay.value === 'none'
      ? 'there is no weight decay, so no equilibrium'
      : 'coupled decay in a scale-free rule: its time scale depends on the size of the gradients';
  }
  return true;
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
  const constant = await equilibriumConstant(context);
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
    const norm = constant * exp(log((learningRate * learningRate) / rate) / (2 * symmetry.learningRate));
    return { learningRate: moved.learningRate, weightDecay: moved.weightDecay, initScale: c * fewBits(multiple * norm) };
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

/** Rates slow beside the momentum buffer in both arms, where κ alone is the time scale; the slowest one if none is. */
function adiabatic(rates: readonly number[], ratio: number, momentum: number): readonly number[] {
  const slow = rates.filter((rate) => rate * Math.max(1, ratio) <= 0.5 * (1 - momentum));
  return slow.length > 0 ? slow : [Math.min(...rates)];
}

/** The arms of a pair: burn-in for a far start and window, in units of 1/κ. */
export function armsOf({ subject }: LawContext, pair: PairConfiguration): readonly [Arm, Arm] {
  const quick = quickMoments(subject.optimizer);
  const hyperparameters = { ...subject.optimizer.hyperparameters, ...quick };
  const moved = {
    ...quick,
    ...alongOrbit(subject.profile.symmetry.value!, powerOfTwo(pair.exponent), 1, 1, hyperparameters).hyperparameters,
  };
  const slowest = momentTime(hyperparameters);
  const length = (rate: number): Pick<Arm, 'burnIn' | 'window'> => ({
    burnIn: Math.ceil((6 + log(pair.above)) / rate + slowest),
    window: Math.ceil(10 / rate),
  });
  const { learningRate, weightDecay, initScale, decayRate: rate, ratio, other } = pair;
  return [
    { learningRate, weightDecay, initScale, hyperparameters: quick, initialisation: `first/${pair.seed}`, ...length(rate) },
    { ...other, hyperparameters: moved, initialisation: `second/${pair.seed}`, ...length(rate * ratio) },
  ];
}

/** Effective rate, angular update, and on networks the loss: each as a log ratio. */
export function equilibriumMetrics({ subject, objective }: LawContext): ComparedMetric[] {
  const effectiveRate = logEffectiveRate(subject.profile.symmetry.value!.learningRate);
  return [
    { metric: effectiveRate, compare: (a, b) => b - a, tolerance: 0.03 },
    { metric: squaredAngularUpdate, compare: (a, b) => 0.5 * log(b / a), tolerance: 0.03 },
    ...(objective.noise === 'minibatch'
      ? [{ metric: loss, compare: (a: number, b: number) => log(b / a), tolerance: 0.03 }]
      : []),
  ];
}

/**
 * Second moments that forget within a few tens of steps: the claim is for any β₂, and with the usual 0.999 an equilibrium of a
 * hundred steps would be one of the weights but not of the moments.
 */
export function quickMoments({ hyperparameters = {} }: Optimizer): Record<string, number> {
  const slow = Object.entries(hyperparameters).filter(([name, value]) => isMoment(name) && value > 0.95 && value < 1);
  return Object.fromEntries(slow.map(([name]) => [name, 0.95]));
}

function isMoment(name: string): boolean {
  return /^(beta|alpha|rho|decay)/.test(name);
}

/** Steps in which moment estimates forget: the slowest moment's 6/(1 − β). */
function momentTime(hyperparameters: Readonly<Record<string, number>>): number {
  const times = Object.entries(hyperparameters).map(([name, value]) =>
    isMoment(name) && value > 0 && value < 1 ? 6 / (1 - value) : 0,
  );
  return Math.max(0, ...times);
}

/** K of ρ* = K (η²/κ)^(1/2a), in units of the standard initialisation, from one run that starts near it on a second try. */
async function equilibriumConstant({ subject, objective, engine, seed }: LawContext): Promise<number> {
  const { profile, optimizer } = subject;
  const rate = 0.05;
  const hyperparameters = quickMoments(optimizer);
  const burnIn = Math.ceil(8 / rate + momentTime({ ...optimizer.hyperparameters, ...hyperparameters }));
  const exponent = profile.symmetry.value!.learningRate;
  let scale = 1;
  for (let attempt = 0; attempt < 2; attempt++) {
    const { windowMeans, traces } = await engine.run({
      objective,
      optimizer,
      hyperparameters,
      learningRate: 1,
      weightDecay: rate / decayRate(profile, 1, 1)!,
      initScale: scale,
      precision: 'float64',
      seed: `${seed}/equilibrium-constant`,
      streams: { initialisation: 'initialisation', data: 'data' },
      replicas: { first: 0, count: 1 },
      steps: burnIn + 100,
      metrics: [logWeightNorm],
      windows: [{ from: burnIn + 1, to: burnIn + 100 }],
      traceAt: [1],
    });
    scale *= exp(windowMeans['log-weight-norm'][0] - traces['log-weight-norm'][0]);
  }
  return scale * exp(log(rate) / (2 * exponent));
}

/** Rounded to four significant bits, so that it is exact under powers of two and short in print. */
function fewBits(x: number): number {
  let unit = 1;
  while (unit * 16 <= x) unit *= 2;
  while (unit * 8 > x) unit /= 2;
  return Math.round(x / unit) * unit;
}
