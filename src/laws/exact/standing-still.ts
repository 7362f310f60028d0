import { zeros, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Diagnosis } from '../../inference/cause.ts';
import { drawsNoise } from '../../inference/draws-noise.ts';
import { distance, norm, scaled } from '../../inference/probe-problem.ts';
import { growingOption, restingDesign, type Rest } from '../../inference/rest.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { machineEpsilon } from './drawn.ts';

/** Steps in which nothing may move: long enough that what happens at every n-th step only does. */
export const idleSteps = 12;

/** Next to no rate, of later steps: some optimizers refuse none at all. */
const tiny = 2 ** -80;

/** What becomes of weights that nothing is there to move. */
export type IdleMotion = 'to float32' | 'away' | 'to NaN';

/**
 * Whether weights move where gradient and decay are zero, at the first step or, with hardly any rate either, at a later one; `undefined`: they
 * stand still, to rounding, or a published design brings them to a norm.
 */
export function* idleMotion(
  optimizer: Optimizer,
  precision: Precision,
  rest: Rest,
): Generator<void, IdleMotion | undefined, undefined> {
  const { start, learningRate, hyperparameters } = rest;
  const nothing = start.map(({ shape }) => zeros(shape, precision));
  const still = new OptimizerRun(optimizer, start, hyperparameters);
  still.step(nothing, learningRate, 0);
  const later = still.fork();
  for (let step = 1; step < idleSteps; step++) later.step(nothing, tiny, 0);
  yield;
  // 0/0 is no motion.
  const { parameters } = isFinite(later.parameters) ? later : still;
  // Not to the bit: an average of several copies of the same weights is rounded.
  const rounding = 8 * machineEpsilon(precision);
  if (
    optimizer.contract?.random === true ||
    parameters.every((tensor, i) => distance(tensor, start[i]) <= rounding * norm(start[i])) ||
    restingDesign(optimizer, rest, 8 * rounding) !== undefined ||
    drawsNoise(optimizer)
  )
    return undefined;
  // Weights that are what the state and the present rate make of them, as in dual averaging, follow the rate and nothing else.
  if (isFinite(parameters) && !isRounding(start, parameters)) {
    const constant = still.fork();
    for (let step = 1; step < idleSteps; step++) constant.step(nothing, learningRate, 0);
    yield;
    if (constant.parameters.every((tensor, i) => distance(tensor, start[i]) <= rounding * norm(start[i]))) return undefined;
  }
  return isRounding(start, parameters) ? 'to float32' : isFinite(parameters) ? 'away' : 'to NaN';
}

/** What moves them. */
export function causeOfMotion(optimizer: Optimizer, motion: IdleMotion, precision: Precision, rest: Rest): Diagnosis {
  if (motion === 'to float32') {
    return {
      cause: 'parameters-rounded',
      sentence: `parameters are rounded to float32, or coarser, in a float64 run: what is below half a unit of its last place is lost${floatsHint(optimizer)}`,
    };
  }
  if (motion === 'to NaN') {
    return {
      cause: 'not-finite',
      sentence:
        'parameters are not finite after a step without gradient and decay: a division by zero or the root of a negative number',
    };
  }
  if (doubles(optimizer, rest)) {
    const sentence =
      'weights double at every step without any gradient: the new weights are added to the old ones, where their change is meant';
    return { cause: 'drift', sentence };
  }
  const option = growingOption(optimizer, rest, 64 * machineEpsilon(precision));
  if (option !== undefined && fades(optimizer, rest)) {
    const sentence = `weights move although there is no gradient yet, less from step to step as ${option} says: a buffer starts with something else than it should`;
    return { cause: 'buffer-start', sentence };
  }
  return option === undefined
    ? {
        cause: 'drift',
        sentence: 'parameters move although gradient and decay are zero: a constant decay or drift is hidden in the rule',
      }
    : {
        cause: 'decay-grows',
        sentence: `weights grow as ${option} says, without any gradient: a decay with the wrong sign`,
      };
}

/** What who means it may say, where nothing is said yet. */
function floatsHint({ contract }: Optimizer): string {
  return contract?.precisions === undefined ? "; where it is meant for float32 alone, let it say precisions = ['float32']" : '';
}

/** Whether a step without any gradient adds the weights to themselves. */
function doubles(optimizer: Optimizer, { start, learningRate, hyperparameters }: Rest): boolean {
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  run.step(scaled(start, 0), learningRate, 0);
  return run.parameters.every((tensor, i) => distance(tensor, scaled(start, 2)[i]) <= 1e-6 * norm(start[i]));
}

/** Whether what moves without a gradient moves less and less: a growth goes on. */
function fades(optimizer: Optimizer, { start, learningRate, hyperparameters }: Rest): boolean {
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  const nothing = scaled(start, 0);
  const lengths = Array.from({ length: idleSteps }, () => {
    const before = scaled(run.parameters, 1);
    run.step(nothing, learningRate, 0);
    return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, before[i]), 0);
  });
  return lengths.every((length, i) => i === 0 || length < lengths[i - 1]);
}

/** Whether the parameters are the start in a shorter number format. */
function isRounding(start: readonly Tensor[], parameters: readonly Tensor[]): boolean {
  return parameters.every(
    (tensor, i) =>
      tensor.data.every((w: number) => Math.fround(w) === w) && distance(tensor, start[i]) <= 2 ** -7 * norm(start[i]),
  );
}

function isFinite(parameters: readonly Tensor[]): boolean {
  return parameters.every(({ data }) => data.every(Number.isFinite));
}
