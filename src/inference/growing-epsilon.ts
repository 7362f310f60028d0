import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { along, type KnownStep } from '../dynamics/side-by-side.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const shapes: readonly (readonly number[])[] = [[8]];

/** Gradients are so many times as large as epsilon, so that it shortens each step by a fifth. */
const size = 4;

/** Steps, and how many of them are looked at in the beginning and in the end. */
const [steps, looks] = [64, 8];

/** An epsilon that acts less than so much more in the end stays what it is. */
const least = 2;

/**
 * How many times as much an epsilon acts in the end as in the beginning, under gradients of one size and random signs; `undefined` where
 * it stays what it is, or acts less and less, as where nothing makes up for moments that start at zero.
 *
 * @param negligible value of the option at which it does not act
 * @param fill first steps that only fill the state
 */
export function growthOfEpsilon(optimizer: Optimizer, name: string, negligible: number, fill: number): number | undefined {
  const value = optimizer.hyperparameters![name];
  try {
    const [own, without] = [value, negligible].map((epsilon) => lengths(optimizer, { [name]: epsilon }, size * value, fill));
    const [early, late] = [0, 1].map((end) => without[end] / own[end] - 1);
    const growth = late / early;
    return early > 0.01 && growth >= least && Number.isFinite(growth) ? growth : undefined;
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
}

/** How far it goes in the first steps that are looked at, and in the last ones. */
function lengths(
  optimizer: Optimizer,
  hyperparameters: Readonly<Record<string, number>>,
  of: number,
  fill: number,
): [number, number] {
  const precision = measuringPrecision(optimizer);
  const draw = (series: number, step: number): Tensor[] =>
    normalTensors(shapes, precision, stream('inference', 'growing-epsilon').seek(series, step));
  // From zero, so that nothing of a small step is lost to rounding.
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, stream('inference').seek(0, 0), 0), hyperparameters);
  const moved = [0, 0] as [number, number];
  const known = Array.from({ length: fill + steps }, (_, i): KnownStep => {
    const gradients = draw(1, i + 1).map(({ data, shape }) => ({
      data: data.map((x) => of * Math.sign(x)) as typeof data,
      shape,
    }));
    return { gradients, learningRate: 1, weightDecay: 0 };
  });
  let [step, before] = [0, [0]];
  for (const [{ data }] of along(run, known)) {
    step += 1;
    const now = Array.from(data);
    const length = now.reduce((sum, w, j) => sum + Math.abs(w - (before[j] ?? 0)), 0);
    if (step > fill + 1 && step <= fill + 1 + looks) moved[0] += length;
    if (step > fill + steps - looks) moved[1] += length;
    before = now;
  }
  return moved;
}
