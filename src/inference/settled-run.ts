import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

/** A run whose state is filled, and gradients to go on with. */
export interface SettledRun {
  readonly run: OptimizerRun;
  /** Normal gradients of a step after those that were made, which are 1, 2, … */
  readonly gradients: (step: number) => Tensor[];
}

/**
 * A run that has made some steps on normal gradients.
 *
 * @param name of the stream that gradients and weights are drawn from
 * @param steps that are made
 * @param rate η of all of them
 * @param size of gradients
 * @param weightDecay λ of all steps
 * @param setting options that have other values than their defaults
 */
export function settledRun(
  optimizer: Optimizer,
  name: string,
  steps: number,
  rate: number,
  {
    size = 1,
    weightDecay = 0,
    setting,
  }: { size?: number; weightDecay?: number; setting?: Readonly<Record<string, number>> } = {},
): SettledRun {
  const source = stream('inference', name);
  const precision = measuringPrecision(optimizer);
  const draw = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step), size);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)), setting);
  for (let step = 1; step <= steps; step++) run.step(draw(step), rate, weightDecay);
  return { run, gradients: (step) => draw(steps + step) };
}
