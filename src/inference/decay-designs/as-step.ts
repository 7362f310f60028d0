import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from '../probe-problem.ts';
import type { DecayDesign } from './decay-design.ts';

/** What a rule makes of its rate with time, it makes of the decay: weights that are interpolated, a schedule inside. */
export const asStep: DecayDesign = {
  source: 'Defazio et al. 2024, schedule-free learning, algorithm 1',
  rank: 6,
  *propose({ optimizer, base, probe, reproduces }) {
    if (base.kind === 'coupled') return;
    const hypothesis: DecayHypothesis = { ...base, factor: 'common' };
    if (!reproduces(hypothesis) || !followsStep(optimizer, probe.fill ?? 0)) return;
    yield {
      hypothesis,
      cause: 'decay-share-of-step',
      sentence:
        'the decay is scaled from step to step as the step itself is: weights are interpolated, or the rule has a schedule of its own',
    };
  },
};

const [learningRate, weightDecay] = [2 ** -5, 2 ** -3];

/** Steps that are looked at, when a warm-up of the rule's own is over. */
const [from, to] = [12, 24];

/**
 * Whether, under a constant gradient, what λ adds is at each step in the same proportion to the part of the step that η multiplies.
 * A smaller rate is compared, not a larger one: a rule may remember the largest.
 */
function followsStep(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'as-step');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const gradient = normalTensors(probeShapes, precision, source.seek(1, 0));
  const shares: number[] = [];
  const ratios: number[][] = probeShapes.map(() => []);
  for (let step = 1; step <= fill + to; step++) {
    const before = scaled(run.parameters, 1);
    const [decayed, slower] = [run.fork(), run.fork()];
    decayed.step(gradient, learningRate, weightDecay);
    slower.step(gradient, learningRate / 2, 0);
    run.step(gradient, learningRate, 0);
    if (step < fill + from) continue;
    const by = plus(decayed.parameters, -1, run.parameters);
    for (const [i, tensor] of run.parameters.entries()) {
      const strength = norm(by[i]) / (learningRate * weightDecay * norm(before[i]));
      const rate = distance(tensor, slower.parameters[i]) / (learningRate / 2);
      ratios[i].push(strength / rate);
      if (i === 0) shares.push(strength);
    }
  }
  const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values) - 1;
  return spread(shares) > 0.05 && ratios.every((values) => spread(values) < 1e-3);
}
