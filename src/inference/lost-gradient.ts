import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';
import type { StartReading } from './start.ts';

/** Steps in which a gradient may still show, and other gradients in its place, of which a few signs may be the same. */
const [later, sizes] = [48, [1, -1, 2 ** 6]] as const;

/**
 * Finds calls that move nothing, then or later, whatever their gradients are: the first one fills no state, or those between two that move
 * gather nothing. A call that only makes the state and one that returns too early are alike; that every second gradient is
 * thrown away nobody publishes.
 */
export function lostGradient(
  optimizer: Optimizer,
  { fill, period }: Pick<StartReading, 'fill' | 'period'>,
): Diagnosis | undefined {
  if (period > 1) {
    const after = fill + period;
    const idle = Array.from({ length: period - 1 }, (_, i) => after + 2 + i);
    const lost = idle.filter((call) => acts(optimizer, call) === false);
    if (lost.length === 0) return undefined;
    const sentence = `one of ${period} calls moves the parameters, and the gradients of ${lost.length === 1 ? 'another one' : `${lost.length} others`} change nothing, then or later: they are not gathered but thrown away`;
    return { cause: 'micro-batches-dropped', sentence };
  }
  // Nobody waits for several calls by an oversight.
  if (fill !== 1 || acts(optimizer, 1) !== false) return undefined;
  const sentence =
    'the first call moves nothing, and fills no state: another gradient there changes no later step; it is a call that only makes the state, or one that returns too early';
  return { cause: 'ambiguous', sentence };
}

/** Whether another gradient at a call changes anything, then or later; `undefined` where nothing moves at all. */
function acts(optimizer: Optimizer, call: number): boolean | undefined {
  const source = stream('inference', 'lost-gradient');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const runs = [undefined, ...sizes].map((size) => ({ size, run: new OptimizerRun(optimizer, start) }));
  const draw = (series: number, step: number, size = 1): Tensor[] =>
    normalTensors(probeShapes, precision, source.seek(series, step), size);
  for (let step = 1; step <= call + later; step++) {
    for (const { size, run } of runs)
      run.step(step === call && size !== undefined ? draw(2, step, size) : draw(1, step), 1 / 64, 0);
    const [usual, ...others] = runs.map(({ run }) => run.parameters);
    if (step >= call && others.some((other) => !identical(usual, other))) return true;
  }
  return identical(runs[0].run.parameters, start) ? undefined : false;
}
