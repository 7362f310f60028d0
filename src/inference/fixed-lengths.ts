import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, normalTensors, scaled } from './probe-problem.ts';

const shape: readonly number[] = [4, 3];

/** Sizes of gradients from step to step. */
const sizes: readonly number[] = [1, 2 ** 8, 2 ** -6, 2 ** 4, 2 ** -8, 1];

/** By what lengths may differ: an iteration that makes matrices orthogonal is no exact one. */
const spread = 2;

/** Whether steps of a matrix are as long whatever its gradients are, as those of normalised, orthogonalised and sign rules. */
export function fixedLengths(optimizer: Optimizer): boolean {
  const source = stream('inference', 'fixed-lengths');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors([shape], precision, source.seek(0, 0)));
  const lengths = sizes.map((size, step) => {
    const before = scaled(run.parameters, 1);
    run.step(normalTensors([shape], precision, source.seek(1, step), size), 2 ** -9, 0);
    return distance(run.parameters[0], before[0]);
  });
  return Math.max(...lengths) <= spread * Math.min(...lengths);
}
