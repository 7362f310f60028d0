import type { Family } from './family.ts';

/** The angle between the moments stands for their quotient. */
export const atan2: Family = {
  rank: 16,
  name: 'adam-atan2',
  source: 'Everett et al. 2024, section 4.4',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, gain: 1.27, divide: (direction, v) => Math.atan2(direction, Math.sqrt(v)) }),
};

/** The same with a gain of 1. */
export const atan2Plain: Family = {
  rank: 17,
  name: 'adam-atan2',
  source: 'Everett et al. 2024, section 4.4, with a gain of 1',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, divide: (direction, v) => Math.atan2(direction, Math.sqrt(v)) }),
};
