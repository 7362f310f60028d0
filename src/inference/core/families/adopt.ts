import type { Family } from './family.ts';
import { withoutCorrection } from '../rule.ts';

/** Normalised by the moment of the step before; the first call only fills it. */
export const adopt: Family = {
  rank: 13,
  name: 'adopt',
  source: 'Taniguchi et al. 2024, algorithm 2',
  coefficients: 'both',
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    ...withoutCorrection,
    normaliseFirst: true,
    secondBefore: true,
    fillsSecond: true,
  }),
};
