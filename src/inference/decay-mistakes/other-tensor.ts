import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Diagnosis } from '../cause.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from '../probe-problem.ts';

const rate = 2 ** -5;

/**
 * What a decay that is not proportional to the weights of its own tensor is, where those of others have no part in it: a tensor that is
 * stepped more than once in a call, as one that is listed twice, decays from weights that have moved already.
 *
 * @param tensor whose decay is another one than that of the rest
 * @param fill first steps that only fill the state
 * @returns `undefined` where weights of other tensors do act on it
 */
export function withoutOtherWeights(optimizer: Optimizer, tensor: number, fill: number): Diagnosis | undefined {
  const [own, beside] = [1, 2].map((factor) => decayOf(optimizer, tensor, fill, factor));
  if (distance(own, beside) > tolerance(optimizer, 1e-6, 1e-2) * norm(own)) return undefined;
  const times = [2, 3].find((calls) => isStepped(optimizer, tensor, fill, calls));
  return times === undefined
    ? {
        cause: 'unexplained',
        sentence: `what λ adds to tensor ${tensor} is not proportional to its weights, as it is for the others, though no other weights act on it`,
      }
    : {
        cause: 'tensors-influence-each-other',
        sentence: `tensor ${tensor} is stepped ${times} times in one call, where others are stepped once: it is listed more than once, or a loop comes back to it`,
      };
}

/** What λ adds to a tensor in a step, beside weights that are so many times as large. */
function decayOf(optimizer: Optimizer, tensor: number, fill: number, factor: number): Tensor {
  const { start, gradients } = drawn(optimizer);
  const others = start.map((each, i) => (i === tensor ? each : scaled([each], factor)[0]));
  const run = new OptimizerRun(optimizer, others);
  for (let step = 1; step <= fill; step++) run.step(gradients, rate, 0);
  const decayed = run.fork();
  run.step(gradients, rate, 0);
  decayed.step(gradients, rate, 0.25);
  return plus([decayed.parameters[tensor]], -1, [run.parameters[tensor]])[0];
}

/** Whether one call in its place does to a tensor what so many do where it comes first. */
function isStepped(optimizer: Optimizer, tensor: number, fill: number, calls: number): boolean {
  const { start, gradients } = drawn(optimizer);
  const first = (all: readonly Tensor[]): Tensor[] => [all[tensor], ...all.filter((_, i) => i !== tensor)];
  const inPlace = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= fill + 1; step++) inPlace.step(gradients, rate, 0.25);
  const ahead = new OptimizerRun(optimizer, first(start));
  for (let step = 1; step <= fill + calls; step++) ahead.step(first(gradients), rate, 0.25);
  const moved = distance(inPlace.parameters[tensor], start[tensor]);
  // What rests in both, as a stage of a pipeline does until its first gradient has come through, is stepped by neither.
  return moved > 0 && distance(inPlace.parameters[tensor], ahead.parameters[0]) <= tolerance(optimizer, 1e-9, 1e-3) * moved;
}

function drawn(optimizer: Optimizer): { readonly start: Tensor[]; readonly gradients: Tensor[] } {
  const source = stream('inference', 'other-tensor');
  const precision = measuringPrecision(optimizer);
  return {
    start: normalTensors(probeShapes, precision, source.seek(0, 0)),
    gradients: normalTensors(probeShapes, precision, source.seek(1, 1)),
  };
}
