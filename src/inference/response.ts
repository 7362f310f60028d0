import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Diagnosis } from './cause.ts';
import type { MomentumConvention, Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';
import type { ResponseFamily } from './profile.ts';
import { integerPower } from './integer-power.ts';

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

/** Long enough to see a buffer that is cleared every hundred steps. */
const lags = 128;

/** Weights of size one are rounded to 1e-16, or in float32 to 1e-7; sums over the length of a response are off by some of these. */
function rounding(optimizer: Optimizer): number {
  return tolerance(optimizer, 1e-9, 1e-5);
}

/** Steps, after those that fill the state, at which impulses are compared: consecutive ones show a period, a late one a warm-up. */
const laterImpulses = [2, 3, 4, 5, 6, 41];

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
  if (first === undefined || later === undefined || impulses.includes(undefined))
    return { family: 'other-linear', momentumCoefficient: 0 };
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
  const measured = declaredCoefficient(optimizer, given, first[1] !== 0 ? first[2] / first[1] : 0);
  const slower = impulseResponse(optimizer, fill + 1, () => 0.5, 8);
  const mistake = mistakeOf(optimizer, {
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
  return {
    family: mistake?.family ?? family,
    kernel: first,
    laterKernel: later,
    momentumCoefficient: mistake?.coefficient ?? (family === 'plain' ? 0 : measured),
    momentum:
      family === 'plain' || halving === undefined
        ? undefined
        : Math.abs(halving[1] - 0.5 * first[1]) < rounding(optimizer)
          ? 'rate-outside'
          : Math.abs(halving[1] - first[1]) < rounding(optimizer)
            ? 'rate-inside'
            : undefined,
    ...(mistake === undefined ? {} : { finding: mistake.finding }),
  };
}

/** What the response was meant to be, so that the laws show the difference, and what is wrong with it. */
interface Mistake {
  readonly family: ResponseFamily;
  readonly coefficient: number;
  readonly finding: Diagnosis;
}

/** What was measured. */
interface Measured {
  readonly first: readonly number[];
  readonly later: readonly number[];
  /** Response to the first impulse at half the rate, which is 1 otherwise. */
  readonly slower: readonly number[];
  /** Response to an impulse at a late step. */
  readonly late: readonly number[];
  /** Responses to impulses at the first four steps. */
  readonly consecutive: readonly (readonly number[])[];
  /** Whether impulses act alike at all steps, from the first on. */
  readonly stationary: boolean;
  /** Whether they do from the second on. */
  readonly settles: boolean;
  readonly family: ResponseFamily;
  readonly measured: number;
  readonly momentum: readonly string[];
}

function mistakeOf(optimizer: Optimizer, reading: Measured): Mistake | undefined {
  const { first: kernel, stationary, family, measured: coefficient } = reading;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  const [r0] = kernel;
  const batches = optimizer.microBatches ?? 1;
  const gain = (): Diagnosis =>
    batches > 1 && near(r0, batches)
      ? summed(batches)
      : { cause: 'gradient-scaled', sentence: `a gradient moves the parameters by ${rounded(r0)} η g, not by η g` };
  const plain = (cause: Diagnosis['cause'], sentence: string): Mistake => ({
    family: 'plain',
    coefficient: 0,
    finding: { cause, sentence },
  });
  const heavy = (finding: Diagnosis): Mistake => ({
    family: 'heavy-ball',
    coefficient: Number.isFinite(coefficient) && Math.abs(coefficient) < 1 ? coefficient : 0,
    finding,
  });
  const meanKernel = kernel.map((r) => r / batches);
  if (batches > 1 && family === 'other-linear' && familyOf(meanKernel, rounding(optimizer)) === 'nesterov')
    return { family: 'nesterov', coefficient, finding: summed(batches) };
  if (kernel.every((r) => r === 0)) return plain('gradient-never-moves', 'a gradient never moves the parameters');
  if (r0 === 0) {
    const sentence = 'a gradient does not act on its own step: the step uses the gradient, or the buffer, of the previous one';
    return heavy({ cause: 'gradient-late', sentence });
  }
  if (keepsFirst(reading)) {
    const sentence = 'the gradient of the first step is used for ever: later ones change nothing';
    return heavy({ cause: 'gradient-first-kept', sentence });
  }
  const buffer = ofBuffer(optimizer, reading);
  if (buffer !== undefined) return heavy(buffer);
  const scaledByOption = (): boolean => isScaledByOption(optimizer, r0, reading.momentum);
  if (stationary && family !== 'plain' && kernel.slice(1).every((r) => r === 0))
    return scaledByOption() ? undefined : { family: 'plain', coefficient: 0, finding: gain() };
  if (kernel.every((r) => near(r, r0)))
    return plain('gradient-for-ever', 'a gradient moves the parameters for ever: an accumulator of gradients is never cleared');
  const last = Math.max(...kernel.slice(-8).map(Math.abs));
  if (last > 1.5 * Math.max(...kernel.slice(0, 8).map(Math.abs)))
    return heavy({ cause: 'momentum-unstable', sentence: 'old gradients act more and more strongly: the momentum grows' });
  const early = transient(optimizer, reading);
  if (early !== undefined) return early;
  if (stationary && r0 > 1 + rounding(optimizer) && kernel.every((r, lag) => near(r, r0 * integerPower(coefficient, lag))))
    return scaledByOption() ? undefined : heavy(gain());
  return otherCoefficient(optimizer, reading);
}

/** Whether no gradient but the first moves anything, and that one goes on moving the parameters. */
function keepsFirst({ first, late, consecutive }: Measured): boolean {
  const idle = [...consecutive.slice(1), late].every((each) => each.every((r) => r === 0));
  return idle && first.slice(-8).every((r) => r > 0.5 * first[0]);
}

/** What is done to the buffer that should only be kept and added to. */
function ofBuffer(
  optimizer: Optimizer,
  { first, late, slower, consecutive, stationary, family, measured }: Measured,
): Diagnosis | undefined {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  // One of the last impulses is late, beyond the start of any rule.
  if (late.every((r) => r === 0)) {
    const sentence = `from step ${laterImpulses[laterImpulses.length - 1]} on, if not before, no gradient moves the parameters any more`;
    return { cause: 'gradient-never-moves', sentence };
  }
  const ends = consecutive.map((each) =>
    each.findIndex((r, lag) => lag > 1 && r === 0 && each[lag - 1] > tolerance(optimizer, 1e-6, 1e-4)),
  );
  const [cleared] = ends;
  // A window of so many gradients ends after as many steps whenever it began; a buffer is cleared at a step.
  const slides = ends.every((end) => end === cleared);
  if (cleared > 0 && !slides && family !== 'other-linear') {
    const sentence = `the momentum buffer is cleared ${cleared} steps after its first gradient`;
    return { cause: 'buffer-cleared', sentence };
  }
  const fadesWithRate = slower.every((r, lag) => near(r, 0.5 * first[0] * integerPower(0.5 * measured, lag)));
  if (stationary && family === 'heavy-ball' && fadesWithRate && slower.length > 0) {
    const sentence = 'the old buffer is multiplied by the learning rate as well as by the momentum: it keeps ημ of itself, not μ';
    return { cause: 'momentum-coefficient', sentence };
  }
  return undefined;
}

function summed(batches: number): Diagnosis {
  const sentence = `the ${batches} gradients of a step are summed, not averaged: the step is ${batches} times too long`;
  return { cause: 'micro-batches-summed', sentence };
}

/** Whether an option that is no coefficient of momentum changes the weight with which a gradient acts on its own step. */
function isScaledByOption(optimizer: Optimizer, r0: number, momentum: readonly string[]): boolean {
  return Object.entries(optimizer.hyperparameters ?? {}).some(([name, value]) => {
    if (momentum.includes(name)) return false;
    try {
      const changed = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, [name]: value === 0 ? 0.5 : value / 2 } };
      const [other] = impulseResponse(changed, 1, () => 1, 2) ?? [r0];
      return Math.abs(other - r0) > rounding(optimizer);
    } catch {
      return false;
    }
  });
}

/** A first step under a constant gradient that is longer than the settled ones, or a first gradient that counts more than once. */
function transient(optimizer: Optimizer, { first, later, settles }: Measured): Mistake | undefined {
  if (!settles) return undefined;
  const settled = later.reduce((sum, r) => sum + r, 0);
  const off = rounding(optimizer) * 10;
  if (settled < -off) {
    const sentence = 'under a constant gradient the settled steps go up: old gradients outweigh new ones with the wrong sign';
    return { family: 'heavy-ball', coefficient: 0, finding: { cause: 'uphill', sentence } };
  }
  // What is left of the kernel beyond its end is nothing for a sum that has converged.
  const converged = Math.abs(later[later.length - 1]) < off;
  const overshoots = converged && first[0] > 1 + off && first[0] > settled * (1 + 1e-6) + off && settled > off;
  const twice = Math.abs(later[0] - 1) < off && first[0] > 1 + off;
  if (!overshoots && !twice) return undefined;
  const sums = [first[0], first[1] + later[0], first[2] + later[0] + later[1]].map(rounded);
  const sentence = `under a constant gradient the first steps are ${sums.join(', ')}, … η g long, where settled ones are ${rounded(settled)}: the buffer starts with something else than it should`;
  return { family: 'other-linear', coefficient: 0, finding: { cause: 'first-step-jump', sentence } };
}

/** A buffer whose coefficient is none that an option has. */
function otherCoefficient(
  optimizer: Optimizer,
  { first, family, measured, momentum, stationary }: Measured,
): Mistake | undefined {
  const given = Object.entries(optimizer.hyperparameters ?? {}).filter(([, value]) => value >= 0.01 && value < 1);
  const [name, declared] = given.find(([option]) => momentum.includes(option)) ?? given[0] ?? ['', 0];
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  // A buffer that fades at one rate, whatever the step takes of it.
  const fades =
    stationary && !near(first[1], 0) && first.slice(2).every((r, lag) => near(r, first[1] * integerPower(measured, lag + 1)));
  if (given.length !== 1 || !fades) return undefined;
  const complement = near(1 - declared, measured) && declared > 0.5;
  // An option may be the weight of what is new, which is small, and never that of what is old instead.
  if (near(declared, measured) || (near(1 - declared, measured) && !complement)) return undefined;
  if (family === 'other-linear' && !complement) return undefined;
  const instead = complement ? `, which is one minus ${name}` : '';
  const sentence = `${name} is ${declared}, and the buffer keeps ${rounded(measured)} of itself${instead}`;
  return {
    family: family === 'other-linear' ? 'heavy-ball' : family,
    coefficient: declared,
    finding: { cause: 'momentum-coefficient', sentence },
  };
}

/** What was measured, or the hyperparameter that it is but for rounding. */
function declaredCoefficient(optimizer: Optimizer, declared: readonly number[], measured: number): number {
  return declared.find((value) => Math.abs(value - measured) <= rounding(optimizer)) ?? measured;
}

function rounded(x: number): number {
  return Number(x.toPrecision(4));
}

/** Whether moving by a sum of gradient sequences is the sum of the moves (relative to their size). */
function isAdditive(optimizer: Optimizer): boolean {
  const source = stream('inference', 'response');
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0));
  const runs = [0, 1, 2].map(() => new OptimizerRun(optimizer, start));
  const precision = measuringPrecision(optimizer);
  for (let step = 1; step <= 6; step++) {
    const [g, h] = [1, 2].map((part) => normalTensors(probeShapes, precision, source.seek(part, step)));
    const sum = plus(g, 1, h);
    [g, h, sum].forEach((gradient, i) => runs[i].step(gradient, 0.1, 0));
  }
  return start.every((tensor, i) => {
    const [a, b, both] = runs.map((run) => run.parameters[i].data);
    const expected = tensor.data.map((w, j) => a[j] + b[j] - w);
    const moved = { data: both, shape: tensor.shape };
    return (
      distance(moved, { data: expected, shape: tensor.shape }) <=
      rounding(optimizer) * (distance(moved, tensor) + Number.MIN_VALUE)
    );
  });
}

/** r₀, r₁, …, or `undefined` where coordinates are not moved along the impulse by a common factor. */
function impulseResponse(
  optimizer: Optimizer,
  at: number,
  learningRate: (step: number) => number,
  length = lags,
): number[] | undefined {
  const source = stream('inference', 'impulse');
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0));
  const precision = measuringPrecision(optimizer);
  const impulse = normalTensors(probeShapes, precision, source.seek(1, 0));
  const nothing = impulse.map(({ shape }) => zeros(shape, precision));
  const run = new OptimizerRun(optimizer, start);
  const kernel: number[] = [];
  for (let step = 1; step < at + length; step++) {
    const before = run.parameters.map(({ data }) => data.slice());
    run.step(step === at ? impulse : nothing, learningRate(step), 0);
    if (step < at) continue;
    const moves = run.parameters.map(({ data, shape }, i): Tensor => ({
      data: Float64Array.from(data, (w, j) => before[i][j] - w),
      shape,
    }));
    const factor = moves[0].data[0] / impulse[0].data[0];
    const along = scaled(impulse, factor);
    // Subtracting parameters of size one leaves rounding of about 1e-16 in each coordinate, in float32 of 1e-7.
    if (!moves.every((move, i) => distance(move, along[i]) <= tolerance(optimizer, 1e-12, 2e-5))) return undefined;
    kernel.push(Math.abs(factor) < tolerance(optimizer, 1e-13, 2e-6) ? 0 : factor);
  }
  return kernel;
}

/** Matches a kernel with the families of linear momentum, at the precision of the measurement. */
function familyOf(kernel: readonly number[], rounding: number): ResponseFamily | undefined {
  const [r0, r1, r2] = kernel;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding;
  if (kernel.slice(1).every((r) => near(r, 0))) return near(r0, 1) ? 'plain' : undefined;
  const momentum = r2 / r1;
  if (!kernel.slice(1).every((r, lag) => near(r, r1 * integerPower(momentum, lag)))) return undefined;
  if (near(r0, 1 + momentum) && near(r1, momentum * momentum)) return 'nesterov';
  if (!near(r1, r0 * momentum) || r0 <= 0 || r0 > 1 + rounding) return undefined;
  return near(r0, 1 - momentum) ? 'averaged' : 'heavy-ball';
}
