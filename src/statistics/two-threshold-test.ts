import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { checkPositive, checkProbability } from './argument-checks.ts';
import { bettingEProcess, updateBettingEProcess, type BettingEProcess } from './betting-e-process.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import type { Decision } from './decision.ts';

/**
 * What the two sequential tests of a mean against ±inner and ±outer share; each names the two conclusions in its own way.
 *
 * @internal
 */
export interface TwoThresholdOptions {
  readonly inner: number;
  readonly outer: number;
  readonly bound: number;
  readonly maximalClippedShare: number;
  /** Verdict and error rate of "|mean| > inner". */
  readonly outside: { readonly verdict: Decision; readonly alpha: number };
  /** Verdict and error rate of "|mean| < outer". */
  readonly inside: { readonly verdict: Decision; readonly alpha: number };
  /** The interval misses the mean at any time with at most this probability. */
  readonly intervalAlpha: number;
}

/** The state of a sequential test of a mean. It never changes; `add` returns the next one. */
export interface SequentialMeanTest {
  /** Values so far. */
  readonly n: number;
  /** The first decision that was reached; later values do not change it. */
  readonly verdict: Decision;
  /** Number of values at which it was reached. */
  readonly decidedAt: number | undefined;
  /** Evidence now: that |mean| lies outside the inner threshold, and that it lies inside the outer one. */
  readonly eValues: { readonly outside: number; readonly inside: number };
  /** What `eValues` must reach. */
  readonly thresholds: { readonly outside: number; readonly inside: number };
  /** Mean of the clipped values, the effect that is printed; 0 before the first. */
  readonly mean: number;
  /** Anytime-valid confidence interval of the mean of the clipped values; computed when it is read. */
  readonly interval: readonly [number, number];
  /** How many values lay outside ±bound and were clipped. */
  readonly clipped: number;
  /** Why there is no decision; `undefined` once there is one. */
  readonly reason: string | undefined;
  /** The state after one more value; ±Infinity is clipped, NaN is an error. */
  add(x: number): SequentialMeanTest;
}

/**
 * Share of clipped values beyond which the noise is too large for a bound.
 *
 * @internal
 */
export const usualClippedShare = 0.1;

/** The four bets: against mean ≤ inner, mean ≥ −inner, mean ≥ outer, mean ≤ −outer. */
interface Bets {
  readonly above: BettingEProcess;
  readonly below: BettingEProcess;
  readonly underOuter: BettingEProcess;
  readonly overOuter: BettingEProcess;
}

/**
 * Begins the test; `sequentialEquivalence` and `sequentialDifference` say what its conclusions mean.
 *
 * @internal
 */
export function twoThresholdTest(options: TwoThresholdOptions): SequentialMeanTest {
  const { inner, outer, bound, maximalClippedShare } = options;
  checkPositive('the inner threshold', inner);
  checkProbability(`the error rate of "${options.outside.verdict}"`, options.outside.alpha);
  checkProbability(`the error rate of "${options.inside.verdict}"`, options.inside.alpha);
  checkProbability('the error rate of the interval (2 beta)', options.intervalAlpha);
  checkProbability('maximalClippedShare', maximalClippedShare);
  if (!(inner <= outer && outer < bound && bound < Infinity)) {
    throw new ConfigurationError(
      'INVALID_THRESHOLD',
      `received the thresholds ${inner} and ${outer} and the bound ${bound}, but 0 < inner ≤ outer < bound is needed`,
      'values are clipped to ±bound: an effect of that size must still be visible after clipping; try bound = 2 × the outer threshold',
    );
  }
  const range = { lower: -bound, upper: bound };
  return state(options, [], 0, 'undecided', undefined, {
    above: bettingEProcess({ mean: 'at-most', threshold: inner, ...range }),
    below: bettingEProcess({ mean: 'at-least', threshold: -inner, ...range }),
    underOuter: bettingEProcess({ mean: 'at-least', threshold: outer, ...range }),
    overOuter: bettingEProcess({ mean: 'at-most', threshold: -outer, ...range }),
  });
}

function state(
  options: TwoThresholdOptions,
  values: readonly number[],
  clipped: number,
  verdictBefore: Decision,
  decidedBefore: number | undefined,
  bets: Bets,
): SequentialMeanTest {
  const n = values.length;
  const { bound, outside, inside, maximalClippedShare, intervalAlpha } = options;
  const eValues = {
    // The mean of two e-values is an e-value whatever their dependence, so |mean| ≤ inner is tested at the full α.
    outside: (bets.above.eValue + bets.below.eValue) / 2,
    // Both sides must be rejected, so neither has to share α with the other.
    inside: Math.min(bets.underOuter.eValue, bets.overOuter.eValue),
  };
  const thresholds = { outside: 1 / outside.alpha, inside: 1 / inside.alpha };
  const tooNoisy = clipped > maximalClippedShare * n;
  let [verdict, decidedAt] = [verdictBefore, decidedBefore];
  if (verdict === 'undecided' && n > 0) {
    if (eValues.outside >= thresholds.outside) verdict = outside.verdict;
    else if (eValues.inside >= thresholds.inside && !tooNoisy) verdict = inside.verdict;
    if (verdict !== 'undecided') decidedAt = n;
  }
  return {
    n,
    verdict,
    decidedAt,
    eValues,
    thresholds,
    clipped,
    reason:
      verdict !== 'undecided'
        ? undefined
        : tooNoisy
          ? `${clipped} of ${n} values lie outside ±${bound} and were clipped: the noise is too large for this bound`
          : undecidedReason(n, options.inner, options.outer),
    get mean() {
      return n === 0 ? 0 : values.reduce((sum, x) => sum + x, 0) / n;
    },
    get interval() {
      return confidenceSequence(values, { lower: -bound, upper: bound, alpha: intervalAlpha });
    },
    add(x) {
      const y = Math.min(bound, Math.max(-bound, x));
      return state(options, [...values, y], clipped + (y === x ? 0 : 1), verdict, decidedAt, {
        above: updateBettingEProcess(bets.above, y),
        below: updateBettingEProcess(bets.below, y),
        underOuter: updateBettingEProcess(bets.underOuter, y),
        overOuter: updateBettingEProcess(bets.overOuter, y),
      });
    },
  };
}

/**
 * Says that the values decide neither way.
 *
 * @internal
 */
export function undecidedReason(n: number, inner: number, outer: number): string {
  return `after ${n} values the mean is shown neither to lie outside ±${inner} nor to lie inside ±${outer}`;
}
