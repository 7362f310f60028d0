import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { moving, positions } from './positions.ts';
import { normalTensors } from './probe-problem.ts';

const [rate, horizon] = [2 ** -7, 96];

/** Finds a tensor that rests at a step without decay, though it has a gradient, and moves at the same step with it. */
export function decayAtRest(optimizer: Optimizer, shapes: readonly (readonly number[])[]): Diagnosis | undefined {
  const source = stream('inference', 'turn-steps');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(shapes, precision, source.seek(0, 0));
  const gradients = Array.from({ length: horizon }, (_, i) => normalTensors(shapes, precision, source.seek(1, i + 1)));
  const [free, decayed] = [0, 0.1].map((weightDecay) =>
    moving(positions(new OptimizerRun(optimizer, start), gradients, rate, weightDecay)),
  );
  if (!free.some((moves, step) => moves.some((isMoved, i) => !isMoved && decayed[step][i]))) return undefined;
  const sentence = 'a tensor that rests while others are trained is decayed all the same: what is frozen shrinks';
  return { cause: 'decay-at-rest', sentence };
}
