import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Steps between which lengths are compared. */
const [from, to] = [8, 48];
/** By how much each step is longer than the one before: far beyond any warm-up, or any test of a range of rates. */
const growth = 1.9;

/**
 * Whether steps of a rule that is linear in gradients become longer without end under a gradient that stays the same, each by a factor: it
 * divides by what vanishes, such as (1 − β)ᵗ in the place of 1 − βᵗ. Another β then gives the factor 1/(1 − β) of that one; a factor that
 * follows an option otherwise is a schedule that is asked for.
 *
 * @param optimizer with a linear response
 * @param fill first steps that only fill the state
 */
export function burstingSteps(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const each = factorOf(optimizer, fill);
  if (each === undefined) return undefined;
  const { hyperparameters = {}, ...rest } = optimizer;
  const followed = Object.entries(hyperparameters).flatMap(([name, value]) => {
    const other = value > 0 && value < 1 ? (1 + value) / 2 : 1.25 * value + (value === 0 ? 0.5 : 0);
    const factor = changed({ ...rest, hyperparameters: { ...hyperparameters, [name]: other } }, fill);
    return factor === undefined || Math.abs(factor / each - 1) < 0.05 ? [] : [{ value, other, factor }];
  });
  const sentence = `under a gradient that stays the same each step is ${Number(each.toPrecision(3))} times as long as the one before`;
  const isComplement = (value: number, factor: number): boolean => Math.abs(factor * (1 - value) - 1) < 0.05;
  if (followed.some(({ value, other, factor }) => isComplement(value, each) && isComplement(other, factor)))
    return { cause: 'correction-wrong', sentence: `${sentence}: the bias correction is (1 − β)ᵗ, not 1 − βᵗ` };
  return followed.length > 0 ? undefined : { cause: 'momentum-unstable', sentence };
}

/** The factor with another value of an option, 1 where steps do not burst by it; `undefined`: it refuses the value. */
function changed(optimizer: Optimizer, fill: number): number | undefined {
  try {
    return factorOf(optimizer, fill) ?? 1;
  } catch {
    return undefined;
  }
}

/** By which factor each step is longer than the one before, where that is a large one. */
function factorOf(optimizer: Optimizer, fill: number): number | undefined {
  const source = stream('inference', 'bursting-steps');
  const precision = measuringPrecision(optimizer);
  const g = normalTensors(probeShapes, precision, source.seek(1, 0));
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  let last = 0;
  const factors: number[] = [];
  for (let step = 1; step <= fill + to; step++) {
    const before = scaled(run.parameters, 1);
    run.step(g, 2 ** -20, 0);
    const length = run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, before[i]), 0);
    if (step > fill + from) factors.push(length / last);
    last = length;
    // Beyond the number format everything has been seen.
    if (!(length < 2 ** 100)) break;
  }
  const grown = factors.filter(Number.isFinite);
  if (grown.length < 8 || grown.some((factor) => factor < growth)) return undefined;
  return grown[grown.length - 1];
}
