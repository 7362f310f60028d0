import { pow } from '../../../arithmetic/elementary.ts';
import type { Family } from './family.ts';

/** A smaller power of the second moment. */
export const padam: Family = {
  rank: 15,
  name: 'padam',
  source: 'Chen et al. 2018, Padam with p = 1/8',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, divide: (direction, v) => (direction === 0 ? 0 : direction / pow(v, 1 / 8)) }),
};
