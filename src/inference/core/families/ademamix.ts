import type { Parts } from '../rule.ts';
import { coefficientsBeside, type Family } from './family.ts';

/** Adam with a second, slow mean of gradients. */
export const ademamix: Family = {
  rank: 31,
  name: 'ademamix',
  source: 'Pagliardini et al. 2024, without schedules',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) => {
    const shares = options.filter((value) => value > 0);
    return coefficientsBeside(options, beta1, beta2).flatMap((beta) =>
      shares.map((share): Parts => ({
        beta1,
        beta2,
        third: { beta, of: (x) => x },
        direction: ({ m, third, c1, step }) => m / c1(step) + share * third,
      })),
    );
  },
};
