import { byRoot, correction, type Parts } from '../rule.ts';
import { coefficientsBeside, type Family } from './family.ts';

/** How the mean of changes can be another one than it should. */
interface Differently {
  /** Sign of a change. */
  readonly sign?: number;
  /** Weight of a new change. */
  readonly take?: number;
  /** The coefficient by which their mean is corrected. */
  readonly correctedBy?: number;
}

/** Adan with each coefficient that its third mean can have. */
function extrapolated(beta1: number, beta2: number, options: readonly number[], differently: Differently = {}): readonly Parts[] {
  const { sign = 1, take, correctedBy } = differently;
  return coefficientsBeside(options, beta1, beta2).map((beta): Parts => ({
    beta1,
    beta2,
    third: { beta, ...(take !== undefined && { take }), of: (_, change) => sign * change },
    square: (x, _, change) => (x + sign * beta * change) ** 2,
    direction: ({ m, third, c1, c3, step }) => {
      const left = correctedBy === undefined ? c3(step) : correction(correctedBy)(step);
      return m / c1(step) + (beta * third) / left;
    },
    divide: byRoot,
  }));
}

/** Adam whose gradient is extrapolated by a mean of its changes. */
export const adan: Family = {
  rank: 30,
  name: 'adan',
  source: 'Xie et al. 2022, algorithm 1',
  coefficients: 'both',
  corrected: true,
  parts: extrapolated,
  mistakes: [
    {
      cause: 'gradient-change-turned',
      sentence: 'the change of the gradient is taken from the new one to the old: steps look back where they should look ahead',
      parts: (beta1, beta2, options) => extrapolated(beta1, beta2, options, { sign: -1 }),
    },
    {
      cause: 'correction-wrong',
      sentence: 'the mean of changes is corrected by the coefficient of the mean of gradients',
      parts: (beta1, beta2, options) => extrapolated(beta1, beta2, options, { correctedBy: beta1 }),
    },
    {
      cause: 'moment-weight',
      sentence: 'a new change enters its mean with weight 1 − β₁, that of the mean of gradients',
      parts: (beta1, beta2, options) => extrapolated(beta1, beta2, options, { take: 1 - beta1 }),
    },
    {
      cause: 'moment-weight',
      sentence: 'a new change enters its mean with weight 1',
      parts: (beta1, beta2, options) => extrapolated(beta1, beta2, options, { take: 1 }),
    },
  ],
};
