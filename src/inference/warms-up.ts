import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** Steps within which a warm-up is over, and equal rises that are one. */
const [steps, rises] = [32, 2];
const rate = 2 ** -10;

/**
 * Whether a rule that starts anew begins with a warm-up (Goyal et al. 2017, section 2.2): what is multiplied by its rate rises by the same
 * amount from step to step, and then no more. That is the decay without a gradient where it is decoupled, a step under equal gradients where it
 * has the length of the rate, or the part of a gradient in its own step where the rule is linear.
 *
 * @param fill first steps that only fill the state
 */
export function warmsUp(optimizer: Optimizer, fill: number): boolean {
  return [decays, equalGradients, ownGradients].some((read) => isRamp(read(optimizer, fill), tolerance(optimizer, 1e-6, 1e-3)));
}

function isRamp(lengths: readonly number[], rounding: number): boolean {
  const increments = lengths.slice(1).map((length, i) => length - lengths[i]);
  const [first] = increments;
  const same = increments.findIndex((increment) => !(Math.abs(increment - first) <= rounding * first));
  return lengths[0] > 0 && first > 0 && same >= rises && increments[same] <= rounding * first;
}

function startOf(optimizer: Optimizer): OptimizerRun {
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'warms-up').seek(0, 0));
  return new OptimizerRun(optimizer, start);
}

function gradientsOf(optimizer: Optimizer, series: number): Tensor[] {
  return normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'warms-up').seek(1, series));
}

/** How long the steps of a run are, each over a length. */
function follow(
  optimizer: Optimizer,
  fill: number,
  step: (run: OptimizerRun, before: readonly Tensor[]) => number,
): readonly number[] {
  const run = startOf(optimizer);
  return Array.from({ length: fill + steps }, () => step(run, scaled(run.parameters, 1))).slice(fill);
}

const moved = (after: readonly Tensor[], before: readonly Tensor[]): number =>
  Math.hypot(...plus(after, -1, before).map((tensor) => norm(tensor)));

const decays = (optimizer: Optimizer, fill: number): readonly number[] =>
  follow(optimizer, fill, (run, before) => {
    run.step(
      probeShapes.map((shape) => zeros(shape, measuringPrecision(optimizer))),
      rate,
      0.25,
    );
    return moved(run.parameters, before) / Math.hypot(...before.map((tensor) => norm(tensor)));
  });

const equalGradients = (optimizer: Optimizer, fill: number): readonly number[] =>
  follow(optimizer, fill, (run, before) => {
    run.step(gradientsOf(optimizer, 0), rate, 0);
    return moved(run.parameters, before);
  });

const ownGradients = (optimizer: Optimizer, fill: number): readonly number[] =>
  follow(optimizer, fill, (run) => {
    const twin = run.fork();
    twin.step(gradientsOf(optimizer, 1), rate, 0);
    run.step(gradientsOf(optimizer, 0), rate, 0);
    return moved(run.parameters, twin.parameters);
  });
