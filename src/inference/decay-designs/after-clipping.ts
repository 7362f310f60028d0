import { isAddedToSmall } from '../added-to-small.ts';
import { decayEffects, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { DecayDesign } from './decay-design.ts';

/**
 * λw is added to a gradient that was clipped or scaled relative to the weights, and goes through the momentum with it: beside a gradient
 * it weighs as much as a gradient does in its own step, and without one it is a decay that is added to the gradient.
 */
export const afterClipping: DecayDesign = {
  source: 'Brock et al. 2021, adaptive gradient clipping: gradients are clipped before λw is added',
  rank: 4.6,
  *propose({ optimizer, base, probe, agreement }) {
    if (base.kind !== 'decoupled' || base.order !== 'before') return;
    const weight = steadyStrength(optimizer, base, probe);
    // A weight of 1 is a convention.
    if (weight === undefined || !(weight > 1 + 1e-6)) return;
    if (!isAddedToSmall(optimizer, agreement, probe, 0)) return;
    yield {
      // The weight depends on the coefficient of momentum.
      hypothesis: { ...base, factor: 'common' },
      cause: 'decay-coupled',
      sentence: 'λw is added to the gradient after it was clipped or scaled: what is done to gradients is not done to the decay',
    };
  },
};

/** What λ adds in units of ηλw, where it is the same for all tensors and steps. */
function steadyStrength(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): number | undefined {
  let steady: number | undefined;
  for (const { strength, stray } of decayEffects(optimizer, base, { ...probe, straight: true })) {
    steady ??= strength;
    if (!(stray < 1e-6) || Math.abs(strength - steady) > 1e-6 * Math.abs(steady)) return undefined;
  }
  return steady;
}
