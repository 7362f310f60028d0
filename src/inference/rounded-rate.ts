import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

/** Rates between which a threshold is looked for: nobody rounds to fewer digits than the longest has, or to more than the shortest. */
const [shortest, longest] = [2 ** -30, 2 ** -4];

/**
 * The rate below which nothing moves, where there is one and it is the same for all gradients and steps: η is rounded to some digits, so
 * that the end of a schedule stands still. What waits until enough has come together moves at another rate for other gradients.
 *
 * @param fill first steps that only fill the state
 */
export function roundedRate(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  let least: number | undefined;
  for (const [steps, size] of [
    [2, 1],
    [9, 1],
    [2, 2 ** 6],
  ]) {
    const other = leastRate(optimizer, fill + steps, size);
    if (other === undefined || Math.abs(other / (least ?? other) - 1) > 1e-3) return undefined;
    least = other;
  }
  const sentence = `the learning rate is rounded: below ${Number(least!.toPrecision(3))} it is taken for zero, and nothing moves`;
  return { cause: 'rate-rounded', sentence };
}

/** The least rate at which all tensors move from zero, where no step is lost beside the weights. */
function leastRate(optimizer: Optimizer, steps: number, size: number): number | undefined {
  const precision = measuringPrecision(optimizer);
  const source = stream('inference', 'rounded-rate');
  const gradients = Array.from({ length: steps }, (_, i) => normalTensors(probeShapes, precision, source.seek(1, i), size));
  const moved = (learningRate: number): boolean[] => {
    const run = new OptimizerRun(
      optimizer,
      probeShapes.map((shape) => zeros(shape, precision)),
    );
    for (const g of gradients) run.step(g, learningRate, 0);
    return run.parameters.map(({ data }) => data.some((w) => w !== 0));
  };
  const rests = (rate: number): boolean => moved(rate).every((does) => !does);
  if (!rests(shortest) || !moved(longest).every((does) => does)) return undefined;
  let [low, high] = [shortest, longest];
  while (high / low > 1.0001) {
    const middle = Math.sqrt(low * high);
    if (rests(middle)) low = middle;
    else high = middle;
  }
  return high;
}
