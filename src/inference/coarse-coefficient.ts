import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors } from './probe-problem.ts';

/** Large enough that a share of the entries is another number of them. */
const shapes: readonly (readonly number[])[] = [[48, 32]];
/** Few entries, whose lengths differ from step to step; rules that bound a ratio of lengths step vectors plainly. */
const few: readonly (readonly number[])[] = [[4], [3, 2]];
const steps = 6;
/** Steps of a long run, and until when what is remembered by shows in signs as well. */
const [late, soon] = [300, 40];

/**
 * What becomes of a coefficient near 1 that is rounded or capped on its way: values on both sides of it do the same, though far ones do
 * not. A coefficient that is remembered by acts with all its digits.
 *
 * @param name of an option that acts
 * @param fill first steps that only fill the state
 */
export function coarseCoefficient(optimizer: Optimizer, name: string, fill: number): Diagnosis | undefined {
  const value = optimizer.hyperparameters![name];
  if (!(value >= 0.5 && value < 1)) return undefined;
  const near = [value - (1 - value) / 3, value + (1 - value) / 2];
  try {
    const own = follow(optimizer, name, value, fill);
    if (!near.every((other) => identical(own, follow(optimizer, name, other, fill)))) return undefined;
    if (identical(own, follow(optimizer, name, value / 4, fill))) return undefined;
    if (isCeiling(optimizer, name, [value / 4, ...near], fill)) return undefined;
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
  const sentence = `${name} = ${near.map((other) => Number(other.toPrecision(6))).join(' and ')} do what ${value} does, to the bit: the coefficient is rounded or capped before it is used`;
  return { cause: 'momentum-coefficient', sentence };
}

/**
 * Whether near values act in a long run, or smaller ones begin to at different steps of which some are late: the option is the end of a
 * rise, as of a momentum that warms up, or a bound that is reached by chance. What is rounded or capped acts as soon as there is something
 * to remember, where steps are signs when one of them turns, or never.
 */
function isCeiling(optimizer: Optimizer, name: string, [low, high, above]: readonly number[], fill: number): boolean {
  const between = Array.from({ length: 8 }, (_, i) => low + ((high - low) * i) / 8);
  const source = stream('inference', 'coarse-coefficient', 'late');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(few, precision, source.seek(0, 0));
  const [own, ...others] = [optimizer.hyperparameters![name], high, above, ...between].map(
    (value) => new OptimizerRun(optimizer, start, { [name]: value }),
  );
  const begins = new Map<OptimizerRun, number>();
  let areSigns = true;
  for (let step = 1; step <= fill + late; step++) {
    const g = normalTensors(few, precision, source.seek(1, step));
    const before = own.parameters.map(({ data }) => Array.from(data));
    for (const run of [own, ...others]) run.step(g, 2 ** -9, 0);
    const lengths = own.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => Math.abs(w - before[i][j])));
    areSigns &&= lengths.every((length) => Math.abs(length - lengths[0]) <= 1e-9 * lengths[0]);
    for (const run of others) if (!begins.has(run) && !identical(run.parameters, own.parameters)) begins.set(run, step);
  }
  if (others.slice(0, 2).some((near) => begins.has(near))) return true;
  return new Set(begins.values()).size > 1 && (!areSigns || Math.max(...begins.values()) > fill + soon);
}

function follow(optimizer: Optimizer, name: string, value: number, fill: number): OptimizerRun['parameters'] {
  const source = stream('inference', 'coarse-coefficient');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(shapes, precision, source.seek(0, 0)), { [name]: value });
  for (let step = 1; step <= fill + steps; step++)
    // Bursts, so that what compares sizes does so.
    run.step(normalTensors(shapes, precision, source.seek(1, step), step % 3 === 0 ? 16 : 1), 2 ** -5, 0.5);
  return run.parameters;
}
