import type { Parts } from '../rule.ts';
import { coefficientsBeside, type Family } from './family.ts';

/** Adam whose step sizes are limited by their own mean. */
export const adamod: Family = {
  rank: 32,
  name: 'adamod',
  source: 'Ding et al. 2019, algorithm 1',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) =>
    coefficientsBeside(options, beta1, beta2).map((bounded): Parts => ({ beta1, beta2, bounded })),
};
