import type { Family } from './family.ts';

/** A share of the gradient beside its mean. */
export const quasiHyperbolicAdam: Family = {
  rank: 18,
  name: 'quasi-hyperbolic adam',
  source: 'Ma & Yarats 2019, algorithm 2',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) => {
    const nu = options.find((value) => value > 0 && value < 1 && value !== beta1 && value !== beta2) ?? 0.7;
    return { beta1, beta2, direction: ({ m, x, c1, step }) => (nu * m) / c1(step) + (1 - nu) * x };
  },
};
