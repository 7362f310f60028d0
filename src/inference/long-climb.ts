import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

/** Many periods of whatever comes back at every few steps. */
const steps = 60;

/**
 * Whether an optimizer goes up a constant gradient in the long run though its first step goes down: what is done at every few steps, such
 * as pulling weights back to an average, undoes more than the steps between have done.
 *
 * @param fill first steps that only fill the state
 */
export function longClimb(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const source = stream('inference', 'long-climb');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const g = normalTensors(probeShapes, precision, source.seek(1, 0));
  const run = new OptimizerRun(optimizer, start);
  const gone = (): number =>
    run.parameters.reduce(
      (sum, { data }, i) =>
        sum + Array.from(data, (w, j) => (w - start[i].data[j]) * g[i].data[j]).reduce((part, x) => part + x, 0),
      0,
    );
  let first = 0;
  for (let step = 1; step <= fill + steps; step++) {
    run.step(g, 2 ** -10, 0);
    if (step === fill + 1) first = gone();
  }
  if (!(first < 0) || !(gone() > 0)) return undefined;
  const sentence = `${steps} steps on the same gradient lead up it, though the first one goes down: what is done at every few steps undoes more than the others do`;
  return { cause: 'uphill', sentence };
}
