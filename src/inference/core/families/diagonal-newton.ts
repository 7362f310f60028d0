import { withoutCorrection } from '../rule.ts';
import type { Family } from './family.ts';

/** The mean of squares stands for a diagonal of curvature, by which the gradient is divided as it is. */
export const diagonalNewton: Family = {
  rank: 37,
  name: 'diagonal-newton',
  source: 'Khan et al. 2018, VON and Vadam, section 3; Amari 1998: the natural gradient divides by the Fisher information itself',
  coefficients: 'second',
  note: {
    kind: 'unusual',
    cause: 'moment-without-root',
    sentence: 'the gradient is divided by the mean of its squares without a root, as in a diagonal Newton step: steps go as 1/g',
  },
  parts: (_, beta2) => ({
    beta1: 0,
    beta2,
    ...withoutCorrection,
    divide: (direction, v) => (direction === 0 ? 0 : direction / v),
  }),
};
