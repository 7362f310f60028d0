import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Tensor } from '../../arithmetic/tensor.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Diagnosis } from '../cause.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes } from '../probe-problem.ts';

/** Steps before it is looked. */
const before = 4;

/**
 * Whether what λ adds to a step is the same wherever the weights are and wherever they began: it multiplies a moment or a gradient, and nothing decays. What
 * leads to the start, or shrinks weights that the state keeps, is another thing from another start or from other weights.
 *
 * @param fill first steps that only fill the state
 */
export function decayWithoutWeights(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const source = stream('inference', 'without-weights');
  const precision = measuringPrecision(optimizer);
  const draw = (part: number, at = 0): Tensor[] => normalTensors(probeShapes, precision, source.seek(part, at));
  const effect = (start: readonly Tensor[], moved: boolean): readonly Tensor[] => {
    const run = new OptimizerRun(optimizer, start);
    for (let step = 1; step <= fill + before; step++) run.step(draw(2, step), 0.05, 0);
    const other = draw(3);
    if (moved) for (const [i, { data }] of run.parameters.entries()) data.set(other[i].data);
    const [decayed, free] = [0.2, 0].map((weightDecay) => {
      const fork = run.fork();
      fork.step(draw(2, 0), 0.05, weightDecay);
      return fork.parameters;
    });
    return plus(decayed, -1, free);
  };
  const [usual, elsewhere, moved] = [effect(draw(0), false), effect(draw(1), false), effect(draw(0), true)];
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  const isSame = (other: readonly Tensor[]): boolean =>
    usual.every((tensor, i) => distance(tensor, other[i]) <= rounding * norm(tensor));
  if (!usual.every((tensor) => norm(tensor) > 0) || !isSame(elsewhere) || !isSame(moved)) return undefined;
  const sentence =
    'what λ adds to a step is the same whatever the weights are: it multiplies a moment where it should multiply the weights, and nothing decays without a gradient';
  return { cause: 'decay-skips-zero-gradient', sentence };
}
