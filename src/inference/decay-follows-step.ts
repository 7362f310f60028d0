import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

const [rate, decay] = [2 ** -5, 2 ** -3];

const alike = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-3;

/** A step at which means have settled. */
const late = 32;

/**
 * Whether an option that is doubled makes the step and the decay twice as long alike, as the first guess of a distance does that both are multiplied by, or
 * by another factor for good, as its logarithm does.
 */
export function decayFollowsStep(optimizer: Optimizer): boolean {
  const source = stream('inference', 'decay-follows-step');
  const precision = measuringPrecision(optimizer);
  const [start, g] = [0, 1].map((part) => normalTensors(probeShapes, precision, source.seek(part, 0)));
  const move = (
    options: Readonly<Record<string, number>>,
    gradients: readonly Tensor[],
    weightDecay: number,
    at: number,
  ): number => {
    const run = new OptimizerRun(optimizer, start, options);
    let before = start;
    for (let step = 1; step <= at; step++) {
      before = scaled(run.parameters, 1);
      run.step(gradients, rate, weightDecay);
    }
    return Math.hypot(...plus(run.parameters, -1, before).map(norm));
  };
  const factor = (name: string, value: number, gradients: readonly Tensor[], weightDecay: number, at = 1): number => {
    const [once, twice] = [value, 2 * value].map((each) => move({ [name]: each }, gradients, weightDecay, at));
    return once > 0 ? twice / once : NaN;
  };
  return Object.entries(optimizer.hyperparameters ?? {}).some(([name, value]) => {
    try {
      if (value === 0) return false;
      const [step, shrinking] = [factor(name, value, g, 0), factor(name, value, scaled(g, 0), decay)];
      if (!alike(shrinking, step) || alike(step, 1)) return false;
      return alike(step, 2) || alike(factor(name, value, g, 0, late), step);
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}
