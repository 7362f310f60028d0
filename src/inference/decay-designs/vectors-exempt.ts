import { isVector } from '../is-vector.ts';
import type { DecayDesign } from './decay-design.ts';

/** Gains and biases are left out, or whatever is no matrix. */
export const vectorsExempt: DecayDesign = {
  source:
    'common practice; You et al. 2017, LARS; Jordan et al. 2024, Muon, beside which another optimizer trains what is no matrix',
  rank: 0,
  *propose({ base }) {
    yield {
      hypothesis: { ...base, exempt: isVector },
      cause: 'decay-vectors-exempt',
      sentence: 'vectors are not decayed: tensors of fewer than two dimensions are left out',
    };
    yield {
      hypothesis: { ...base, exempt: (shape) => shape.length !== 2 },
      cause: 'decay-vectors-exempt',
      sentence: 'matrices alone are decayed: tensors of fewer or more than two dimensions are left out',
    };
  },
};
