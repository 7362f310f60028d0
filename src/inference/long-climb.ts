import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { along } from '../dynamics/side-by-side.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

/** Many periods of whatever comes back at every few steps. */
const steps = 60;

/** So many steps on, at the end of which so many all go steeply up, if any schedule of the rule turns. */
const [long, last, steep] = [300, 30, 0.2];

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
  const gone = (place: readonly Tensor[]): number =>
    place.reduce(
      (sum, { data }, i) =>
        sum + Array.from(data, (w, j) => (w - start[i].data[j]) * g[i].data[j]).reduce((part, x) => part + x, 0),
      0,
    );
  let [first, middle, before] = [0, 0, 0];
  let up = 0;
  let [step, from]: [number, readonly Tensor[]] = [0, start];
  for (const place of along(run, Array(fill + long).fill({ gradients: g, learningRate: 2 ** -10, weightDecay: 0 }))) {
    step += 1;
    const now = gone(place);
    const length = place.reduce((sum, tensor, i) => sum + distance(tensor, from[i]) * norm(g[i]), 0);
    up = now - before > steep * length ? up + 1 : 0;
    [before, from] = [now, place];
    if (step === fill + 1) first = now;
    if (step === fill + steps) middle = now;
  }
  if (!(first < 0)) return undefined;
  if (!(middle > 0) && up < last) return undefined;
  if (!(middle > 0)) {
    // What a schedule does it does wherever the weights are.
    run.parameters.forEach(({ data }, i) => data.set(start[i].data));
    run.step(g, 2 ** -10, 0);
    const why =
      gone(run.parameters) < 0 ? 'it is the weights there that turn the step' : 'a schedule of the rule goes below zero';
    const sentence = `from step ${fill + long - up + 1} on every step on the same gradient leads up it, though the first ones go down: ${why}`;
    return { cause: 'uphill', sentence };
  }
  const sentence = `${steps} steps on the same gradient lead up it, though the first one goes down: what is done at every few steps undoes more than the others do`;
  return { cause: 'uphill', sentence };
}
