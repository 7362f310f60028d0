import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

const steps = 4;

/** So small that no threshold on the size of weights leaves them out, and so large that none takes all of them in. */
const [small, large] = [2 ** -30, 1];

/**
 * Whether weights are trained only where they are small: at usual sizes some entries never move, whatever their gradients are, and from
 * weights near zero every one does, under the same gradients. What leaves out an entry by its place leaves it out at any size.
 *
 * @param fill first steps that only fill the state
 */
export function selectsBySize(optimizer: Optimizer, fill: number): boolean {
  const [resting, all] = [large, small].map((size) => moved(optimizer, fill, size));
  return resting.some((moves) => !moves) && all.every((moves) => moves);
}

/** Entry by entry, whether it moves at any of the steps: a few of the same length may lead back. */
function moved(optimizer: Optimizer, fill: number, size: number): boolean[] {
  const source = stream('inference', 'size-selection');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0), size);
  const run = new OptimizerRun(optimizer, start);
  const found = start.flatMap(({ data }) => Array.from(data, () => false));
  for (let step = 1; step <= fill + steps; step++) {
    // Steps are so long that none is lost in the rounding of a weight.
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 2 ** -4, 0);
    const now = run.parameters.flatMap(({ data }: Tensor) => Array.from(data));
    start.flatMap(({ data }) => Array.from(data)).forEach((w, entry) => (found[entry] ||= now[entry] !== w));
  }
  return found;
}
