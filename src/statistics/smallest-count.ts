/**
 * The smallest n ≥ 1 for which a condition holds that, once true, stays true.
 *
 * @param holds the condition
 * @param limit nothing above twice this is tried
 * @returns n, found by doubling and halving; Infinity when the condition fails up to the limit
 *
 * @internal
 */
export function smallestCount(holds: (n: number) => boolean, limit: number): number {
  let high = 1;
  while (!holds(high)) {
    if (high >= limit) return Infinity;
    high *= 2;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
