import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { scaled } from './probe-problem.ts';
import { stepLengths } from './step-lengths.ts';

const [steps, rate] = [10, 2 ** -6];

/**
 * Finds step sizes that are multiplied by one number at every step under a constant gradient and by another one where its sign changes, as those of
 * Rprop are (Riedmiller & Braun 1993), the other way round: the factors have changed places.
 *
 * @param fill first steps that only fill the state
 */
export function turnedSizes(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [kept, changed] = [() => 1, (step: number) => (step % 2 === 0 ? 1 : -1)].map((sign) => factorOf(optimizer, fill, sign));
  if (kept === undefined || changed === undefined || !(kept < 0.99) || !(changed > 1.01)) return undefined;
  const [shrinks, grows] = [kept, changed].map((factor) => Number(factor.toPrecision(4)));
  const sentence = `step sizes are multiplied by ${shrinks} where a gradient keeps its sign, and by ${grows} where it changes: the factors have changed places`;
  return { cause: 'step-sizes-turned', sentence };
}

/** By what number lengths of steps go, of those that are made; `undefined` where it is not the same from one to the next. */
function factorOf(optimizer: Optimizer, fill: number, sign: (step: number) => number): number | undefined {
  const tensor = zeros([3], measuringPrecision(optimizer));
  tensor.data.set([1, 1, 1]);
  const gradients = Array.from({ length: fill + steps }, (_, i) => scaled([tensor], sign(i + 1)));
  const lengths = stepLengths(new OptimizerRun(optimizer, [tensor]), gradients, rate)
    .slice(fill)
    .flatMap(([length]) => (length > 0 ? [length] : []));
  if (lengths.length < steps / 2) return undefined;
  const [first, ...others] = lengths.slice(1).map((length, i) => length / lengths[i]);
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  return others.every((factor) => Math.abs(factor / first - 1) <= rounding) ? first : undefined;
}
