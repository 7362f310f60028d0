import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { decayEffects } from '../decay-effects.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { distance, normalTensors, probeShapes, scaled } from '../probe-problem.ts';
import { stream } from '../../random/stream.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { DecayDesign } from './decay-design.ts';

/** A warm-up inside the rule scales the decay as it scales the step: min(1, t/T) of both. */
export const warmUpInside: DecayDesign = {
  source: 'Ma & Yarats 2021, untuned linear warm-up; Liu et al. 2020, section 4',
  rank: 4,
  *propose({ optimizer, base, probe }) {
    if (base.kind === 'coupled') return;
    const [first] = decayEffects(optimizer, base, probe);
    const share = first === undefined ? 0 : first.strength / first.step;
    const length = Math.round(1 / share);
    if (!(share > 0) || !(Math.abs(share * length - 1) < 1e-6) || length < 2 || !stepsWarmUp(optimizer, length)) return;
    yield {
      hypothesis: { ...base, strength: ({ step }) => Math.min(1, step / length) },
      cause: 'decay-share-of-step',
      sentence: `a warm-up of ${length} steps inside the rule scales the decay as it scales the step`,
      value: length,
    };
  },
};

/** Whether steps under a constant gradient do not become shorter where η is divided by what the warm-up would be. */
function stepsWarmUp(optimizer: Optimizer, length: number): boolean {
  const source = stream('inference', 'warm-up');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const gradient = normalTensors(probeShapes, precision, source.seek(1, 0));
  let last = 0;
  for (let step = 1; step <= Math.min(8, length); step++) {
    const before = scaled(run.parameters, 1);
    run.step(gradient, (2 ** -10 * length) / step, 0);
    const moved = run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, before[i]), 0);
    if (!(moved > 0.999 * last)) return false;
    last = moved;
  }
  return true;
}
