import type { Tensor } from '../arithmetic/tensor.ts';
import type { MomentumConvention, Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { burstingSteps } from './bursting-steps.ts';
import type { Diagnosis } from './cause.ts';
import { integerPower } from './integer-power.ts';
import { mistakeOf } from './mistaken-response.ts';
import { distance, identical, norm, plus, scaled } from './probe-problem.ts';
import type { ResponseFamily } from './profile.ts';
import {
  declaredCoefficient,
  momentumLike,
  familyOf,
  impulseResponse,
  isAdditive,
  lags,
  laterImpulses,
  rounding,
} from './response-kernel.ts';
import { randomTurns } from './random-turns.ts';
import { settledRun } from './settled-run.ts';
import { smallGradients } from './small-gradients.ts';

/** How an optimizer answers to gradients when λ = 0. */
export interface ResponseReading {
  readonly family: ResponseFamily;
  /**
   * r₀, r₁, …: an impulse g at step s moves the parameters by −η r_k g at step s + k. Present for linear responses whose impulse
   * moves every coordinate alike.
   */
  readonly kernel?: readonly number[];
  /** The same for an impulse at a later step, which differs where the first gradient enters a buffer undamped. */
  readonly laterKernel?: readonly number[];
  readonly momentumCoefficient: number;
  readonly momentum?: MomentumConvention;
  /** What is wrong with the response, when no family explains it. */
  readonly finding?: Diagnosis;
}

/** What else is known of the optimizer. */
export interface ResponseContext {
  /** Names of the coefficients of momentum. */
  readonly momentum?: readonly string[];
  /** First steps that only fill the state. */
  readonly fill?: number;
}

/** Measures the response by impulses and sums of gradients; the symmetry tells how the response should scale. */
export function inferResponse(
  optimizer: Optimizer,
  symmetry: SymmetryExponents | null,
  { momentum = [], fill = 0 }: ResponseContext = {},
): ResponseReading {
  if (symmetry === null || symmetry.learningRate !== 2) {
    return { family: symmetry === null ? 'nonlinear' : 'scale-free', momentumCoefficient: 0 };
  }
  if (!isAdditive(optimizer)) return { family: 'nonlinear', momentumCoefficient: 0 };
  const first = impulseResponse(optimizer, fill + 1, () => 1);
  const impulses = laterImpulses.map((at) => impulseResponse(optimizer, fill + at, () => 1, at > 4 ? 16 : lags));
  const later = impulses[2];
  if (first === undefined || later === undefined || impulses.includes(undefined)) {
    const finding = burstingSteps(optimizer, fill);
    return { family: 'other-linear', momentumCoefficient: 0, ...(finding !== undefined && { finding }) };
  }
  if (isKeptBack(optimizer, fill, impulses[impulses.length - 1]!)) return { family: 'nonlinear', momentumCoefficient: 0 };
  const halving = impulseResponse(optimizer, fill + 1, (step) => integerPower(0.5, step - fill - 1), 4);
  // A later gradient may enter with another weight (dampening), but what it does from then on is the same.
  const alike = impulses.every(
    (impulse) =>
      // It is the same weight from the second gradient on, or the rule changes with the step.
      Math.abs(impulse![0] - later[0]) <= rounding(optimizer) &&
      impulse!.slice(0, lags - 4).every((r, lag) => Math.abs(r * later[0] - later[lag] * impulse![0]) <= rounding(optimizer)),
  );
  const dampened = first
    .slice(0, lags - 4)
    .every((r, lag) => Math.abs(later[lag] * first[0] - r * later[0]) <= rounding(optimizer));
  const family = alike && dampened ? (familyOf(first, rounding(optimizer)) ?? 'other-linear') : 'varying';
  const given = momentum.map((name) => optimizer.hyperparameters![name]);
  const ratio = first[1] !== 0 ? first[2] / first[1] : 0;
  const measured = declaredCoefficient(optimizer, given, ratio);
  const slower = impulseResponse(optimizer, fill + 1, () => 0.5, 8);
  const mistake = mistakeOf(optimizer, {
    fill,
    first,
    slower: slower ?? [],
    later,
    late: impulses[impulses.length - 1]!,
    consecutive: [first, ...(impulses.slice(0, 3) as number[][])],
    stationary: alike && dampened,
    settles: alike,
    family,
    measured,
    momentum,
  });
  // A learning rate that only bounds the step, as in rules that read the loss, adds up where it is small and not at that of the impulses.
  if (mistake !== undefined && !isAdditive(optimizer, 1, 1)) return { family: 'nonlinear', momentumCoefficient: 0 };
  // Nor does an impulse tell anything that comes where chance has its tensor rest.
  if (mistake !== undefined && family === 'varying' && randomTurns(optimizer, fill) !== undefined)
    return { family: 'nonlinear', momentumCoefficient: 0 };
  return {
    family: mistake?.family ?? family,
    kernel: first,
    laterKernel: later,
    momentumCoefficient:
      mistake?.coefficient ?? (family === 'plain' ? 0 : family === 'other-linear' ? momentumLike(first) : measured),
    momentum: family === 'plain' || halving === undefined ? undefined : conventionOf(first, halving, rounding(optimizer)),
    ...(mistake === undefined ? {} : { finding: mistake.finding }),
  };
}

/**
 * Whether a late gradient, or what follows it, is nothing beside so many zeros alone: as where norms are compared with their median, which does not never move
 * anything, or where a tolerance leaves out what comes after it, momentum and all.
 */
function isKeptBack(optimizer: Optimizer, fill: number, late: readonly number[]): boolean {
  if (late.every((r) => r === 0)) return movesAmongOthers(optimizer, fill + laterImpulses[laterImpulses.length - 1]);
  if (late.slice(1).some((r) => r !== 0)) return false;
  return isRememberedAmongOthers(optimizer, fill) && smallGradients(optimizer, fill) !== undefined;
}

/** Whether the step after an ordinary gradient depends on it, where that step has a gradient of its own: momentum does not show where what is zero moves nothing. */
function isRememberedAmongOthers(optimizer: Optimizer, fill: number): boolean {
  const gaps = [...amongOthers(optimizer, fill + 1, 1, [-1, 1])].map(([own, others]) => plus(own, -1, others));
  return gaps[0].some((gap, i) => distance(gaps[1][i], gap) > rounding(optimizer) * norm(gap));
}

/** Whether an ordinary gradient after ordinary ones moves the parameters: those of a step and of the one after it, of which one may be left out. */
function movesAmongOthers(optimizer: Optimizer, at: number): boolean {
  for (const [own, others] of amongOthers(optimizer, at - 1, 0, [-1, -1, -1, -1])) if (!identical(own, others)) return true;
  return false;
}

/**
 * Where two runs are after each of some ordinary gradients, of which one of them gets these multiples.
 *
 * @param steps that both have made before, as one run
 * @param first gradient of those that follow
 */
function* amongOthers(
  optimizer: Optimizer,
  steps: number,
  first: number,
  multiples: readonly number[],
): Generator<readonly [Tensor[], Tensor[]]> {
  const { run, gradients } = settledRun(optimizer, 'response', steps, 2 ** -7);
  const other = run.fork();
  for (const [i, multiple] of multiples.entries()) {
    const g = gradients(first + i);
    run.step(g, 2 ** -7, 0);
    other.step(scaled(g, multiple), 2 ** -7, 0);
    yield [scaled(run.parameters, 1), scaled(other.parameters, 1)];
  }
}

/** Where the rate is, by what half of it at the next step makes of what the first gradient does there. */
function conventionOf(first: readonly number[], halving: readonly number[], off: number): MomentumConvention | undefined {
  if (Math.abs(halving[1] - 0.5 * first[1]) < off) return 'rate-outside';
  return Math.abs(halving[1] - first[1]) < off ? 'rate-inside' : undefined;
}
