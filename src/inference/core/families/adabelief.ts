import type { Family } from './family.ts';

/** The second moment of what the mean did not foresee. */
export const adabelief: Family = {
  rank: 8,
  name: 'adabelief',
  source: 'Zhuang et al. 2020, algorithm 2',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, square: (x, m) => (x - m) * (x - m) }),
};
