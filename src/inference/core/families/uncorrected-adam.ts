import type { Family } from './family.ts';
import { withoutCorrection } from '../rule.ts';

/** Adam whose moments are not corrected for their start. */
export const uncorrectedAdam: Family = {
  rank: 19,
  name: 'uncorrected adam',
  source: 'Devlin et al. 2018, BERT',
  coefficients: 'both',
  parts: (beta1, beta2) => ({ beta1, beta2, ...withoutCorrection }),
  note: {
    kind: 'convention',
    cause: 'no-bias-correction',
    sentence: 'there is no bias correction: the first steps are not η long',
  },
};
