import { uncorrected } from '../rule.ts';
import type { Family } from './family.ts';

/** A sum of old gradients beside a multiple of the present one, over the root of the second moment. */
export const simplifiedAdemamix: Family = {
  rank: 39,
  name: 'simplified ademamix',
  source: 'Morwani et al. 2025 (arXiv 2502.02431), section 5',
  coefficients: 'both',
  corrected: true,
  slow: true,
  parts: (beta1, beta2, options) =>
    [...new Set(options)]
      .filter((alpha) => alpha > 0)
      .map((alpha) => ({
        beta1,
        beta2,
        take1: 1,
        correct1: uncorrected,
        direction: ({ m, x }) => alpha * x + m,
      })),
};
