import type { Family } from './family.ts';
import { rateInside } from '../rate-inside.ts';

/** Gradients are normalised before they are averaged. */
export const laprop: Family = {
  rank: 12,
  name: 'laprop',
  source: 'Ziyin et al. 2020, algorithm 1',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({ beta1, beta2, normaliseFirst: true }),
};

/** Normalised gradients are averaged with their rates. */
export const lapropRateInside: Family = {
  rank: 22,
  name: 'laprop, rate inside',
  source: 'timm LaProp',
  coefficients: 'both',
  parts: (beta1, beta2) => ({ beta1, beta2, normaliseFirst: true, rate: 'inside' }),
  note: rateInside,
};
