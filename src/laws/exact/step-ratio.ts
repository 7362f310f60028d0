import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { measuringPrecision } from '../../inference/measuring-precision.ts';
import { distance, norm, normalTensors } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import { afterRest } from '../../inference/rest.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Stream } from '../../random/stream.ts';
import { machineEpsilon } from './drawn.ts';
import { finish } from './in-flight.ts';

/** Length of the next step at 2η over that at η, from the same state, without decay, and how far rounding may take it from 2. */
export function* stepRatio(
  optimizer: Optimizer,
  start: readonly Tensor[],
  source: Stream,
  after: number,
  learningRate: number,
): Generator<void, { ratio: number; rounding: number }> {
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= after; step++)
    run.step(normalTensors(shapesOf(start), precision, source.seek(1, step)), learningRate, 0);
  const g = normalTensors(shapesOf(start), precision, source.seek(1, after + 1));
  const doubling = [1, 2].map((rate) => {
    // A fresh instance is made fresh twice: a copy of one that has not stepped yet shares nothing with it but its start.
    const next = after === 0 ? new OptimizerRun(optimizer, start) : run.fork();
    next.step(g, learningRate * rate, 0);
    return next;
  });
  yield;
  const [length, doubled] = doubling.map(({ parameters }) =>
    Math.sqrt(parameters.reduce((sum, tensor, i) => sum + distance(tensor, run.parameters[i]) ** 2, 0)),
  );
  // Every weight is rounded once in each of the two steps, and the rule itself rounds a few times.
  const weights = Math.sqrt(run.parameters.reduce((sum, tensor) => sum + norm(tensor) ** 2, 0));
  const rounding = 16 * machineEpsilon(precision) * (1 + weights / (length || 1));
  // A guard that leaves out a step does so at any rate.
  const ratio = length === 0 && doubled === 0 ? 2 : doubled / length;
  return { ratio, rounding: Math.max(1e-6, rounding) };
}

/** Weights within the box that a rule keeps them in: from outside the first step leads to its side, whatever the rate and options are. */
export function inBox(optimizer: Optimizer, start: readonly Tensor[], learningRate: number): readonly Tensor[] {
  return afterRest(optimizer, { start, learningRate });
}

/** Whether a step is in proportion to a learning rate that is far smaller. */
export function isProportionalBelow(...[optimizer, start, source, after, learningRate]: Parameters<typeof stepRatio>): boolean {
  const small = finish(stepRatio(optimizer, start, source, after, learningRate * 2 ** -10));
  return Math.abs(small.ratio - 2) <= small.rounding;
}

/**
 * Whether a doubled rate makes the step no longer, at far smaller rates too. At the end of a box no rate leads further, but a step that is
 * short enough ends inside of it.
 */
export function isDeafBelow(...[optimizer, start, source, after, learningRate]: Parameters<typeof stepRatio>): boolean {
  const ratioAt = (share: number): number => finish(stepRatio(optimizer, start, source, after, learningRate * share)).ratio;
  return [1, 2 ** -10, 2 ** -20].every((share) => Math.abs(ratioAt(share) - 1) <= 1e-9);
}

/** Whether weights are brought to a norm after a step, or some of them to zero: how far they go is not the step alone. */
export function isProjected(rest: Profile['rest']): boolean {
  return rest?.cause === 'norm-fixed' || rest?.cause === 'weights-pruned';
}

const shapesOf = (tensors: readonly Tensor[]): readonly (readonly number[])[] => tensors.map(({ shape }) => shape);
