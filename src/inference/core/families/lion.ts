import type { Family } from './family.ts';
import { signParts } from '../sign-parts.ts';

/** The sign between the gradient and its mean. */
export const lion: Family = {
  rank: 3,
  name: 'lion',
  source: 'Chen et al. 2023, algorithm 2',
  coefficients: 'both',
  parts: (beta1, beta2) => ({
    beta1: beta2,
    beta2: 0,
    ...signParts,
    direction: ({ before, x }) => beta1 * before + (1 - beta1) * x,
  }),
};
