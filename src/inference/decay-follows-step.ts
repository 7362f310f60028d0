import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

const [rate, decay] = [2 ** -5, 2 ** -3];

/** Whether an option that is doubled makes the step and the decay twice as long alike, as the first guess of a distance does that both are multiplied by. */
export function decayFollowsStep(optimizer: Optimizer): boolean {
  const source = stream('inference', 'decay-follows-step');
  const precision = measuringPrecision(optimizer);
  const [start, g] = [0, 1].map((part) => normalTensors(probeShapes, precision, source.seek(part, 0)));
  const move = (options: Readonly<Record<string, number>>, gradients: readonly Tensor[], weightDecay: number): number => {
    const run = new OptimizerRun(optimizer, start, options);
    run.step(gradients, rate, weightDecay);
    return Math.hypot(...plus(run.parameters, -1, start).map(norm));
  };
  const doubles = (name: string, value: number, gradients: readonly Tensor[], weightDecay: number): boolean => {
    const [once, twice] = [value, 2 * value].map((each) => move({ [name]: each }, gradients, weightDecay));
    return once > 0 && Math.abs(twice / once - 2) < 1e-3;
  };
  return Object.entries(optimizer.hyperparameters ?? {}).some(([name, value]) => {
    try {
      return value > 0 && doubles(name, value, g, 0) && doubles(name, value, scaled(g, 0), decay);
    } catch {
      // A value that it refuses tells nothing.
      return false;
    }
  });
}
