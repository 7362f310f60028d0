import { isVector } from '../is-vector.ts';
import type { DecayDesign } from './decay-design.ts';

/** Gains and biases are left out. */
export const vectorsExempt: DecayDesign = {
  source: 'common practice; You et al. 2017, LARS',
  rank: 0,
  *propose({ base }) {
    yield {
      hypothesis: { ...base, exempt: isVector },
      cause: 'decay-vectors-exempt',
      sentence: 'vectors are not decayed: tensors of fewer than two dimensions are left out',
    };
  },
};
