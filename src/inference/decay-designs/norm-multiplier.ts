import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { measuredFactor } from '../decay-deviation.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { normalTensors, plus, probeShapes, scaled } from '../probe-problem.ts';
import type { DecayDesign } from './decay-design.ts';

const steps = 24;

/** A multiplier of each tensor grows while the tensor is above a bound of its norm, and λ is what it grows by. */
export const normMultiplier: DecayDesign = {
  source: 'Franke et al. 2023, Constrained parameter regularization (arXiv 2311.09058), equations 8–10',
  rank: 30,
  *propose({ optimizer, base, probe, reproduces }) {
    if (base.kind === 'coupled') return;
    const hypothesis = { ...base, factor: 'tensor' } as const;
    if (!reproduces(hypothesis) || !followsNorm(optimizer, probe.fill ?? 0)) return;
    yield {
      hypothesis,
      cause: 'decay-follows-norm',
      sentence:
        'the decay of a tensor is a multiplier that the rule finds by itself: λ raises it while the weights are above a bound, and lowers it below (constrained parameter regularization)',
    };
  },
};

/**
 * Whether what λ adds at a step grows with the weights that it meets, from some step on and until the end: what is skipped at some steps
 * is skipped whatever the weights are.
 */
function followsNorm(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'norm-multiplier');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  let awake = 0;
  for (let step = 1; step <= fill + steps; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    const [small, usual, large] = [0.25, 1, 4].map((size) => strengths(run, g, size));
    const grows = usual.map((x, i) => x >= small[i] - 1e-6 && large[i] > 2 * Math.abs(x));
    if (grows.every((each) => each)) awake += 1;
    else if (awake > 0 || [small, usual, large].flat().some((x) => x !== 0)) return false;
    run.step(g, 0.05, 0.2);
  }
  return awake > steps / 2;
}

/** What share of each tensor λ takes away in the next step, from weights so many times as large. */
function strengths(run: OptimizerRun, gradients: readonly Tensor[], size: number): number[] {
  const [decayed, free] = [0.2, 0].map((decay) => {
    const fork = run.fork();
    for (const { data } of fork.parameters) for (let j = 0; j < data.length; j++) data[j] *= size;
    fork.step(gradients, 0.05, decay);
    return fork.parameters;
  });
  const changes = plus(free, -1, decayed);
  return changes.map(({ data }, i) => measuredFactor(Array.from(data), Array.from(scaled(free, 1)[i].data)));
}
