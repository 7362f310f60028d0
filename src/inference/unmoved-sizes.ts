import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { isAskedLimit } from './asked-limit.ts';
import type { Diagnosis } from './cause.ts';
import { takes } from './options.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { smallGradients } from './small-gradients.ts';

/** Ordinary late in training, and far above what a guard against a division by zero lets pass. */
const small = 2 ** -20;

const steps = 8;

/** What a search leaves open. */
const resolution = 1.1;

/** How long gradients of one size come, with which options, and whether they all have the same signs. */
interface Look {
  readonly count: number;
  readonly changed?: Readonly<Record<string, number>>;
  readonly constant?: boolean;
}

/**
 * Finds a size below which gradients move nothing at all, though larger ones do and no option says so: steps are left out whose gradients
 * are taken for none, or do not fit into a number format; of gradients that are small as a whole it may be meant. Where eight of them move what one does not, they are carried over by design.
 *
 * @param fill first steps that only fill the state
 */
export function unmovedSizes(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const count = fill + steps;
  const least = leastThatMoves(optimizer, { count });
  if (least === undefined) return undefined;
  const [one, many] = [fill + 1, count].map((each) => leastThatMoves(optimizer, { count: each, constant: true }));
  if (one === undefined || many === undefined || many * resolution ** 2 < one) return undefined;
  // A dead zone that is asked for is a design, and so is a grid that may be made as fine as one likes.
  const changes = Object.entries(optimizer.hyperparameters ?? {}).flatMap(([name, value]) =>
    value > 0 ? [0, 1024 * value].filter((other) => takes(optimizer, name, other)).map((other) => ({ [name]: other })) : [],
  );
  for (const changed of changes) {
    const reached = reach(optimizer, small, { count, changed });
    if (reached > 0 && Number.isFinite(reached)) return undefined;
  }
  if (isAskedLimit(optimizer, least, { limitOf: (changed) => leastThatMoves(optimizer, { count, changed }) })) return undefined;
  // A claim of scales has no room for a size.
  const whole = optimizer.contract?.symmetry === undefined ? smallGradients(optimizer, fill) : undefined;
  if (whole !== undefined) return whole;
  const sentence = `gradients of about ${Number(least.toPrecision(1))} and less move nothing, where larger ones do: steps are left out, and nobody is told`;
  return { cause: 'gradient-never-moves', sentence };
}

/** The size from which on gradients move something, where small ones do not and ordinary ones do. */
function leastThatMoves(optimizer: Optimizer, look: Look): number | undefined {
  const moves = (size: number): boolean => reach(optimizer, size, look) !== 0;
  if (moves(small) || !moves(1)) return undefined;
  let [low, high] = [small, 1];
  while (high / low > resolution) {
    const middle = Math.sqrt(low * high);
    if (moves(middle)) high = middle;
    else low = middle;
  }
  return low;
}

/** How far weights that are small beside any step move under gradients of a size. */
function reach(optimizer: Optimizer, size: number, { count, changed = {}, constant = false }: Look): number {
  const source = stream('inference', 'unmoved-sizes');
  const precision = measuringPrecision(optimizer);
  const start: readonly Tensor[] = normalTensors(probeShapes, precision, source.seek(0, 0), 2 ** -60);
  const run = new OptimizerRun(optimizer, start, changed);
  const signs = normalTensors(probeShapes, precision, source.seek(1, 0));
  for (const { data } of signs) for (let j = 0; j < data.length; j++) data[j] = Math.sign(data[j] || 1);
  for (let step = 1; step <= count; step++) run.step(scaled(signs, step % 3 === 0 && !constant ? -size : size), 2 ** -5, 0);
  return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, start[i]), 0);
}
