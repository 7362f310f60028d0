import {
  batchMeans,
  bettingEProcess,
  bootstrap,
  clipBound,
  distributionEquivalence,
  gaussianSequentialEquivalence,
  kolmogorovSmirnov,
  mean,
  ordinaryLeastSquares,
  quantileInterval,
  sequentialEquivalence,
  sequentialTwoSample,
  theilSen,
  updateBettingEProcess,
  welch,
} from '../../src/index.ts';
import { BOUND, clip, design, DETECTABLE, LEVELS, TOLERANCE } from './design.ts';
import { draws, trajectory } from './inputs.ts';
import { missedAt, type AlarmClaim } from './alarm-claim.ts';

const range = { lower: -BOUND, upper: BOUND };

/** What is claimed of tests, promised or not. */
export const alarmClaims: readonly AlarmClaim[] = [
  {
    test: '`sequentialEquivalence`: refuted',
    hypothesis: 'mean 0, bound from a pilot of 8, 100 pairs',
    promise: () => true,
    prepare: (input) => (source) => {
      const pair = (): number => (input(source) - input(source)) / Math.SQRT2;
      const bound = clipBound(Array.from({ length: 8 }, pair), { detectable: DETECTABLE });
      let state = sequentialEquivalence({ ...design, bound, alpha: LEVELS[LEVELS.length - 1], beta: 1e-300 });
      let most = 0;
      while (state.n < 100) {
        state = state.add(pair());
        most = Math.max(most, state.eValues.outside);
      }
      return 1 / most;
    },
  },
  {
    test: '`sequentialEquivalence`: refuted',
    hypothesis: 'clipped mean at the tolerance, 100 values',
    promise: () => true,
    times: 10,
    prepare: (input, population) => {
      const shift = population().shiftTo(TOLERANCE);
      return (source) => {
        let above = bettingEProcess({ mean: 'at-most', threshold: TOLERANCE, ...range });
        let below = bettingEProcess({ mean: 'at-least', threshold: -TOLERANCE, ...range });
        let most = 0;
        while (above.n < 100) {
          const x = clip(input(source) + shift);
          above = updateBettingEProcess(above, x);
          below = updateBettingEProcess(below, x);
          most = Math.max(most, (above.eValue + below.eValue) / 2);
        }
        return 1 / most;
      };
    },
  },
  {
    test: '`sequentialEquivalence`: holds (`sequentialDifference`: refuted)',
    hypothesis: 'clipped mean at the detectable effect, 100 values',
    promise: () => true,
    times: 10,
    prepare: (input, population) => {
      // Mirrored, so that shiftTo's 0.005 lie outside ±δ₁.
      const shift = population().shiftTo(-DETECTABLE);
      return (source) => {
        let over = bettingEProcess({ mean: 'at-most', threshold: -DETECTABLE, ...range });
        let under = bettingEProcess({ mean: 'at-least', threshold: DETECTABLE, ...range });
        let most = 0;
        while (over.n < 100) {
          const x = clip(input(source) + shift);
          over = updateBettingEProcess(over, x);
          under = updateBettingEProcess(under, x);
          most = Math.max(most, Math.min(over.eValue, under.eValue));
        }
        return 1 / most;
      };
    },
  },
  {
    test: '`confidenceSequence`: ever misses',
    hypothesis: 'any mean, 100 values',
    promise: () => true,
    times: 10,
    prepare: (input, population) => {
      const centre = population().shiftTo(0) + 0.005;
      return (source) => {
        // The interval misses 0 exactly when one of the two e-values at 0 reaches 2/α.
        let above = bettingEProcess({ mean: 'at-most', threshold: 0, ...range });
        let below = bettingEProcess({ mean: 'at-least', threshold: 0, ...range });
        let most = 0;
        while (above.n < 100) {
          const x = clip(input(source) + centre);
          above = updateBettingEProcess(above, x);
          below = updateBettingEProcess(below, x);
          most = Math.max(most, above.eValue, below.eValue);
        }
        return 2 / most;
      };
    },
  },
  gaussianClaim('σ known', 1, (name) => name === 'normal'),
  gaussianClaim('σ taken 1.2 times too small', 1 / 1.2, () => false),
  {
    test: '`sequentialTwoSample`: refuted',
    hypothesis: 'equal laws, 100 pairs',
    promise: () => true,
    prepare: (input) => (source) => {
      let state = sequentialTwoSample();
      let most = 0;
      while (state.n < 100) {
        state = state.add(input(source), input(source));
        most = Math.max(most, state.eValue);
      }
      return 1 / most;
    },
  },
  {
    test: '`kolmogorovSmirnov`',
    hypothesis: 'equal laws, n = m = 20',
    promise: () => true,
    times: 10,
    prepare: (input) => (source) => kolmogorovSmirnov(draws(input, source, 20), draws(input, source, 20)).pValue,
  },
  {
    test: '`distributionEquivalence`: refuted',
    hypothesis: 'equal laws, n = m = 50',
    promise: () => true,
    prepare: (input) => (source) => {
      const [x, y] = [draws(input, source, 50), draws(input, source, 50)];
      const refuted = LEVELS.filter(
        (alpha) => distributionEquivalence(x, y, { tolerance: 0, detectable: 0.5, alpha }).verdict === 'refuted',
      );
      return Math.min(1, ...refuted);
    },
  },
  {
    test: '`quantileInterval` misses',
    hypothesis: 'median, n = 23',
    promise: () => true,
    times: 10,
    prepare: (input, population) => {
      const truth = population().median;
      return (source) => {
        const values = draws(input, source, 23);
        return missedAt((confidence) => quantileInterval(values, 0.5, confidence).interval, truth);
      };
    },
  },
  {
    test: '`welch`',
    hypothesis: 'equal means, n = 8, m = 16',
    promise: () => false,
    prepare: (input) => (source) => welch(draws(input, source, 8), draws(input, source, 16)).pValue,
  },
  {
    test: '`ordinaryLeastSquares` misses the slope',
    hypothesis: '8 points',
    promise: () => false,
    prepare: (input) => (source) => {
      const x = [0, 1, 2, 3, 4, 5, 6, 7];
      const y = draws(input, source, 8);
      return missedAt((confidence) => ordinaryLeastSquares(x, y, confidence).interval, 0);
    },
  },
  {
    test: '`theilSen` misses the slope',
    hypothesis: '12 points',
    promise: () => false,
    prepare: (input) => (source) => {
      const x = Array.from({ length: 12 }, (_, i) => i);
      const y = draws(input, source, 12);
      return missedAt((confidence) => theilSen(x, y, confidence).interval, 0);
    },
  },
  {
    test: '`bootstrap` (BCa, 400 resamples) misses the mean',
    hypothesis: 'n = 20',
    promise: () => false,
    levels: [1e-2],
    only: ['normal', 'skewed (exponential)'],
    prepare: (input) => (source) => {
      const values = draws(input, source, 20);
      const { interval } = bootstrap(values, mean, { stream: source, resamples: 400, confidence: 0.99 });
      return interval[0] <= 0 && 0 <= interval[1] ? 1 : 1e-2;
    },
  },
  {
    test: '`batchMeans` misses the mean',
    hypothesis: 'AR(1) series, φ = 0.9, length 1000, 20 batches',
    promise: () => false,
    only: ['normal'],
    prepare: () => (source) => {
      const series = trajectory(source, 0.9, 1000);
      return missedAt((confidence) => batchMeans(series, 20, confidence).interval, 0);
    },
  },
  {
    test: '`kolmogorovSmirnov`, misused',
    hypothesis: '200 successive points of each of two AR(1) trajectories, φ = 0.99',
    promise: () => false,
    only: ['normal'],
    prepare: () => (source) => kolmogorovSmirnov(trajectory(source, 0.99, 200), trajectory(source, 0.99, 200)).pValue,
  },
];

function gaussianClaim(title: string, standardDeviation: number, promise: AlarmClaim['promise']): AlarmClaim {
  return {
    test: '`gaussianSequentialEquivalence`: refuted',
    hypothesis: `mean at the tolerance, ${title}, 100 values`,
    promise,
    only: ['normal', 'window means of an AR(1) series', 'skewed (exponential)', 'heavy-tailed (Student, 3 d.f.)'],
    prepare: (input) => (source) => {
      let state = gaussianSequentialEquivalence({
        tolerance: TOLERANCE,
        detectable: DETECTABLE,
        standardDeviation,
        beta: 1e-300,
      });
      let most = 0;
      while (state.n < 100) {
        state = state.add(input(source) + TOLERANCE);
        most = Math.max(most, state.eValues.outside);
      }
      return 1 / most;
    },
  };
}
