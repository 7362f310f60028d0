import { clipBound } from '../statistics/clip-bound.ts';
import { sequentialDifference } from '../statistics/sequential-difference.ts';
import { sequentialEquivalence } from '../statistics/sequential-equivalence.ts';
import { usualClippedShare, type SequentialMeanTest } from '../statistics/two-threshold-test.ts';
import { betaOfMean, betaOfWider } from './beta.ts';
import { detectableOf, valuesIn, type Quantity } from './quantity.ts';
import type { QuantityVerdict } from './quantity-verdict.ts';
import type { Replicas, Test } from './test.ts';

/**
 * The sequential test of a quantity's mean. Its estimand is the mean of the values clipped to ±bound: β is the probability of
 * `holds` where that mean lies beyond the detectable effect.
 *
 * A pilot of a few replicas can be quieter than what follows; `holds` is then withheld, since too much is clipped. Where more replicas
 * are going to be run, those so far give a wider bound, and a second test begins on those to come, which can only hold.
 *
 * @param alpha this test's share of the level
 */
export function meanTest(claims: 'equal' | 'different', quantity: Quantity, bound: number, alpha: number): Test {
  const { tolerance } = quantity;
  const detectable = detectableOf(quantity);
  let state =
    claims === 'equal'
      ? sequentialEquivalence({ tolerance, detectable, bound, alpha, beta: betaOfMean })
      : sequentialDifference({ difference: detectable, negligible: tolerance, bound, alpha });
  let wider: SequentialMeanTest | undefined;
  const values: number[] = [];
  const speaking = (): SequentialMeanTest => (state.verdict === 'undecided' && wider?.verdict === 'holds' ? wider : state);
  return {
    name: quantity.name,
    add({ readings }: Replicas) {
      for (const value of valuesIn(readings, quantity)) {
        values.push(value);
        state = state.add(value);
        wider = wider?.add(value);
      }
    },
    goOn() {
      if (claims === 'different' || state.verdict !== 'undecided' || state.clipped <= usualClippedShare * state.n) return;
      // A few values, or the same one again and again, tell nothing about a wider bound.
      if (values.length < 4 || values.every((value) => value === values[0])) return;
      const wide = Math.max(bound, clipBound(values, { detectable }));
      wider = sequentialEquivalence({ tolerance, detectable, bound: wide, alpha, beta: betaOfWider });
    },
    get decided() {
      return speaking().verdict;
    },
    values,
    reason: () => (claims === 'equal' && state.verdict === 'refuted' ? skewed(quantity, state, values, bound) : undefined),
    verdict: () => verdictOf(quantity, speaking(), values),
  };
}

function verdictOf(quantity: Quantity, test: SequentialMeanTest, values: readonly number[]): QuantityVerdict {
  return {
    metric: quantity.name,
    ...(quantity.unit !== undefined && { unit: quantity.unit }),
    verdict: test.verdict,
    effect: test.mean,
    interval: test.n === 0 ? [-Infinity, Infinity] : test.interval,
    tolerance: quantity.tolerance,
    detectable: detectableOf(quantity),
    eValue: test.verdict === 'refuted' ? Math.max(test.eValues.outside, test.eValues.inside) : test.eValues.outside,
    replicas: test.n,
    unclipped: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
  };
}

/**
 * Why a clipped mean outside the tolerance is no difference of means, if so: what was clipped off on the other side brings the mean
 * back inside. A law that is skewed about zero looks like that.
 */
function skewed(
  { name, tolerance }: Quantity,
  { mean }: SequentialMeanTest,
  values: readonly number[],
  bound: number,
): string | undefined {
  const opposite = values.map((value) => -Math.sign(mean) * value).filter((value) => value > bound);
  const cut = opposite.reduce((sum, value) => sum + value - bound, 0) / values.length;
  if (Math.abs(mean) - cut > tolerance) return undefined;
  return `${name} is skewed: most replicas lie on one side of zero, ${opposite.length} of ${values.length} far on the other, and means do not differ`;
}
