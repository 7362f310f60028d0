import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { isTiny } from './is-tiny.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

/**
 * Finds a small constant that is compared with gradients in one place and with pure numbers in another: where it is, a scale of the
 * gradients shows that is gone when it is made negligible, and yet it acts beside gradients of any size. No value of it is right.
 *
 * @param epsilon options that act beside small gradients alone
 * @param degree of the step in the gradient: 1 for SGD, 0 for Adam
 */
export function optionInTwoRoles(optimizer: Optimizer, epsilon: readonly string[], degree: number): Diagnosis | undefined {
  const { hyperparameters = {} } = optimizer;
  const given = Object.keys(hyperparameters).filter((name) => isTiny(hyperparameters[name]) && !epsilon.includes(name));
  const tiny = (name: string): Record<string, number> => ({ [name]: hyperparameters[name] * 2 ** -40 });
  // What is added to a norm of a step without dimension, so that nothing is divided by zero, changes it by no more than its own size.
  const guard = (each: string): number => (degree === 0 ? 4 * hyperparameters[each] : 0);
  const name = given.find(
    (each) =>
      difference(optimizer, [{}, 1], [{}, small], degree) > 1e-3 &&
      difference(optimizer, [tiny(each), 1], [tiny(each), small], degree) < 1e-9 &&
      difference(optimizer, [{}, huge], [tiny(each), huge], degree) > Math.max(1e-9, guard(each)),
  );
  if (name === undefined || (degree === 1 && !followsRate(optimizer))) return undefined;
  const sentence = `${name} = ${hyperparameters[name]} limits something that has the dimension of a gradient, which shows beside gradients of ordinary size, and a pure number as well: one option in two roles of different dimension`;
  return { cause: 'option-in-two-roles', sentence };
}

/** Gradients of ordinary size. */
const small = 2 ** -7;

/** Beside these an option that has their dimension is nothing. */
const huge = 2 ** 40;

/** Whether a step is in proportion to the rate, between the rates that are compared: a limit of the rate has no dimension of a gradient. */
function followsRate(optimizer: Optimizer): boolean {
  const source = stream('inference', 'two-roles');
  const precision = measuringPrecision(optimizer);
  const [start, g] = [0, 1].map((k) => normalTensors(probeShapes, precision, source.seek(k, k)));
  const length = (rate: number): number => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= 8; step++) run.step(g, rate, 0);
    return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, start[i]), 0) / rate;
  };
  const [short, long] = [2 ** -16, 2 ** -6].map(length);
  return Math.abs(short - long) <= 2 ** -7 * long;
}

type Case = readonly [changed: Readonly<Record<string, number>>, size: number];

/** How far two runs are apart after some steps, in units of what their gradients move, relative to either. */
function difference(optimizer: Optimizer, a: Case, b: Case, degree: number): number {
  const source = stream('inference', 'two-roles');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  try {
    const [one, other] = [a, b].map(([changed, size]) => {
      const run = new OptimizerRun(optimizer, start, changed);
      const rate = 2 ** -6 / (degree === 1 ? size : 1);
      for (let step = 1; step <= 8; step++) run.step(normalTensors(probeShapes, precision, source.seek(1, step), size), rate, 0);
      return run.parameters;
    });
    const moved = one.reduce((sum, tensor, i) => sum + distance(tensor, start[i]), 0);
    const gap = one.reduce((sum, tensor, i) => sum + distance(tensor, other[i]), 0);
    return one.every((tensor) => Number.isFinite(norm(tensor))) && moved > 0 ? gap / moved : NaN;
  } catch {
    // A value that it refuses is no legal one.
    return NaN;
  }
}
