import type { Family } from './family.ts';

/** The length of Adam's step along the sign of the present gradient. */
export const grams: Family = {
  rank: 33,
  name: 'grams',
  source: 'Cao et al. 2024, algorithm 1',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    direction: ({ m, x, c1, step }) => Math.abs(m / c1(step)) * Math.sign(x),
  }),
};
