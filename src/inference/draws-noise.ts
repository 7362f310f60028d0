import { dot } from '../arithmetic/dot.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { positions } from './positions.ts';

/** Steps and weights so small that weights stay where they are beside a step, and that float32 does not lose it. */
const [learningRate, weights] = [2 ** -20, 2 ** -20];

/** So many steps are added up, and so many such sums are compared. */
const [span, spans] = [4, 80];

/** So few sums tell nothing; and what part of so many may be left of their lengths where they are added up, if they point anywhere. */
const [few, many, left] = [4, 16, 0.5];

/** What is said of it where no contract speaks of it. */
export const undeclared: Diagnosis = {
  cause: 'ambiguous',
  sentence:
    'steps have a part that points elsewhere from step to step though the gradient stays the same, as noise of a generator in the state does: where it is meant, let the contract say random',
};

const known = new WeakMap<Optimizer, boolean>();

/**
 * Whether steps have a part that looks like noise of a generator in the state, whether the contract says so or not: what (w, g) and (−w, −g) have in common
 * in their steps points elsewhere each time, though the gradient is the same all the time: no two times alike where it is seen a few times, and
 * nowhere on average where it is seen many times. What a mistake makes of a gradient's sign points to where it did before.
 *
 * @param optimizer is asked once
 */
export function drawsNoise(optimizer: Optimizer): boolean {
  const before = known.get(optimizer);
  if (before !== undefined) return before;
  const found = isNoisy(commonParts(optimizer));
  known.set(optimizer, found);
  return found;
}

function isNoisy(parts: readonly (readonly number[])[]): boolean {
  if (parts.length < few) return false;
  const lengths = parts.map((part) => Math.hypot(...part));
  if (parts.length >= many) {
    const sum = parts[0].map((_, j) => parts.reduce((all, part) => all + part[j], 0));
    return Math.hypot(...sum) < left * lengths.reduce((all, length) => all + length, 0);
  }
  return parts.every((one, i) =>
    parts.slice(0, i).every((other, k) => Math.abs(dot(one, other)) < 0.75 * lengths[i] * lengths[k]),
  );
}

/** What opposite gradients have in common in sums of their steps, where that is more than rounding. */
function commonParts(optimizer: Optimizer): number[][] {
  const precision = measuringPrecision(optimizer);
  const source = stream('inference', 'draws-noise');
  const [start, g] = [weights, 1].map((size, part) => normalTensors(probeShapes, precision, source.seek(part, 0), size));
  const [ways, others] = [1, -1].map((sign) => {
    const run = new OptimizerRun(optimizer, scaled(start, sign));
    const at = positions(run, Array<typeof g>(span * spans).fill(scaled(g, sign)), learningRate);
    return Array.from({ length: spans }, (_, i) =>
      at[span * (i + 1)].flatMap(({ data }, k) => Array.from(data, (w, j) => w - at[span * i][k].data[j])),
    );
  });
  return ways.flatMap((way, i) => {
    const common = way.map((x, j) => x + others[i][j]);
    return Math.hypot(...common) > tolerance(optimizer, 1e-7, 1e-4) * Math.hypot(...way) ? [common] : [];
  });
}
