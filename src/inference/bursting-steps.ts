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
 * divides by what vanishes, such as (1 − β)ᵗ in the place of 1 − βᵗ.
 *
 * @param optimizer with a linear response
 * @param fill first steps that only fill the state
 */
export function burstingSteps(optimizer: Optimizer, fill: number): Diagnosis | undefined {
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
  const each = grown[grown.length - 1];
  const complement = Object.values(optimizer.hyperparameters ?? {}).some((value) => Math.abs(each * (1 - value) - 1) < 0.05);
  const sentence = `under a gradient that stays the same each step is ${Number(each.toPrecision(3))} times as long as the one before`;
  return complement
    ? { cause: 'correction-wrong', sentence: `${sentence}: the bias correction is (1 − β)ᵗ, not 1 − βᵗ` }
    : { cause: 'momentum-unstable', sentence };
}
