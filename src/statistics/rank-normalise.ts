import { normalQuantile } from './normal-quantile.ts';

/**
 * Replaces every draw by the normal quantile of its rank among all draws of all chains.
 *
 *     z = Φ⁻¹((r − 3/8)/(S + 1/4)),   ties share their mean rank r
 *
 * @param chains any numbers; S is how many there are
 * @returns chains of the same lengths
 *
 * Source: A. Vehtari et al., Bayesian Analysis 16, 2021, equation 14; G. Blom, 1958 (the offsets).
 *
 * @internal
 */
export function rankNormalise(chains: readonly ArrayLike<number>[]): number[][] {
  const draws = chains.flatMap((chain) => Array.from(chain));
  const order = draws.map((_, i) => i).sort((i, j) => draws[i] - draws[j]);
  const scores = new Float64Array(draws.length);
  for (let first = 0; first < order.length;) {
    let next = first + 1;
    while (next < order.length && draws[order[next]] === draws[order[first]]) next++;
    const rank = (first + 1 + next) / 2;
    const score = normalQuantile((rank - 0.375) / (draws.length + 0.25));
    for (; first < next; first++) scores[order[first]] = score;
  }
  let position = 0;
  return chains.map((chain) => Array.from(scores.subarray(position, (position += chain.length))));
}
