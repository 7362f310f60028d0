/**
 * 1/√x, and 0 at 0: what a normaliser multiplies by.
 *
 * A variance that is exactly 0 (a unit whose inputs are all 0, say) makes the normaliser 0/0. It is taken as 0: the output is 0, as
 * it is for every ε > 0, and no gradient passes. That is still exactly scale-invariant, since 0 is 0 at every scale.
 */
export function inverseRoot(x: number): number {
  return x > 0 ? 1 / Math.sqrt(x) : 0;
}
