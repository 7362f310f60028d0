import type { Family } from './family.ts';
import { withoutCorrection } from '../rule.ts';

/** The gradient over the root of the mean of squares. */
export const rmsprop: Family = {
  rank: 1,
  name: 'rmsprop',
  source: 'Tieleman & Hinton 2012; PyTorch RMSprop',
  coefficients: 'second',
  parts: (_, beta2) => ({ beta1: 0, beta2, ...withoutCorrection }),
};
