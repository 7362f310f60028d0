/**
 * The k-th share of an error budget that never runs out: Σ 6/(π²k²) = 1.
 *
 * @param k from 1
 */
export function errorShare(k: number): number {
  return 6 / (Math.PI * Math.PI * k * k);
}
