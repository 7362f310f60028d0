import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, normalTensors, probeShapes } from './probe-problem.ts';

/** Steps on a gradient, and many more without any. */
const [going, resting] = [20, 80];

/** What is left of the way: sums that are divided by the number of steps, or by its root, leave a fifth of it. */
const nothing = 2 ** -6;

/**
 * Whether weights go back to where a run began when gradients end, though there is no decay: every few steps they are pulled half the way
 * to a copy that is never written, for one.
 *
 * @param fill first steps that only fill the state
 */
export function fadingWay(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (!leftOfTheWay(optimizer, fill).every((left) => left < nothing) || isPenalty(optimizer, fill)) return undefined;
  const sentence =
    'what gradients did is undone: where they end, weights go back to those of the start, although there is no decay';
  return { cause: 'weights-return', sentence };
}

/**
 * What is left of the way of each tensor when it has rested.
 *
 * @param changed values of options
 * @param rate at which weights rest
 */
function leftOfTheWay(
  optimizer: Optimizer,
  fill: number,
  changed: Readonly<Record<string, number>> = {},
  rate = 2 ** -7,
): number[] {
  const source = stream('inference', 'fading-way');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const g = normalTensors(probeShapes, precision, source.seek(1, 0));
  const none = probeShapes.map((shape) => zeros(shape, precision));
  const run = new OptimizerRun(optimizer, start, changed);
  const gone = (): number[] => run.parameters.map((tensor, i) => distance(tensor, start[i]));
  for (let step = 1; step <= fill + going; step++) run.step(g, 2 ** -7, 0);
  const far = gone();
  for (let step = 1; step <= resting; step++) run.step(none, rate, 0);
  return gone().map((left, i) => (far[i] > 0 ? left / far[i] : Infinity));
}

/** Whether an option asks for it: a penalty of the way, which is part of the gradient, so that nothing comes of it at a rate of zero or where the option is none. */
function isPenalty(optimizer: Optimizer, fill: number): boolean {
  const stays = (changed: Readonly<Record<string, number>>, rate?: number): boolean =>
    leftOfTheWay(optimizer, fill, changed, rate).every((left) => left > 1 - nothing);
  if (!stays({}, 0)) return false;
  return Object.entries(optimizer.hyperparameters ?? {}).some(([name, value]) => {
    try {
      return value > 0 && stays({ [name]: value * 2 ** -20 });
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}
