/**
 * The descriptive statistics of simple-statistics that are used here. Each is compensated or two-pass where that matters; what is
 * not exported (normal table, probit, the t tests, the permutation test) is not accurate enough for a verdict.
 */
export {
  mean,
  median,
  medianAbsoluteDeviation,
  quantileSorted,
  sampleCorrelation,
  sampleStandardDeviation,
  sampleVariance,
} from 'simple-statistics';
