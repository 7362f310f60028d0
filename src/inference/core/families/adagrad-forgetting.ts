import type { Family } from './family.ts';
import { withoutCorrection } from '../rule.ts';

/** Squares are summed, and old ones fade. */
export const adagradForgetting: Family = {
  rank: 4.5,
  name: 'adagrad that forgets',
  source: 'Anil et al. 2020 (arXiv 2002.09018), whose statistics are sums that fade',
  coefficients: 'second',
  parts: (_, beta2) => ({ beta1: 0, beta2, take2: 1, ...withoutCorrection }),
};
