import { copy, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';

const steps = 6;

/** Makes a kept run again. */
export type RepeatFirstRun = () => Diagnosis | undefined;

/**
 * A run that is kept, to be repeated when the optimizer has been at work elsewhere: a counter in its module, which shows in no two
 * runs that follow each other once it is large, shows against the very first one.
 *
 * @returns a function that runs again and says what it means if the numbers are others
 */
export function keepFirstRun(optimizer: Optimizer): RepeatFirstRun {
  const first = follow(optimizer);
  return () => {
    if (follow(optimizer).every((tensors, step) => identical(tensors, first[step]))) return undefined;
    const sentence =
      'the same run gives other numbers after the optimizer has been at work elsewhere: part of its state lives outside `state` (a counter or buffer in its module)';
    return { cause: 'state-outside', sentence };
  };
}

function follow(optimizer: Optimizer): Tensor[][] {
  const source = stream('inference', 'repeat');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  return Array.from({ length: steps }, (_, step) => {
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 0.05, 0.1);
    return run.parameters.map(copy);
  });
}
