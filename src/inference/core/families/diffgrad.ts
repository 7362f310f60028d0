import { exp } from '../../../arithmetic/elementary.ts';
import type { Family } from './family.ts';

/** Adam with a friction that is large where the gradient hardly changes. */
export const diffgrad: Family = {
  rank: 35,
  name: 'diffgrad',
  source: 'Dubey et al. 2019, equation 13',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    changesFromZero: true,
    direction: ({ m, change, c1, step }) => m / c1(step) / (1 + exp(-Math.abs(change))),
  }),
};
