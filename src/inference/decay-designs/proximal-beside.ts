import type { DecayDesign } from './decay-design.ts';

/** A proximal decay of the weights before the step, which the step itself is left out of: w/(1 + ηλ) − ηu. */
export const proximalBeside: DecayDesign = {
  source: 'Schaipp et al. 2023, MoMo, as optax.contrib.momo_adam makes it',
  rank: 1.6,
  *propose({ base }) {
    if (base.kind !== 'decoupled' || base.order !== 'before') return;
    yield {
      hypothesis: { ...base, strength: ({ learningRate, weightDecay }) => 1 / (1 + learningRate * weightDecay) },
      cause: 'decay-proximal',
      sentence: 'weights are divided by 1 + ηλ beside the update, which is 1 − ηλ to first order only',
    };
  },
};
