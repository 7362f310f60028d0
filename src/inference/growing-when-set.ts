import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** What is tried of an option that is off. */
const [value, rate] = [0.5, 2 ** -4];

/** Sizes of weights: what leads to a norm or to the ends of a grid makes large ones smaller, though such a grid have more than the numbers of a byte. */
const sizes = (optimizer: Optimizer): readonly number[] => [2 ** -5, 1, tolerance(optimizer, 2 ** 20, 2 ** 9)];

/**
 * Finds an option that is off by default and by which weights grow where it is set, whatever their size is and without any gradient or decay: a penalty with
 * the wrong sign. They grow by a share of themselves (of ‖w‖²) or by a number (of |w|), again at the next step, and less where the option is less.
 */
export function growingWhenSet(optimizer: Optimizer): Diagnosis | undefined {
  const off = Object.entries(optimizer.hyperparameters ?? {}).filter(([, given]) => given === 0);
  const growing = off.find(([name]) => sizes(optimizer).every((size) => grows(optimizer, name, size)));
  if (growing === undefined) return undefined;
  const sentence = `weights grow as ${growing[0]} says where it is set, without any gradient: a decay with the wrong sign`;
  return { cause: 'decay-grows', sentence };
}

function grows(optimizer: Optimizer, name: string, size: number): boolean {
  const least = size * tolerance(optimizer, 2 ** -40, 2 ** -16);
  try {
    const [none, half, full] = [0, value / 2, value].map((given) => growths(optimizer, name, given, size));
    return (
      none.every((growth) => Math.abs(growth) <= least) &&
      half.every((growth, i) => growth > least && full[i] > growth + least) &&
      (alike(full.slice(0, 2)) || alike(full.slice(2)))
    );
  } catch {
    // A value that it refuses tells nothing.
    return false;
  }
}

const alike = (extremes: readonly number[]): boolean => Math.abs(extremes[1] - extremes[0]) <= 1e-3 * Math.abs(extremes[1]);

/**
 * By how much weights have grown in two steps: the least and the largest share of one times the size of all, and the least and the largest number; the least
 * of both is that of the step in which it is less.
 */
function growths(optimizer: Optimizer, name: string, given: number, size: number): number[] {
  const start = normalTensors(
    probeShapes,
    measuringPrecision(optimizer),
    stream('inference', 'growing-when-set').seek(0, 0),
    size,
  );
  const run = new OptimizerRun(optimizer, start, { [name]: given });
  let before: readonly (typeof start)[number][] = start;
  const shares: number[] = [];
  const numbers: number[] = [];
  for (let step = 1; step <= 2; step++) {
    run.step(scaled(start, 0), rate, 0);
    run.parameters.forEach(({ data }, i) =>
      data.forEach((w: number, j: number) => {
        const from = before[i].data[j];
        numbers.push((w - from) * Math.sign(from));
        shares.push((size * (w - from)) / from);
      }),
    );
    before = scaled(run.parameters, 1);
  }
  return [Math.min(...shares), Math.max(...shares), Math.min(...numbers), Math.max(...numbers)];
}
