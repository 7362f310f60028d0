import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Note } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { normalTensors } from './probe-problem.ts';

const shape: readonly number[] = [4, 3];
/** Steps after which most rules have moved, and after which a basis that is renewed now and then is another one. */
const [soon, late] = [24, 1200];

/**
 * Whether gradients in rows, or columns, that had none at the first step never move anything: what they are projected on, or a mask, is
 * chosen once and kept for ever. Somebody may mean that (Sung et al. 2021, FISH masks), or have forgotten to renew it (Zhao et al. 2024,
 * GaLore): the rule does not tell.
 *
 * @param fill first steps that only fill the state
 */
export function unreachedGradient(optimizer: Optimizer, fill: number): Note | undefined {
  const reads: readonly ((entry: number) => number)[] = [(entry) => Math.floor(entry / 3), (entry) => entry % 3];
  const names = ['row', 'column'];
  for (const [k, part] of reads.entries()) {
    if (reaches(optimizer, fill, part, soon) || reaches(optimizer, fill, part, late)) continue;
    const sentence = `a gradient in a ${names[k]} that had none at the first step never moves the weights, in ${late} steps: a mask, or what gradients are projected on, is chosen once`;
    return { kind: 'unusual', cause: 'basis-fixed', sentence };
  }
  return undefined;
}

/** Whether a gradient in one part moves something after one in another part. */
function reaches(optimizer: Optimizer, fill: number, part: (entry: number) => number, steps: number): boolean {
  const precision = measuringPrecision(optimizer);
  const source = stream('inference', 'unreached-gradient');
  const run = new OptimizerRun(optimizer, normalTensors([shape], precision, source.seek(0, 0)));
  const within = (of: number, step: number): Tensor[] => {
    const [g] = normalTensors([shape], precision, source.seek(1, step));
    const masked = zeros(shape, precision);
    for (let j = 0; j < g.data.length; j++) if (part(j) === of) masked.data[j] = g.data[j] + Math.sign(g.data[j]);
    return [masked];
  };
  for (let step = 1; step <= fill + 1; step++) run.step(within(0, step), 2 ** -7, 0);
  const before = run.parameters[0].data.slice();
  for (let step = fill + 2; step <= fill + 1 + steps; step++) run.step(within(1, step), 2 ** -7, 0);
  return run.parameters[0].data.some((w: number, j: number) => part(j) === 1 && w !== before[j]);
}
