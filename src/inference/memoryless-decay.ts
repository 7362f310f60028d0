import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { DesignedDecay } from './decay-designs/decay-design.ts';
import type { DecayEffect } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

/**
 * Where nothing is remembered of λw, decay that is added to the gradient and decay beside the step are one and the same, and follow whatever
 * the rule makes of its rate, in each tensor: who claims the one claims the other.
 *
 * @param coupled explains every step
 * @param beside effects of decoupled decay
 */
export function memorylessDecay(
  optimizer: Optimizer,
  coupled: DecayHypothesis,
  beside: readonly DecayEffect[],
  fill = 0,
): DesignedDecay | undefined {
  const agreement = tolerance(optimizer, 1e-6, 1e-3);
  const isFactor = beside.every(({ stray, strength }) => stray <= agreement && strength > 0);
  if (beside.length === 0 || !isFactor || !leavesNoTrace(optimizer, fill)) return undefined;
  const sentence =
    'nothing is remembered of λw, so that decay in the gradient and beside the step are the same; its rate is that of the step';
  return { hypothesis: coupled, cause: 'decay-share-of-step', sentence };
}

/** Whether a step with decay and one without, from the same weights and back to the same ones, are followed by the same steps. */
function leavesNoTrace(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'decay');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= fill + 6; step++) {
    const [g, next] = [step, step + 1].map((at) => normalTensors(probeShapes, precision, source.seek(1, at)));
    const [decayed, free] = [run.fork(), run.fork()];
    decayed.step(g, 0.1, 0.3);
    free.step(g, 0.1, 0);
    const { parameters } = free;
    decayed.parameters.forEach(({ data }, i) => data.set(parameters[i].data));
    for (const each of [decayed, free]) each.step(next, 0.1, 0);
    const rounding = tolerance(optimizer, 1e-12, 1e-5);
    if (decayed.parameters.some((tensor, i) => distance(tensor, free.parameters[i]) > rounding * norm(tensor))) return false;
    run.step(g, 0.1, 0.3);
  }
  return true;
}
