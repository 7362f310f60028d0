import type { Family } from './family.ts';
import { withoutCorrection } from '../rule.ts';

/** Squares are summed and never forgotten. */
export const adagrad: Family = {
  rank: 4,
  name: 'adagrad',
  source: 'Duchi et al. 2011',
  coefficients: 'first',
  parts: (beta1) => ({ beta1, beta2: 0, ...withoutCorrection, gather: (v, square) => v + square }),
};
