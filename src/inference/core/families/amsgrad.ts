import type { Family } from './family.ts';

/** The largest second moment so far, before its correction. */
export const amsgrad: Family = {
  rank: 5,
  name: 'amsgrad',
  source: 'Reddi et al. 2018; PyTorch corrects after the maximum',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, largest: 'before' }),
};

/** The largest second moment so far, after its correction. */
export const amsgradCorrectedFirst: Family = {
  rank: 6,
  name: 'amsgrad',
  source: 'Reddi et al. 2018; optax corrects before the maximum',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, largest: 'after' }),
};
