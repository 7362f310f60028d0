import type { DecayDesign } from './decay-design.ts';

/** An entry decays only where the update agrees. */
export const cautious: DecayDesign = {
  source: 'Chen et al. 2025, cautious weight decay',
  rank: 1,
  *propose({ base }) {
    if (base.kind === 'coupled') return;
    yield {
      hypothesis: { ...base, mask: 'cautious' },
      cause: 'decay-masked',
      sentence: 'an entry is decayed only where the update shrinks it too (cautious decay)',
    };
  },
};
