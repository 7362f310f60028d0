import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Diagnosis } from '../cause.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { norm, normalTensors, plus, probeShapes } from '../probe-problem.ts';

const [learningRate, weightDecay, steps] = [2 ** -5, 2 ** -3, 12];

/**
 * Whether what λ adds to a step goes with the square of η, whatever else of at most one it is multiplied by: a schedule inside, or a factor
 * of the step. It is asked of a larger rate, too, because beside one that is remembered as the largest so far a smaller one acts so by design,
 * and from the first step on, at which no rate is remembered. What is more than η²λ is relative to a rate that its author has in mind.
 *
 * @param fill first steps that only fill the state
 */
export function decayTimesRateTwice(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  if (fill > 0) return undefined;
  const source = stream('inference', 'rate-twice');
  const precision = measuringPrecision(optimizer);
  const agreement = tolerance(optimizer, 1e-6, 1e-2);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  for (let step = 1; step <= steps; step++) {
    const before = run.parameters.map(norm);
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    const added = [1, 0.5, 2].map((factor) => {
      const [decayed, free] = [weightDecay, 0].map((decay) => {
        const fork = run.fork();
        fork.step(g, factor * learningRate, decay);
        return fork.parameters;
      });
      return plus(decayed, -1, free);
    });
    run.step(g, learningRate, 0);
    const [usual, slow, fast] = added;
    const isSquare = usual.every((tensor, i) => {
      const size = norm(tensor);
      const off = [
        [slow, 0.25],
        [fast, 4],
      ] as const;
      if (!(size > 0) || size > (1 + agreement) * learningRate * learningRate * weightDecay * before[i]) return false;
      return off.every(([other, factor]) => norm(plus([other[i]], -factor, [tensor])[0]) <= agreement * factor * size);
    });
    if (!isSquare) return undefined;
  }
  const sentence = 'the decay is multiplied by the learning rate twice: it goes with η², not with η';
  return { cause: 'decay-times-rate-twice', sentence };
}
