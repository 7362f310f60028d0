import type { Family } from './family.ts';
import { uncorrected } from '../rule.ts';

/** The largest gradient so far, discounted. */
export const adamax: Family = {
  rank: 7,
  name: 'adamax',
  source: 'Kingma & Ba 2015, algorithm 2',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    correct2: uncorrected,
    gather: (v, square) => Math.max(beta2 * v, Math.sqrt(square)),
    divide: (direction, v) => (direction === 0 ? 0 : direction / v),
  }),
  mistakes: [
    {
      cause: 'correction-wrong',
      sentence: 'the largest gradient is corrected as if it were a mean that starts at zero',
      parts: (beta1, beta2) => ({
        beta1,
        beta2,
        gather: (v, square) => Math.max(beta2 * v, Math.sqrt(square)),
        divide: (direction, v) => (direction === 0 ? 0 : direction / v),
      }),
    },
    {
      cause: 'moment-weight',
      sentence: 'magnitudes of gradients are added up where the largest should be kept: steps become ever shorter',
      parts: (beta1, beta2) => ({
        beta1,
        beta2,
        correct2: uncorrected,
        gather: (v, square) => beta2 * v + Math.sqrt(square),
        divide: (direction, v) => (direction === 0 ? 0 : direction / v),
      }),
    },
  ],
};
