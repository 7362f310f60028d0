import { sequentialEquivalence } from '../statistics/sequential-equivalence.ts';
import type { Replicas, Test } from './test.ts';

/** Difference of the shares of diverged replicas that is not refuted, and the one that is seen. */
const [TOLERANCE, DETECTABLE] = [0.05, 0.15];
/** The same for the share itself, where there is nothing to compare it with. */
const [RARE, FREQUENT] = [0.25, 0.75];

/**
 * The test of divergence: is it as likely in one arm as in the other?
 *
 *     x = 1{diverged in the last arm} − 1{diverged in the first} ∈ {−1, 0, 1},   |E x| ≤ 0.05
 *
 * Two-sided: a run that diverges is no infinite deviation with a sign, and what happens as often on both sides is no effect. Where a
 * law has a single arm, the share itself must be at most a quarter. With more than two arms, odd ones are compared with even ones.
 *
 * @param arms how many there are
 */
export function divergenceTest(arms: number, alpha: number): Test {
  const [tolerance, detectable] = arms === 1 ? [RARE, FREQUENT] : [TOLERANCE, DETECTABLE];
  let state = sequentialEquivalence({ tolerance, detectable, bound: 1, alpha, maximalClippedShare: 0.5 });
  const values: number[] = [];
  return {
    name: 'divergence',
    add({ diverged }: Replicas) {
      for (const each of diverged) {
        const share = (parity: number): number => {
          const members = each.filter((_, arm) => arm % 2 === parity);
          return members.filter(Boolean).length / Math.max(1, members.length);
        };
        values.push(arms === 1 ? share(0) : share(1) - share(0));
        state = state.add(values[values.length - 1]);
      }
    },
    get decided() {
      return state.verdict;
    },
    values,
    verdict: () => ({
      metric: 'divergence',
      unit: 'difference of probabilities',
      verdict: state.verdict,
      effect: state.mean,
      interval: state.n === 0 ? [-1, 1] : state.interval,
      tolerance,
      detectable,
      eValue: state.eValues.outside,
      replicas: state.n,
      unclipped: state.mean,
    }),
  };
}
