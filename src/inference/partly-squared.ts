import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** Rates, each twice the one before, and what part of the way has to go as η². */
const [rates, least] = [[2 ** -4, 2 ** -3, 2 ** -2, 2 ** -1, 1], 1e-2];

/**
 * Whether the way of a few steps is aη + bη² in every entry, to rounding, with the same a and b at five rates: a rate that is inside of a buffer multiplies
 * a part of the step, and that part alone, once more. What is limited or damped by η is no such sum. Nor is a product of gradients and of how far
 * weights have moved meanwhile (Zheng et al. 2017, delay compensation): with larger gradients b grows more than a.
 *
 * @param fill first steps that only fill the state
 */
export function actsPartlySquared(optimizer: Optimizer, fill: number): boolean {
  const [parts, ofLarger] = [1, 2].map((size) => partsOfWay(optimizer, fill, size));
  if (parts === undefined || ofLarger === undefined) return false;
  const shares = [parts, ofLarger].map(({ a, b }) => b.map((tensor, i) => norm(tensor) / norm(a[i])));
  return shares[0].every(
    (share, i) => share > least && share < 1 / least && Math.abs(shares[1][i] / share - 1) <= tolerance(optimizer, 1e-4, 1e-2),
  );
}

/** Of the way aη + bη², in every entry. */
interface Parts {
  readonly a: readonly Tensor[];
  readonly b: readonly Tensor[];
}

/** The parts of a way on gradients of a size; `undefined`: it is no such sum. */
function partsOfWay(optimizer: Optimizer, fill: number, size: number): Parts | undefined {
  const source = stream('inference', 'rate');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0), 2 ** -20);
  const gradients = Array.from({ length: fill + 4 }, (_, i) => normalTensors(probeShapes, precision, source.seek(1, i), size));
  const ways = rates.map((rate) => {
    const run = new OptimizerRun(optimizer, start);
    for (const each of gradients) run.step(each, rate, 0);
    return plus(run.parameters, -1, start);
  });
  const [first, second] = rates;
  // Of aη + bη² at two rates, of which one is twice the other.
  const b = scaled(plus(ways[1], -2, ways[0]), 1 / (second * second - 2 * first * first));
  const a = plus(scaled(ways[0], 1 / first), -first, b);
  const isSum = ways.every((way, i) =>
    plus(plus(way, -rates[i], a), -rates[i] * rates[i], b).every(
      (rest, j) => norm(rest) <= tolerance(optimizer, 1e-7, 1e-3) * norm(way[j]),
    ),
  );
  return isSum ? { a, b } : undefined;
}
