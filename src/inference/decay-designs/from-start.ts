import { decayEffects, explainsNextStep } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import type { DecayDesign } from './decay-design.ts';

/** The decay leads back to the weights of a pretrained model, w − w₀: L2-SP. */
export const fromStart: DecayDesign = {
  source: 'Li, Grandvalet & Davoine 2018, L2-SP; Chen et al. 2020, RecAdam',
  rank: 12,
  *propose({ optimizer, base, probe, agreement }) {
    if (base.kind === 'none') return;
    const hypothesis: DecayHypothesis = { ...base, towardsStart: true };
    // Nothing leads away from the start itself.
    for (const { step, actual } of decayEffects(optimizer, base, probe)) {
      if (step > (probe.fill ?? 0) + 1) break;
      if (actual.some((x) => x !== 0)) return;
    }
    if (!explainsNextStep(optimizer, hypothesis, agreement, probe)) return;
    yield {
      hypothesis,
      cause: 'decay-from-start',
      sentence: 'the decay leads back to the weights that the run began with: it shrinks w − w₀ (L2-SP)',
      // A copy that was meant to follow the weights does the same.
      otherwise: {
        cause: 'decay-towards-start',
        sentence: 'the decay pulls towards the initial weights: it shrinks w − w₀, not w',
      },
    };
  },
};
