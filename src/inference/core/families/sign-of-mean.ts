import type { Family } from './family.ts';
import { signParts } from '../sign-parts.ts';

/** The sign of a mean of gradients. */
export const signOfMean: Family = {
  rank: 2,
  name: 'sign',
  source: 'Bernstein et al. 2018, signSGD and Signum',
  coefficients: 'first',
  parts: (beta1) => ({ beta1, beta2: 0, ...signParts }),
};
