import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors, probeShapes } from './probe-problem.ts';

/** Where what is rounded from the first step on would show, and where a rule has long left its start. */
const [early, late] = [8, 280];

/** Whether weights in float64 are numbers of float32 after hundreds of steps, and were not at first. */
export function lateRounding(optimizer: Optimizer): Diagnosis | undefined {
  if (measuringPrecision(optimizer) !== 'float64') return undefined;
  const source = stream('inference', 'late-rounding');
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, 'float64', source.seek(0, 0)));
  const isShort = (): boolean =>
    run.parameters.every(({ data }) => data.every((w: number) => Number.isFinite(w) && Math.fround(w) === w));
  for (let step = 1; step <= late; step++) {
    run.step(normalTensors(probeShapes, 'float64', source.seek(1, step % 8)), 2 ** -9, 0);
    if (step === early && isShort()) return undefined;
  }
  if (!isShort()) return undefined;
  const sentence = `after ${late} steps parameters in float64 are rounded to float32, or coarser: what is below half a unit of its last place is lost`;
  return { cause: 'parameters-rounded', sentence };
}
