import { correction, type Parts } from '../rule.ts';
import { coefficientsBeside, type Family } from './family.ts';

/** AdEMAMix with each coefficient and share that its slow mean can have, and with another weight of what is new where one is given. */
function mixed(beta1: number, beta2: number, options: readonly number[], take?: number): readonly Parts[] {
  const shares = options.filter((value) => value > 0);
  return coefficientsBeside(options, beta1, beta2).flatMap((beta) =>
    shares.map((share): Parts => ({
      beta1,
      beta2,
      third: { beta, ...(take !== undefined && { take }), of: (x) => x },
      direction: ({ m, third, c1, step }) => m / c1(step) + share * third,
    })),
  );
}

/** One buffer for both means, which is updated as the fast one and then as the slow one. */
function shared(beta1: number, beta2: number, options: readonly number[]): readonly Parts[] {
  const shares = options.filter((value) => value > 0);
  return coefficientsBeside(options, beta1, beta2).flatMap((beta) =>
    shares.map((share): Parts => ({
      beta1: beta * beta1,
      take1: beta * (1 - beta1) + (1 - beta),
      beta2,
      correct1: correction(beta1),
      direction: ({ m, c1, step }) => m / c1(step) + share * m,
    })),
  );
}

/** Adam with a second, slow mean of gradients. */
export const ademamix: Family = {
  rank: 31,
  name: 'ademamix',
  source: 'Pagliardini et al. 2024, without schedules',
  coefficients: 'both',
  corrected: true,
  parts: mixed,
  mistakes: [
    {
      cause: 'moment-weight',
      sentence: 'a new gradient enters the slow mean with weight 1 − β₁, that of the fast one',
      parts: (beta1, beta2, options) => mixed(beta1, beta2, options, 1 - beta1),
    },
    {
      cause: 'moment-weight',
      sentence: 'a new gradient enters the slow mean with weight 1',
      parts: (beta1, beta2, options) => mixed(beta1, beta2, options, 1),
    },
    {
      cause: 'buffer-shared',
      sentence: 'the fast and the slow mean are one buffer, which is updated twice a step',
      parts: shared,
    },
  ],
};
