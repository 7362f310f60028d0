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
};
