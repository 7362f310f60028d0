import type { Family } from './family.ts';
import { withoutCorrection } from '../rule.ts';
import { rateInside } from '../rate-inside.ts';

/** A momentum buffer of normalised gradients. */
export const rmspropMomentum: Family = {
  rank: 20,
  name: 'rmsprop with momentum',
  source: 'PyTorch RMSprop: b = μ b + g/√v',
  coefficients: 'both',
  parts: (beta1, beta2) => ({ beta1: 0, beta2, ...withoutCorrection, outer: beta1 }),
};

/** A mean of normalised gradients. */
export const rmspropOfAverages: Family = {
  rank: 21,
  name: 'rmsprop of averages',
  source: 'Graves 2013: g/√v averaged',
  coefficients: 'both',
  parts: (beta1, beta2) => ({ beta1, beta2, ...withoutCorrection, normaliseFirst: true }),
};

/** A momentum buffer of normalised gradients with their rates. */
export const rmspropRateInside: Family = {
  rank: 23,
  name: 'rmsprop with momentum, rate inside',
  source: 'TensorFlow RMSprop: b = μ b + η g/√v',
  coefficients: 'both',
  parts: (beta1, beta2) => ({ beta1, beta2, ...withoutCorrection, take1: 1, normaliseFirst: true, rate: 'inside' }),
  note: rateInside,
};
