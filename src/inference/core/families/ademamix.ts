import { correction, type Parts } from '../rule.ts';
import { coefficientsBeside, type Family } from './family.ts';

/**
 * AdEMAMix with each coefficient and share that its slow mean can have, and with another weight of what is new where one is given.
 *
 * @param isShare what a share can be beside a coefficient
 */
function mixed(
  beta1: number,
  beta2: number,
  options: readonly number[],
  take?: number,
  isShare: (share: number, beta: number) => boolean = () => true,
): readonly Parts[] {
  return coefficientsBeside(options, beta1, beta2).flatMap((beta) =>
    options
      .filter((share) => share > 0 && isShare(share, beta))
      .map((share): Parts => ({
        beta1,
        beta2,
        third: { beta, ...(take !== undefined && { take }), of: (x) => x },
        direction: ({ m, third, c1, step }) => m / c1(step) + share * third,
      })),
  );
}

/** The most that what the slow mean adds weighs beside the fast one, in units of that: 10 is the largest share of the paper. */
const heaviest = 16;

/** Whether a share of a slow sum is more than any of a slow mean. */
const isHeavy = (share: number, beta: number): boolean => share > heaviest * (1 - beta);

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
      parts: (beta1, beta2, options) => mixed(beta1, beta2, options, 1, isHeavy),
    },
    {
      cause: 'buffer-shared',
      sentence: 'the fast and the slow mean are one buffer, which is updated twice a step',
      parts: shared,
    },
  ],
};

/** Adam with a second, slow sum of gradients, of which so small a share is taken as makes a mean of it. */
export const ademamixSummed: Family = {
  rank: 31.5,
  name: 'ademamix',
  source: 'Pagliardini et al. 2024, with a buffer as that of heavy ball',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2, options) => mixed(beta1, beta2, options, 1, (share, beta) => !isHeavy(share, beta)),
};
