import { type Tensor, zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { integerPower } from './integer-power.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';
import type { ResponseFamily } from './profile.ts';

/** Long enough to see a buffer that is cleared every hundred steps. */
export const lags = 128;

/** Weights of size one are rounded to 1e-16, or in float32 to 1e-7; sums over the length of a response are off by some of these. */
export function rounding(optimizer: Optimizer): number {
  return tolerance(optimizer, 1e-9, 1e-5);
}

/** Steps, after those that fill the state, at which impulses are compared: consecutive ones show a period, a late one a warm-up. */
export const laterImpulses: readonly number[] = [2, 3, 4, 5, 6, 41];

/** What was measured, or the hyperparameter that it is but for rounding. */
export function declaredCoefficient(optimizer: Optimizer, declared: readonly number[], measured: number): number {
  return declared.find((value) => Math.abs(value - measured) <= rounding(optimizer)) ?? measured;
}

/** A number as sentences say it. */
export function rounded(x: number): number {
  return Number(x.toPrecision(4));
}

/** Whether moving by a sum of gradient sequences of a size, at a learning rate, is the sum of the moves (relative to their size). */
export function isAdditive(optimizer: Optimizer, size = 1, learningRate = 0.1): boolean {
  const source = stream('inference', 'response');
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), source.seek(0, 0));
  const runs = [0, 1, 2].map(() => new OptimizerRun(optimizer, start));
  const precision = measuringPrecision(optimizer);
  for (let step = 1; step <= 6; step++) {
    const [g, h] = [1, 2].map((part) => normalTensors(probeShapes, precision, source.seek(part, step), size));
    const sum = plus(g, 1, h);
    [g, h, sum].forEach((gradient, i) => runs[i].step(gradient, learningRate, 0));
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
export function impulseResponse(
  optimizer: Optimizer,
  at: number,
  learningRate: (step: number) => number,
  length: number = lags,
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

/**
 * Coefficient of the momentum that remembers gradients for as many steps in the mean as a kernel of no family does:
 *
 *     μ/(1 − μ) = Σ k|r_k| / Σ |r_k|,  which is the coefficient itself of every momentum
 *
 * Its moves may alternate, or be those of several buffers; what follows the last one falls as the last few do.
 *
 * @returns a number in [0, 1)
 */
export function momentumLike(kernel: readonly number[]): number {
  const sizes = kernel.map(Math.abs);
  const last = sizes.length - 1;
  const fall = sizes[last] === 0 ? 0 : Math.min(SLOWEST, Math.sqrt(sizes[last] / sizes[last - 2]));
  const rest = (sizes[last] * fall) / (1 - fall);
  const whole = sizes.reduce((sum, size) => sum + size, rest);
  const lag = sizes.reduce((sum, size, k) => sum + k * size, rest * (last + 1 / (1 - fall))) / whole;
  return lag / (1 + lag);
}

/** Below 1, so that what is left of the kernel has a sum. */
const SLOWEST = 1 - 2 ** -20;

/** Matches a kernel with the families of linear momentum, at the precision of the measurement. */
export function familyOf(kernel: readonly number[], rounding: number): ResponseFamily | undefined {
  const [r0, r1, r2] = kernel;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding;
  if (kernel.slice(1).every((r) => near(r, 0))) return near(r0, 1) ? 'plain' : undefined;
  const momentum = r2 / r1;
  if (!kernel.slice(1).every((r, lag) => near(r, r1 * integerPower(momentum, lag)))) return undefined;
  if (near(r0, 1 + momentum) && near(r1, momentum * momentum)) return 'nesterov';
  if (!near(r1, r0 * momentum) || r0 <= 0 || r0 > 1 + rounding) return undefined;
  return near(r0, 1 - momentum) ? 'averaged' : 'heavy-ball';
}
