import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { isTiny } from './is-tiny.ts';
import { norm, probeShapes } from './probe-problem.ts';

/** No correction that was forgotten makes a first step so long: √(1/(1 − β)) is 100 at β = 0.9999. */
const tooLong = 1000;

/** When a warm-up of the rule's own is over. */
const long = 300;

/**
 * Finds a first step that a division by almost nothing makes longer than all others, under a constant gradient of one.
 *
 * @param fill first steps that only fill the state
 */
export function firstStepJump(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const [first, ...later] = lengths(optimizer, {}, fill);
  if (warmsUpAfter(first, later) && first < (1 + 1e-6) * lengths(optimizer, {}, fill + long)[0]) return lateWarmUp(first, later);
  const isAlone = first > tooLong * Math.max(...later);
  if (!isAlone && !fades([first, ...later])) return undefined;
  const { hyperparameters = {} } = optimizer;
  const epsilon = Object.keys(hyperparameters).find((name) => {
    if (!isTiny(hyperparameters[name])) return false;
    const [longer] = lengths(optimizer, { [name]: hyperparameters[name] / 2 }, fill);
    return longer > 1.2 * first;
  });
  const settled = isAlone ? later[0] : lengths(optimizer, {}, fill + long)[0];
  // A long step that fades with the momentum is one of a falling rate, unless almost nothing divides it.
  if (!isAlone && (epsilon === undefined || !(first > tooLong * settled))) return undefined;
  const times = Number((first / settled).toPrecision(1));
  return epsilon === undefined
    ? {
        cause: 'first-step-jump',
        sentence: `the first step is ${times} times as long as the second: it is divided by almost nothing`,
      }
    : {
        cause: 'moment-late',
        sentence: `the first step is ${times} times as long as ${isAlone ? 'the second' : 'settled ones'}, as if ${epsilon} alone divided it: the second moment is updated after it is used`,
      };
}

/** Whether steps become shorter from the first on by one factor, as those of a momentum do that is fed with one gradient. */
function fades(lengths: readonly number[]): boolean {
  const ratios = lengths.slice(1).map((length, i) => length / lengths[i]);
  return ratios[0] < 0.999 && ratios.every((ratio) => Math.abs(ratio / ratios[0] - 1) <= 1e-3);
}

/** Whether the first step alone is long, and the others rise in a straight line, which no moment that fills does. */
function warmsUpAfter(first: number, later: readonly number[]): boolean {
  const rises = later.slice(1).map((length, i) => length - later[i]);
  return first > 1.5 * later[0] && rises.every((rise) => rise > 0 && Math.abs(rise / rises[0] - 1) <= 1e-2);
}

/** A first step that is as long as those are to which later ones grow. */
function lateWarmUp(first: number, [second]: readonly number[]): Diagnosis {
  const times = Number((first / second).toPrecision(2));
  const sentence = `the first step is ${times} times as long as the second, and later ones grow until they are as long: the warm-up begins after the first step`;
  return { cause: 'first-step-jump', sentence };
}

/** Lengths of the first steps that move. */
function lengths(optimizer: Optimizer, changed: Readonly<Record<string, number>>, fill: number): number[] {
  const precision = measuringPrecision(optimizer);
  const nothing = probeShapes.map((shape) => zeros(shape, precision));
  const g = probeShapes.map((shape) => zeros(shape, precision));
  for (const { data } of g) data.fill(1);
  const run = new OptimizerRun(optimizer, nothing, changed);
  return Array.from({ length: fill + 8 }, () => {
    // From zero each time, so that no step is lost beside a long one.
    for (const { data } of run.parameters) data.fill(0);
    run.step(g, 2 ** -7, 0);
    return Math.sqrt(run.parameters.reduce((sum, tensor) => sum + norm(tensor) ** 2, 0));
  }).slice(fill);
}
