import { uncorrected, withoutCorrection, type Parts } from '../rule.ts';
import type { Family } from './family.ts';

/** The second moment moves by the sign of its change. */
export const yogi: Family = {
  rank: 14,
  name: 'yogi',
  source: 'Zaheer et al. 2018, algorithm 2',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    gather: (v, square) => v - (1 - beta2) * Math.sign(v - square) * square,
  }),
  mistakes: [
    {
      cause: 'moment-weight',
      sentence:
        'the second moment moves away from the square of the gradient, by its whole size, not towards it: the sign of the change is turned',
      parts: (beta1, beta2) => {
        const turned: Parts = {
          beta1,
          beta2,
          gather: (v, square) => Math.abs(v + (1 - beta2) * (v > square ? 1 : -1) * square),
        };
        return [turned, { ...turned, correct2: uncorrected }, { ...turned, ...withoutCorrection }];
      },
    },
  ],
};
