import type { DecayDesign } from './decay-design.ts';

/** The proximal step of an ℓ1 penalty: what the update leads to shrinks by ηλ towards zero, and stops there. */
export const softThreshold: DecayDesign = {
  source: 'Beck & Teboulle 2009, ISTA',
  rank: 1.7,
  *propose({ base }) {
    if (base.kind !== 'decoupled') return;
    yield {
      hypothesis: {
        ...base,
        order: 'proximal',
        // A proximal decay takes ηλ/(1 + ηλ) of this.
        of: (w, _, { learningRate, weightDecay }) => {
          const most = learningRate * weightDecay;
          return (1 + most) * Math.max(-1, Math.min(1, w / most));
        },
      },
      cause: 'decay-soft-threshold',
      sentence: 'after the update weights shrink by ηλ towards zero, whatever their size, and stop there: an ℓ1 penalty',
    };
  },
};
