import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';

/** Longer than a counter of eight bits counts, with a sign and without. */
const steps = 300;

/** Steps that are about as long as each other, before the first one that is looked at. */
const steady = 20;

/** A period that pulls weights back does so at one step, and the next one goes down again. */
const lasting = 3;

/**
 * Whether the steps of a constant gradient, which have long been about the same, begin to lead up it: a counter has come to the end of its
 * number format, where the factor that is made of it has another sign.
 *
 * @param fill first steps that only fill the state
 */
export function lateClimb(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const precision = measuringPrecision(optimizer);
  const [w, g] = [zeros([1], precision), zeros([1], precision)];
  [w.data[0], g.data[0]] = [2 ** -6, 1];
  const run = new OptimizerRun(optimizer, [w]);
  const passes = run.follow(
    Array.from({ length: fill + steps }, () => ({ gradients: [g], learningRate: 2 ** -12, weightDecay: 0 })),
  );
  const places = [w.data[0], ...Array.from(passes, ([{ data }]) => data[0])];
  const down = places.slice(1).map((place, i) => places[i] - place);
  for (let i = fill + steady; i + lasting <= down.length; i++) {
    const before = down.slice(i - steady, i);
    if (!(Math.max(...before) < 2 * Math.min(...before))) continue;
    if (!down.slice(i, i + lasting).every((way) => way < 0)) continue;
    const sentence = `from step ${i + 1} on the steps of a constant gradient lead up it, though they were alike until then: a counter ends where its number format does`;
    return { cause: 'uphill', sentence };
  }
  return undefined;
}
