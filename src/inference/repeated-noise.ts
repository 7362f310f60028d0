import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** Steps so short that weights stay where they are. */
const learningRate = 2 ** -20;

/** Looks of so many steps, at the start and later on: all later ones are a multiple of every period apart. */
const [span, later] = [6, [100, 340, 1000]];

/** In how many steps a few keys may have had their turn. */
const periods = [1, 2, 3];

/**
 * Whether an optimizer that draws random numbers draws the same ones at every step, or at every second or third: what (w, g) and (−w, −g)
 * have in common in their steps is noise, and under one gradient it points the same way each time, as where a key is used again and none is
 * split from it. What is held for a while, or changes slowly, points elsewhere later on.
 *
 * @param fill first steps that only fill the state
 */
export function repeatedNoise(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const precision = measuringPrecision(optimizer);
  // In float32 so short a step is lost.
  if (precision === 'float32') return undefined;
  const source = stream('inference', 'repeated-noise');
  const [start, g] = [0, 1].map((part) => normalTensors(probeShapes, precision, source.seek(part, 0)));
  const runs = [1, -1].map((sign) => ({ sign, run: new OptimizerRun(optimizer, scaled(start, sign)), steps: 0 }));
  /** What is noise in each of some steps, as directions, or undefined where there is none. */
  const noiseAfter = (steps: number, least: number): Tensor[] | undefined => {
    const [up, down] = runs.map((each) => {
      for (; each.steps < steps; each.steps++) each.run.step(scaled(g, each.sign), learningRate, 0);
      each.steps += span;
      return Array.from({ length: span }, () => {
        const before = scaled(each.run.parameters, 1);
        each.run.step(scaled(g, each.sign), learningRate, 0);
        return together(plus(each.run.parameters, -1, before));
      });
    });
    const noise = up.map((moves, i) => plus([moves], 1, [down[i]])[0]);
    // What opposite steps have in common by rounding is small beside them.
    if (!noise.every((each, i) => norm(each) > least * distance(up[i], down[i]))) return undefined;
    return noise.map((each) => scaled([each], 1 / norm(each))[0]);
  };
  const first = noiseAfter(fill, 1e-3);
  if (first === undefined) return undefined;
  let known: Tensor[] | undefined;
  // From the start on at every step; a few keys in turn show when momentum has settled.
  let open = periods.filter((period) => period > 1 || returns(first, period));
  for (const steps of later) {
    const noise = noiseAfter(fill + steps, 1e-6);
    if (noise === undefined) return undefined;
    const before = known ?? noise;
    // What stays from step to step here, and did not at the start, is no key that comes back.
    open = open.filter((period) => returns(noise, period) && (period === 1 || !returns(noise, 1)));
    if (open.length === 0 || !noise.every((each, i) => isAlike(each, before[i]))) return undefined;
    known = noise;
  }
  const when = open[0] === 1 ? 'those of every step' : `those of ${open[0]} steps before`;
  const sentence = `the random numbers of a step are ${when}: what steps of one gradient have of them points the same way again (a key that is used again, a generator that is made anew)`;
  return { cause: 'random-repeats', sentence };
}

/** Whether each direction is that of so many steps before. */
function returns(noise: readonly Tensor[], period: number): boolean {
  return noise.slice(period).every((each, i) => isAlike(each, noise[i]));
}

function isAlike(a: Tensor, b: Tensor): boolean {
  return distance(a, b) < 2 ** -5;
}

/** All entries in one tensor. */
function together(tensors: readonly Tensor[]): Tensor {
  const entries = tensors.flatMap(({ data }) => Array.from(data));
  const all = zeros([entries.length], 'float64');
  all.data.set(entries);
  return all;
}
