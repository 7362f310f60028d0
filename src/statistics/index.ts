export { batchMeans, type BatchMeansResult } from './batch-means.ts';
export { betaQuantile } from './beta-quantile.ts';
export {
  BETTING_FRACTIONS,
  bettingEProcess,
  updateBettingEProcess,
  type BettingEProcess,
  type BettingHypothesis,
} from './betting-e-process.ts';
export { bootstrap, type BootstrapOptions, type BootstrapResult, type UniformSource } from './bootstrap.ts';
export { clipBound, type ClipBoundOptions } from './clip-bound.ts';
export { clopperPearson } from './clopper-pearson.ts';
export { confidenceSequence, type ConfidenceSequenceOptions } from './confidence-sequence.ts';
export type { Decision } from './decision.ts';
export {
  mean,
  median,
  medianAbsoluteDeviation,
  quantileSorted,
  sampleCorrelation,
  sampleStandardDeviation,
  sampleVariance,
} from './descriptive.ts';
export { differenceDetectableEffect, differenceSampleSize, type DifferencePlanOptions } from './difference-plan.ts';
export {
  distributionDetectableDistance,
  distributionEquivalence,
  distributionSampleSize,
  empiricalBand,
  type DistributionEquivalenceOptions,
  type DistributionEquivalenceResult,
} from './distribution-equivalence.ts';
export { meanEValue, productEValue } from './e-value-combination.ts';
export { bulkEffectiveSampleSize, effectiveSampleSize, integratedAutocorrelationTime } from './effective-sample-size.ts';
export { equivalenceDetectableEffect, equivalenceSampleSize, type EquivalencePlanOptions } from './equivalence-plan.ts';
export { confirmationAlpha, errorBudget, type BudgetShare, type ErrorBudget, type ErrorBudgetOptions } from './error-budget.ts';
export {
  gaussianEquivalenceDetectableEffect,
  gaussianEquivalenceSampleSize,
  gaussianSequentialEquivalence,
  type GaussianSequentialEquivalenceOptions,
} from './gaussian-sequential-equivalence.ts';
export { regularisedIncompleteBeta } from './incomplete-beta.ts';
export { regularisedIncompleteGamma } from './incomplete-gamma.ts';
export { kolmogorovSmirnov, type KolmogorovSmirnovResult } from './kolmogorov-smirnov.ts';
export { normalCdf } from './normal-cdf.ts';
export { normalQuantile } from './normal-quantile.ts';
export { ordinaryLeastSquares, type OrdinaryLeastSquaresResult, type SlopeResult } from './ordinary-least-squares.ts';
export { quantileInterval, type QuantileResult } from './quantile-interval.ts';
export { sequentialDifference, type SequentialDifferenceOptions } from './sequential-difference.ts';
export { sequentialEquivalence, type SequentialEquivalenceOptions } from './sequential-equivalence.ts';
export {
  sequentialTwoSample,
  sequentialTwoSampleDetectableDistance,
  sequentialTwoSampleSize,
  type SequentialTwoSample,
  type SequentialTwoSampleOptions,
} from './sequential-two-sample.ts';
export { rankNormalisedSplitRHat, splitRHat } from './split-r-hat.ts';
export { standardDeviationBound } from './standard-deviation-bound.ts';
export { stirlingCorrection } from './stirling-correction.ts';
export { studentCdf } from './student-cdf.ts';
export { studentInterval } from './student-interval.ts';
export { studentQuantile } from './student-quantile.ts';
export { theilSen } from './theil-sen.ts';
export type { SequentialMeanTest } from './two-threshold-test.ts';
export { welch, welchDetectableDifference, welchSampleSize, type WelchPlan, type WelchResult } from './welch.ts';
export { wilson } from './wilson.ts';
