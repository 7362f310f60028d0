import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { takes } from './options.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Ordinary late in training, and far above what a guard against a division by zero lets pass. */
const small = 2 ** -20;

const steps = 8;

/**
 * Finds a size below which gradients move nothing at all, though larger ones do and no option says so: steps are left out whose gradients
 * are taken for none, or do not fit into a number format.
 *
 * @param fill first steps that only fill the state
 */
export function unmovedSizes(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (moves(optimizer, fill, small) || !moves(optimizer, fill, 1)) return undefined;
  const names = Object.entries(optimizer.hyperparameters ?? {}).filter(([name, value]) => value > 0 && takes(optimizer, name, 0));
  // A dead zone that is asked for is a design.
  if (names.some(([name]) => moves(optimizer, fill, small, { [name]: 0 }))) return undefined;
  let [low, high] = [small, 1];
  while (high / low > 1.1) {
    const middle = Math.sqrt(low * high);
    if (moves(optimizer, fill, middle)) high = middle;
    else low = middle;
  }
  const sentence = `gradients of about ${Number(low.toPrecision(1))} and less move nothing, where larger ones do: steps are left out, and nobody is told`;
  return { cause: 'gradient-never-moves', sentence };
}

/** Whether weights that are small beside any step move under gradients of a size. */
function moves(optimizer: Optimizer, fill: number, size: number, changed: Readonly<Record<string, number>> = {}): boolean {
  const source = stream('inference', 'unmoved-sizes');
  const precision = measuringPrecision(optimizer);
  const start: readonly Tensor[] = normalTensors(probeShapes, precision, source.seek(0, 0), 2 ** -60);
  const run = new OptimizerRun(optimizer, start, changed);
  const signs = normalTensors(probeShapes, precision, source.seek(1, 0));
  for (const { data } of signs) for (let j = 0; j < data.length; j++) data[j] = Math.sign(data[j] || 1);
  for (let step = 1; step <= fill + steps; step++) run.step(scaled(signs, step % 3 === 0 ? -size : size), 2 ** -5, 0);
  return !identical(run.parameters, start);
}
