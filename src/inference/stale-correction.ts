import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import type { Core } from './core/infer-core.ts';
import { correction, type Parts } from './core/rule.ts';
import { reproduces, trace } from './core/trace.ts';

/**
 * Finds a bias correction that does not follow its coefficient: with another value of the option the moment keeps as much as it says, and is corrected
 * as with the default. A number stands for the option there, or corrections are kept by the number of the step where instances share them.
 *
 * @param core the rule that makes the moves at the defaults
 * @param negligible values of every epsilon at which it does not act
 * @param fill first steps that only fill the state
 */
export function staleCorrection(
  optimizer: Optimizer,
  { sound }: Core,
  negligible: Readonly<Record<string, number>>,
  fill: number,
): Diagnosis | undefined {
  for (const moment of moments) {
    const value = sound[moment.coefficient];
    if (sound[moment.corrects] !== undefined || !(value > 0)) continue;
    // As much more forgetful as can be told from the default at the first step.
    const other = 2 * value - 1 > 0 ? 2 * value - 1 : value / 2;
    const followsIt = { ...sound, [moment.coefficient]: other };
    const staysBehind: Parts = { ...followsIt, [moment.corrects]: correction(value) };
    for (const name of Object.keys(optimizer.hyperparameters ?? {})) {
      if (optimizer.hyperparameters![name] !== value) continue;
      const moves = movesOf(optimizer, { ...negligible, [name]: other }, fill);
      if (moves === undefined || reproduces(followsIt, moves) || !reproduces(staysBehind, moves)) continue;
      const sentence = `with ${name} = ${Number(other.toPrecision(4))} the ${moment.name} moment is corrected as with ${value}: a number stands for the option in the correction, or corrections are kept by the number of the step where instances share them`;
      return { cause: 'correction-wrong', sentence };
    }
  }
  return undefined;
}

const moments = [
  { name: 'first', coefficient: 'beta1', corrects: 'correct1' },
  { name: 'second', coefficient: 'beta2', corrects: 'correct2' },
] as const;

function movesOf(...given: Parameters<typeof trace>): ReturnType<typeof trace> {
  try {
    return trace(...given);
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
}
