import { byRoot, correction, type Parts } from '../rule.ts';
import type { Family } from './family.ts';

/** Adam whose steps are rectified, and plain momentum as long as too little is known of the second moment. */
export const radam: Family = {
  rank: 38,
  name: 'radam',
  source: 'Liu et al. 2020 (arXiv 1908.03265), algorithm 2, with a threshold of 4 or of 5',
  coefficients: 'both',
  // A shorter memory is never known well enough.
  parts: (beta1, beta2) =>
    isRectifiedSoon(beta2) ? thresholds.map((threshold) => rectified(beta1, beta2, threshold, (step) => step)) : [],
  mistakes: [
    {
      cause: 'correction-stuck',
      sentence: 'the rectification counts the first step for ever: the step counter never advances',
      parts: (beta1, beta2) => rectified(beta1, beta2, 5, () => 1),
    },
    {
      cause: 'correction-late',
      sentence: 'the rectification counts steps from 2: it is one step ahead',
      // Of a longer memory nothing is seen before the trace ends, and plain momentum makes the same moves.
      parts: (beta1, beta2) => (beta2 <= 0.99 ? rectified(beta1, beta2, 5, (step) => step + 1) : undefined),
    },
    {
      cause: 'correction-late',
      sentence: 'the rectification counts steps from 0: it is one step behind',
      parts: (beta1, beta2) => rectified(beta1, beta2, 5, (step) => step - 1),
    },
    {
      cause: 'correction-wrong',
      sentence: 'the corrected first moment is written over the stored one, so that corrections multiply from step to step',
      parts: (beta1, beta2) =>
        isRectifiedSoon(beta2)
          ? thresholds.map((threshold) => ({ ...rectified(beta1, beta2, threshold, (step) => step), stores1: (m, c1) => m / c1 }))
          : undefined,
    },
    {
      cause: 'correction-wrong',
      sentence: 'the rectification counts every second step: the counter is halved by an integer division',
      parts: (beta1, beta2) => rectified(beta1, beta2, 5, (step) => Math.ceil(step / 2)),
    },
  ],
};

const thresholds = [5, 4];

/** Whether the length of the second moment's memory exceeds every threshold in the end. */
const isRectifiedSoon = (beta2: number): boolean => 2 / (1 - beta2) - 1 > 5;

/** @param count what is counted in the length of the second moment's memory */
function rectified(beta1: number, beta2: number, threshold: number, count: (step: number) => number): Parts {
  const limit = 2 / (1 - beta2) - 1;
  const left = correction(beta2);
  const length = (step: number): number => limit - (2 * count(step) * (1 - left(step))) / left(step);
  return {
    beta1,
    beta2,
    divide: (direction, v, _, step) => {
      const l = length(step);
      if (!(l > threshold)) return direction;
      return byRoot(direction, v) * Math.sqrt((((l - 4) * (l - 2)) / ((limit - 4) * (limit - 2))) * (limit / l));
    },
  };
}
