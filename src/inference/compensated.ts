import { powerOfTwo } from '../arithmetic/elementary.ts';
import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

const steps = 512;
/** A unit in the last place of weights in [1, 2) in float32, and in bfloat16. */
const [unit, shortUnit] = [2 ** -23, 2 ** -7];

/**
 * Whether weights are rounded to float32 in a run of float64, and what each rounding takes away comes back in later steps (Kahan
 * summation, Parker 1965): 512 steps of a 32nd of a unit in the last place lead as far as they do in long steps. Without a gradient and
 * with what it knew already such a rule moves nothing by itself.
 */
export function isCompensated(optimizer: Optimizer): boolean {
  if (optimizer.precision !== undefined || optimizer.contract?.precisions !== undefined) return false;
  return rounds(optimizer) && addsUp(optimizer, unit);
}

/**
 * Whether weights that are seen are rounded to bfloat16, and the state keeps masters of full precision (Micikevicius et al. 2018): short steps
 * lead as far as a long one.
 */
export function hasMasters(optimizer: Optimizer): boolean {
  const isMade = (w: number, to: number): boolean => isShort(to) && Math.abs(w - to) <= Math.abs(w) * (shortUnit / 2);
  return roundsTo(optimizer, isMade) && addsUp(optimizer, shortUnit);
}

/** Whether a number is one of bfloat16: the upper half of one of float32. */
function isShort(x: number): boolean {
  const single = Float32Array.of(x);
  return single[0] === x && new Uint32Array(single.buffer)[0] % 2 ** 16 === 0;
}

/** Whether steps of a 32nd of a unit in the last place of weights in [1, 2) lead as far as long ones. */
function addsUp(optimizer: Optimizer, unit: number): boolean {
  // The length of a step at rate 1 sets the rates of the others.
  const length = wayOf(optimizer, 1, 1);
  if (!length.every((x) => x > 0 && Number.isFinite(x))) return false;
  const mean = length.reduce((sum, x) => sum + x, 0) / length.length;
  const [short, long] = [unit / 32 / mean, (unit * 64) / mean].map((rate) => wayOf(optimizer, rate, steps));
  // In units of the last place, of which a rounding leaves half of one open.
  return (
    short.every((x, j) => Math.abs(x - long[j] / 2048) <= unit * (0.75 + (0.05 * long[j]) / 2048 / unit)) &&
    short.some((x) => x > 4 * unit)
  );
}

/** Whether weights of float64 become those of float32 without any gradient. */
const rounds = (optimizer: Optimizer): boolean => roundsTo(optimizer, (w, to) => to === Math.fround(w));

/** Whether weights of float64 become, without any gradient, what may be made of them. */
function roundsTo(optimizer: Optimizer, isMade: (w: number, to: number) => boolean): boolean {
  const start = normalTensors(probeShapes, 'float64', stream('inference', 'compensated').seek(0, 0));
  const run = new OptimizerRun(optimizer, start);
  run.step(
    start.map(({ shape }) => zeros(shape, 'float64')),
    powerOfTwo(-40),
    0,
  );
  return run.parameters.every(({ data }, i) => data.every((w: number, j: number) => isMade(start[i].data[j], w)));
}

/** How far each entry goes from 1.5 along a gradient that stays the same. */
function wayOf(optimizer: Optimizer, rate: number, count: number): number[] {
  const filled = (value: number): Tensor[] =>
    probeShapes.map((shape) => ({ data: new Float64Array(zeros(shape, 'float64').data.length).fill(value), shape }));
  const run = new OptimizerRun(optimizer, filled(1.5));
  for (let step = 1; step <= count; step++) run.step(filled(1), rate, 0);
  return run.parameters.flatMap(({ data }) => Array.from(data, (w) => Math.abs(w - 1.5)));
}
