import { uncorrected, withoutCorrection } from '../rule.ts';
import type { Family } from './family.ts';

/** Steps of RMSprop, which corrects nothing, are averaged; the average is corrected or not. */
export const rmspropAveraged: Family = {
  rank: 40,
  name: 'rmsprop, averaged',
  source: 'optax: scale_by_rms, then ema',
  coefficients: 'both',
  parts: (beta1, beta2) => [
    { beta1, beta2, normaliseFirst: true, correct2: uncorrected },
    { beta1, beta2, normaliseFirst: true, ...withoutCorrection },
  ],
};
