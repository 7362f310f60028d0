import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { MomentumConvention, Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { momentumCoefficients } from './momentum-coefficients.ts';
import { distance, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';
import type { ResponseFamily } from './profile.ts';
import { integerPower } from './symmetry.ts';

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
  readonly finding?: string;
}

/** Long enough to see a buffer that is cleared every hundred steps. */
const lags = 128;

/** Weights of size one are rounded to 1e-16, or in float32 to 1e-7; sums over the length of a response are off by some of these. */
function rounding(optimizer: Optimizer): number {
  return tolerance(optimizer, 1e-9, 1e-5);
}

/** Measures the response by impulses and sums of gradients; the symmetry tells how the response should scale. */
export function inferResponse(optimizer: Optimizer, symmetry: SymmetryExponents | null): ResponseReading {
  if (symmetry === null || symmetry.learningRate !== 2) {
    return { family: symmetry === null ? 'nonlinear' : 'scale-free', momentumCoefficient: 0 };
  }
  if (!isAdditive(optimizer)) return { family: 'nonlinear', momentumCoefficient: 0 };
  const first = impulseResponse(optimizer, 1, () => 1);
  const later = impulseResponse(optimizer, 4, () => 1);
  if (first === undefined || later === undefined) return { family: 'other-linear', momentumCoefficient: 0 };
  const halving = impulseResponse(optimizer, 1, (step) => integerPower(0.5, step - 1));
  // A later gradient may enter with another weight (dampening), but what it does from then on is the same.
  const alike = later.slice(0, lags - 4).every((r, lag) => Math.abs(r * first[0] - first[lag] * later[0]) <= rounding(optimizer));
  const family = alike ? (familyOf(first, rounding(optimizer)) ?? 'other-linear') : 'varying';
  const measured = declaredCoefficient(optimizer, first[1] !== 0 ? first[2] / first[1] : 0);
  const mistake = mistakeOf(optimizer, first, alike, family, measured);
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
  readonly finding: string;
}

function mistakeOf(
  optimizer: Optimizer,
  kernel: readonly number[],
  stationary: boolean,
  family: ResponseFamily,
  coefficient: number,
): Mistake | undefined {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  const [r0] = kernel;
  const batches = optimizer.microBatches ?? 1;
  const gain = near(r0, batches)
    ? `the ${batches} gradients of a step are summed, not averaged: the step is ${batches} times too long`
    : `a gradient moves the parameters by ${rounded(r0)} η g, not by η g`;
  if (kernel.every((r) => r === 0)) return { family: 'plain', coefficient: 0, finding: 'a gradient never moves the parameters' };
  if (r0 === 0) {
    const finding = 'a gradient does not act on its own step: the step uses the gradient, or the buffer, of the previous one';
    return { family: 'heavy-ball', coefficient: Number.isFinite(coefficient) ? coefficient : 0, finding };
  }
  const cleared = kernel.findIndex((r, lag) => lag > 1 && r === 0 && kernel[lag - 1] > tolerance(optimizer, 1e-6, 1e-4));
  if (cleared > 0) {
    return {
      family: 'heavy-ball',
      coefficient,
      finding: `the momentum buffer is cleared ${cleared} steps after its first gradient`,
    };
  }
  if (stationary && family !== 'plain' && kernel.slice(1).every((r) => r === 0))
    return { family: 'plain', coefficient: 0, finding: gain };
  if (kernel.every((r) => near(r, r0))) {
    const finding = 'a gradient moves the parameters for ever: an accumulator of gradients is never cleared';
    return { family: 'plain', coefficient: 0, finding };
  }
  if (stationary && r0 > 1 + rounding(optimizer) && kernel.every((r, lag) => near(r, r0 * integerPower(coefficient, lag)))) {
    return { family: 'heavy-ball', coefficient, finding: gain };
  }
  const [name, ...others] = momentumCoefficients(optimizer);
  const declared = optimizer.hyperparameters?.[name] ?? 0;
  const fits = [declared, 1 - declared].some((value) => near(value, coefficient));
  if (['heavy-ball', 'nesterov', 'averaged'].includes(family) && others.length === 0 && declared > 0 && !fits) {
    return {
      family,
      coefficient: declared,
      finding: `${name} is ${declared}, and the buffer keeps ${rounded(coefficient)} of itself`,
    };
  }
  return undefined;
}

/** What was measured, or the hyperparameter that it is but for rounding. */
function declaredCoefficient(optimizer: Optimizer, measured: number): number {
  const declared = momentumCoefficients(optimizer).map((name) => optimizer.hyperparameters![name]);
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
function impulseResponse(optimizer: Optimizer, at: number, learningRate: (step: number) => number): number[] | undefined {
  const source = stream('inference', 'impulse');
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0));
  const precision = measuringPrecision(optimizer);
  const impulse = normalTensors(probeShapes, precision, source.seek(1, 0));
  const nothing = impulse.map(({ shape }) => zeros(shape, precision));
  const run = new OptimizerRun(optimizer, start);
  const kernel: number[] = [];
  for (let step = 1; step < at + lags; step++) {
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
