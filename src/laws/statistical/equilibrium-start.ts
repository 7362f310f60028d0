import { exp, log } from '../../arithmetic/elementary.ts';
import { decayRate } from '../../inference/decay-rate.ts';
import { quickMomentsOf, type QuickMoments } from '../../inference/moments.ts';
import { logEffectiveRate } from '../../metrics/log-effective-rate.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { LawContext, Subject } from '../law.ts';
import { precisionOf } from '../../experiments/run-arms.ts';

/** The effective learning rate of the subject's kind: η/‖w‖^a, a the exponent of η. */
export function effectiveRateOf({ subject }: LawContext): Metric {
  return logEffectiveRate(subject.profile.symmetry.value!.learningRate);
}

/**
 * Measures, by a short pilot, the equilibrium norm in units of the standard initialisation: ρ* = K (η²/κ)^(1/2a), κ the decay per
 * step and a the exponent of η.
 *
 * @returns the init scale that starts at a multiple of ρ*, rounded to four significant bits
 */
export async function equilibriumScale(
  context: LawContext,
): Promise<(learningRate: number, rate: number, multiple: number) => number> {
  const exponent = context.subject.profile.symmetry.value!.learningRate;
  const constant = await equilibriumConstant(context);
  return (learningRate, rate, multiple) =>
    fewBits(multiple * constant * exp(log((learningRate * learningRate) / rate) / (2 * exponent)));
}

/** The fastest decay per step at which weights are not thrown about: slow beside a momentum buffer, and far from all in a step. */
export function fastestRate({ profile }: Subject): number {
  return Math.min(0.3, 0.5 * (1 - profile.momentumCoefficient));
}

/** Rates slow beside the momentum buffer in both arms, where κ alone is the time scale; the fastest such rate if none is. */
export function adiabatic(rates: readonly number[], ratio: number, momentum: number): readonly number[] {
  const slow = rates.filter((rate) => rate * Math.max(1, ratio) <= 0.5 * (1 - momentum));
  return slow.length > 0 ? slow : [fewBits((0.5 * (1 - momentum)) / Math.max(1, ratio))];
}

/**
 * Rates at which the laws of scaling are claimed: slow beside momentum where decay enters the momentum as well and the laws are almost
 * exact, and far below 1 − β of every moment elsewhere, where their leading order is within a few per cent.
 *
 * @returns those of the rates, or the fastest legal one
 */
export function scalingRates(subject: Subject, rates: readonly number[]): readonly number[] {
  const limit = scalingLimit(subject);
  const slow = rates.filter((rate) => rate <= limit * (1 + 1e-9));
  return slow.length > 0 ? slow : [fewBits(limit)];
}

/** The fastest decay per step at which the laws of scaling are claimed. */
export function scalingLimit(subject: Subject): number {
  const { profile } = subject;
  const { hyperparameters } = quickMoments(subject);
  const values = coefficientsOf(subject).map((name) => hyperparameters[name]);
  const memory = Math.max(0, 1 - 1 / Math.max(1, longerMemory(subject)), ...values.filter((value) => value < 1));
  const coupled = profile.weightDecay.value === 'coupled';
  const exact = profile.response === 'plain' || (coupled && ['heavy-ball', 'averaged', 'nesterov'].includes(profile.response));
  return exact ? 0.5 * (1 - profile.momentumCoefficient) : 0.1 * (1 - Math.max(memory, profile.momentumCoefficient));
}

/**
 * Moments that forget within a few tens of steps: the claim is for any β₂, and with the usual 0.999 an equilibrium of a hundred steps
 * would be one of the weights but not of the moments. The momentum of rules that are linear in the gradient is accounted for by their
 * profile.
 *
 * @param slowest coefficient that slower ones are replaced by
 */
export function quickMoments(subject: Subject, slowest?: number): QuickMoments {
  return quickMomentsOf(subject.optimizer, coefficientsOf(subject), slowest, longerMemory(subject));
}

/** Steps for which a rule remembers, where the coefficients of its moments do not tell. */
export function longerMemory({ profile: { kernel, moments } }: Subject): number {
  return kernel === undefined ? (moments?.longer ?? 0) : 0;
}

function coefficientsOf({ profile: { kernel, moments } }: Subject): readonly string[] {
  return kernel === undefined ? (moments?.coefficients ?? []) : [];
}

/** K of ρ* = K (η²/κ)^(1/2a), in units of the standard initialisation, from one run that starts near it on a second try. */
async function equilibriumConstant(context: LawContext): Promise<number> {
  const { subject, objective, engine, seed } = context;
  const { profile, optimizer } = subject;
  const rate = 0.05;
  const { changed, time } = quickMoments(subject);
  const burnIn = Math.ceil(8 / rate + time);
  const exponent = profile.symmetry.value!.learningRate;
  let scale = 1;
  for (let attempt = 0; attempt < 2; attempt++) {
    const { windowMeans, traces } = await engine.run({
      objective,
      optimizer,
      hyperparameters: changed,
      learningRate: 1,
      weightDecay: rate / decayRate(profile, 1, 1)!,
      initScale: scale,
      precision: precisionOf({ objective, optimizer }),
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
