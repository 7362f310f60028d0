import { byRoot, type Parts } from '../rule.ts';
import { coefficientsBeside, type Family } from './family.ts';

/** Adam whose gradient is extrapolated by a mean of its changes. */
export const adan: Family = {
  rank: 30,
  name: 'adan',
  source: 'Xie et al. 2022, algorithm 1',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) =>
    coefficientsBeside(options, beta1, beta2).map((beta): Parts => ({
      beta1,
      beta2,
      third: { beta, of: (_, change) => change },
      square: (x, _, change) => (x + beta * change) ** 2,
      direction: ({ m, third, c1, c3, step }) => m / c1(step) + (beta * third) / c3(step),
      divide: byRoot,
    })),
};
