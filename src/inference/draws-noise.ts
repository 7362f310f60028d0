import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** Steps so short that weights stay where they are. */
const learningRate = 2 ** -20;

/** After how many steps each look begins, and of how many it is the sum. */
const [looks, span] = [[8, 61, 150, 290], 4];

const known = new WeakMap<Optimizer, boolean>();

/**
 * Whether steps have a part that looks like noise of a generator in the state, whether the contract says so or not: what (w, g) and (−w, −g) have in common
 * in their steps points elsewhere at each look, though the gradient is the same all the time. What a mistake makes of a gradient's sign points to
 * where it did before.
 *
 * @param optimizer is asked once
 */
export function drawsNoise(optimizer: Optimizer): boolean {
  const before = known.get(optimizer);
  if (before !== undefined) return before;
  const found = isNoisy(optimizer);
  known.set(optimizer, found);
  return found;
}

function isNoisy(optimizer: Optimizer): boolean {
  const precision = measuringPrecision(optimizer);
  // In float32 so short a step is lost.
  if (precision === 'float32') return false;
  const source = stream('inference', 'draws-noise');
  const [start, g] = [0, 1].map((part) => normalTensors(probeShapes, precision, source.seek(part, 0)));
  const runs = [1, -1].map((sign) => ({ sign, run: new OptimizerRun(optimizer, scaled(start, sign)) }));
  let made = 0;
  const directions: number[][] = [];
  for (const look of looks) {
    const moved = runs.map(({ sign, run }) => {
      for (let step = made; step < look; step++) run.step(scaled(g, sign), learningRate, 0);
      const from = scaled(run.parameters, 1);
      for (let step = 0; step < span; step++) run.step(scaled(g, sign), learningRate, 0);
      return plus(run.parameters, -1, from).flatMap(({ data }) => Array.from(data));
    });
    made = look + span;
    const common = moved[0].map((x, i) => x + moved[1][i]);
    // What opposite steps have in common by rounding is small beside them.
    if (!(Math.hypot(...common) > 1e-3 * Math.hypot(...moved[0]))) return false;
    directions.push(common.map((x) => x / Math.hypot(...common)));
  }
  return directions.every((one, i) =>
    directions.slice(0, i).every((other) => Math.abs(one.reduce((sum, x, j) => sum + x * other[j], 0)) < 0.75),
  );
}
