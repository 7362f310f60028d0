import type { LawContext } from '../law.ts';
import type { Reading } from '../../experiments/reading.ts';
import type { Quantity } from '../../verdicts/quantity.ts';

// Equilibrium in function space: the distribution over runs of the label that is predicted for an input does not depend on the start.

/** Snapshots of a window of which labels are read: more would be correlated. */
export const labelSnapshots = 2;

/** Whether an objective classifies, so that there are labels to read. */
export function classifies({ objective }: Pick<LawContext, 'objective'>): boolean {
  return objective.instantiate('float32').predict !== undefined;
}

/**
 * Squared distance between the label distributions p and q of two starts, summed over labels and averaged over test inputs:
 *
 *     Σ_k (p_k − q_k)² = P(A = A′) + P(B = B′) − P(A = B′) − P(A′ = B)
 *
 * estimated without bias from two replicas a start, whose agreement is averaged over pairs of snapshots. Replicas of one number in
 * the two arms see the same mini-batches and are not compared with each other.
 *
 * Source: the kernel two-sample statistic of Gretton et al. 2012 with the kernel "same label".
 */
export const labelDistance: Quantity = {
  name: 'label-distribution',
  ofPairs: true,
  unit: 'squared distance of distributions',
  value: ([a, b], [a2, b2]) => agreement(a, a2) + agreement(b, b2) - agreement(a, b2) - agreement(a2, b),
  tolerance: 0.0025,
  // Classifiers that do not vary and disagree on 3 % of the inputs. Two replicas contribute one number: 64 of them, clipped at twice
  // this, are just enough to show it.
  detectable: 0.06,
};

/**
 * The ℓ1 distance between the label distributions of two starts, at the last snapshot, with what two samples of the same law would give:
 *
 *     distance  Σ_k |p̂_k − q̂_k|,   floor  (2/√(πn)) Σ_k √(p_k(1 − p_k)),   both averaged over test inputs
 *
 * @param replicas readings of n runs from each of two starts
 * @returns a sentence with the number of trials, without which a distance means nothing
 */
export function describeLabelDistance(replicas: readonly (readonly Reading[])[]): string {
  const trials = replicas.length;
  const labels = [0, 1].map((arm) => replicas.map((arms) => arms[arm].predictions().at(-1)!));
  const inputs = labels[0][0].length;
  let [distance, floor] = [0, 0];
  for (let input = 0; input < inputs; input++) {
    const counts = labels.map((runs) => {
      const byLabel = new Map<number, number>();
      for (const run of runs) byLabel.set(run[input], (byLabel.get(run[input]) ?? 0) + 1);
      return byLabel;
    });
    for (const label of new Set(counts.flatMap((byLabel) => [...byLabel.keys()]))) {
      const [p, q] = counts.map((byLabel) => (byLabel.get(label) ?? 0) / trials);
      const pooled = (p + q) / 2;
      distance += Math.abs(p - q);
      floor += (2 / Math.sqrt(Math.PI * trials)) * Math.sqrt(pooled * (1 - pooled));
    }
  }
  const [seen, expected] = [distance, floor].map((sum) => (sum / inputs).toFixed(3));
  return `predicted labels: ℓ1 distance ${seen} between the starts, ${expected} expected of independent samples of one law (${trials} trials a start, ${inputs} test inputs)`;
}

/** Share of test inputs, averaged over pairs of snapshots, on which two runs predict the same label. */
function agreement(one: Reading, other: Reading): number {
  let same = 0;
  let compared = 0;
  for (const first of one.predictions())
    for (const second of other.predictions()) {
      for (let input = 0; input < first.length; input++) if (first[input] === second[input]) same++;
      compared += first.length;
    }
  return same / compared;
}
