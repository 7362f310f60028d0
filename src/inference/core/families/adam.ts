import type { Family } from './family.ts';

/** The mean of gradients over the root of the mean of their squares. */
export const adam: Family = {
  rank: 0,
  name: 'adam',
  source: 'Kingma & Ba 2015, algorithm 1',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2 }),
};
