import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** Steps so short that weights stay where they are. */
const learningRate = 2 ** -20;

const steps = 4;

/**
 * Whether an optimizer that draws random numbers draws the same ones at every step: what (w, g) and (−w, −g) have in common in their steps
 * is noise, and under one gradient it points the same way each time, as where a key is used again and none is split from it.
 *
 * @param fill first steps that only fill the state
 */
export function repeatedNoise(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const precision = measuringPrecision(optimizer);
  // In float32 so short a step is lost.
  if (precision === 'float32') return undefined;
  const source = stream('inference', 'repeated-noise');
  const [start, g] = [0, 1].map((part) => normalTensors(probeShapes, precision, source.seek(part, 0)));
  const path = (sign: number): Tensor[][] => {
    const run = new OptimizerRun(optimizer, scaled(start, sign));
    const places = Array.from({ length: fill + steps }, () => {
      const before = scaled(run.parameters, 1);
      run.step(scaled(g, sign), learningRate, 0);
      return plus(run.parameters, -1, before);
    });
    return places.slice(fill);
  };
  const [up, down] = [path(1), path(-1)];
  const noise = up.map((moves, i) => together(plus(moves, 1, down[i])));
  const length = distance(together(up[0]), together(down[0]));
  // What opposite steps have in common by rounding is small beside them.
  if (!noise.every((each) => norm(each) > 1e-3 * length)) return undefined;
  const [first, ...later] = noise.map((each) => scaled([each], 1 / norm(each))[0]);
  if (!later.every((each) => distance(first, each) < 2 ** -5)) return undefined;
  const sentence = `the random numbers of a step are those of every step: what ${steps} steps of one gradient add to it points the same way (a key that is used again, a generator that is made anew)`;
  return { cause: 'random-repeats', sentence };
}

/** All entries in one tensor. */
function together(tensors: readonly Tensor[]): Tensor {
  const entries = tensors.flatMap(({ data }) => Array.from(data));
  const all = zeros([entries.length], 'float64');
  all.data.set(entries);
  return all;
}
