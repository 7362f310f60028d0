import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';

/** Steps before the change. */
const past = 4;
const [rate, decay] = [2 ** -7, 2 ** -3];

/**
 * Finds a state that is made anew when η or λ changes, as by an optimizer that is constructed again at every milestone, or by a step
 * without any gradient. Runs with different pasts go on from the same weights: where nothing happens their next steps differ, and after
 * it they are the same to the last bit.
 *
 * @param fill first steps that only fill the state
 */
export function clearedByChange(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (alike(optimizer, fill, {})) return undefined;
  const found = events.find(([, event]) => alike(optimizer, fill, event));
  if (found === undefined) return undefined;
  const sentence = `the state is cleared when ${found[0]}: from there on nothing depends on any gradient before`;
  return { cause: 'buffer-cleared', sentence };
}

interface Event {
  readonly learningRate?: number;
  readonly weightDecay?: number;
  /** Size of the gradient of that step. */
  readonly size?: number;
}

const events: readonly (readonly [string, Event])[] = [
  ['the learning rate changes', { learningRate: rate / 2 }],
  ['the weight decay changes', { weightDecay: decay / 2 }],
  ['all gradients are zero at a step', { size: 0 }],
];

/** Whether runs with different pasts make the same steps from an event on. */
function alike(optimizer: Optimizer, fill: number, { learningRate = rate, weightDecay = decay, size = 1 }: Event): boolean {
  const source = stream('inference', 'cleared-by-change');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const runs = [1, 2].map((kind) => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + past; step++)
      run.step(normalTensors(probeShapes, precision, source.seek(kind, step)), rate, decay);
    return run;
  });
  return [1, 2, 3].every((step) => {
    const same = scaled(runs[0].parameters, 1);
    runs[1].parameters.forEach(({ data }, i) => data.set(same[i].data));
    const g = normalTensors(probeShapes, precision, source.seek(3, step), step === 1 ? size : 1);
    for (const run of runs) run.step(g, learningRate, weightDecay);
    return identical(runs[0].parameters, runs[1].parameters);
  });
}
