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
 * Finds a state that is made anew when η or λ changes, as by an optimizer that is constructed again at every milestone. Runs with different
 * pasts go on from the same weights: where nothing changes their next steps differ, and where the schedule does they are the same to the
 * last bit.
 *
 * @param fill first steps that only fill the state
 */
export function clearedByChange(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (alike(optimizer, fill, rate, decay)) return undefined;
  const changes = [
    ['learning rate', rate / 2, decay],
    ['weight decay', rate, decay / 2],
  ] as const;
  const found = changes.find(([, changedRate, changedDecay]) => alike(optimizer, fill, changedRate, changedDecay));
  if (found === undefined) return undefined;
  const sentence = `the state is cleared when the ${found[0]} changes: from there on nothing depends on any gradient before`;
  return { cause: 'buffer-cleared', sentence };
}

/** Whether runs with different pasts make the same next steps, the first of them with these values. */
function alike(optimizer: Optimizer, fill: number, nextRate: number, nextDecay: number): boolean {
  const source = stream('inference', 'cleared-by-change');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const runs = [1, 2].map((kind) => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + past; step++)
      run.step(normalTensors(probeShapes, precision, source.seek(kind, step)), rate, decay);
    return run;
  });
  const same = scaled(runs[0].parameters, 1);
  runs[1].parameters.forEach(({ data }, i) => data.set(same[i].data));
  return [1, 2].every((step) => {
    for (const run of runs) run.step(normalTensors(probeShapes, precision, source.seek(3, step)), nextRate, nextDecay);
    return identical(runs[0].parameters, runs[1].parameters);
  });
}
