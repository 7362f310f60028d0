import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

const steps = 6;

/** Gradients in the place of the usual ones: a bound on the loss ⟨w, g⟩, say, is reached on one side, and beside small gradients only. */
const sizes = [-1, 2 ** 10, -(2 ** 10)];

/**
 * Whether a tensor without gradient keeps others from moving, though not all of them, whatever their gradients are: a loop over tensors ends
 * there. One number for all tensors, such as a norm, that is zero would keep all of them.
 *
 * @param fill first steps that only fill the state
 */
export function stoppedByNeighbour(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const precision = measuringPrecision(optimizer);
  const source = stream('inference', 'stopped-by-neighbour');
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  /** Which tensors move where one of them never has a gradient. */
  const moved = (without: number, size = 1): boolean[] => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + steps; step++) {
      const g = scaled(normalTensors(probeShapes, precision, source.seek(1, step)), size);
      run.step(
        g.map((tensor, i) => (i === without ? zeros(tensor.shape, precision) : tensor)),
        2 ** -5,
        0,
      );
    }
    return run.parameters.map((tensor, i) => !identical([tensor], [start[i]]));
  };
  if (!moved(-1).every((each) => each)) return undefined;
  for (const without of probeShapes.keys()) {
    const others = moved(without).flatMap((moves, i) => (i === without ? [] : [{ i, moves }]));
    const still = others.filter(({ moves }) => !moves).map(({ i }) => i);
    if (still.length === 0 || (still.length === others.length && without > 0)) continue;
    // Those behind it in the list, and no others.
    if (!still.every((i) => i > without) || still.length < probeShapes.length - 1 - without) continue;
    if (
      still.length === others.length &&
      moved(probeShapes.length - 1).every((moves, i) => moves === i < probeShapes.length - 1) === false
    )
      continue;
    if (sizes.some((size) => moved(without, size).some((moves, i) => moves && still.includes(i)))) continue;
    const sentence = `where tensor ${without} has no gradient, tensor ${still.join(' and ')} behind it in the list never ${still.length === 1 ? 'moves' : 'move'}: a loop over tensors ends there`;
    return { cause: 'absent-tensor-counts', sentence };
  }
  return undefined;
}
