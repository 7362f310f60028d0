/** From how many steps on nothing of a schedule's end is seen in a look. */
export const many = 100;

/** Steps within which a whole schedule that is made small ends. */
const whole = 32;

/**
 * What may be counts of many steps, all of them small at once, so that schedules of several phases (warm-up, stable, decay) end soon:
 * divided by a common power of two and rounded down, which keeps their order and a total at least as long as its parts. Once so that
 * the smallest is two or three, and, where ratios are so large that the others are long still, once so that the largest is at most 32
 * and none is less than one.
 *
 * @example
 * smallCounts({ warmUp: 100, total: 1000, final: 0.1 }) // [{ warmUp: 3, total: 31 }]
 */
export function smallCounts(hyperparameters: Readonly<Record<string, number>>): Record<string, number>[] {
  const large = Object.entries(hyperparameters).filter(([, value]) => Number.isInteger(value) && value >= many);
  if (large.length < 2) return [];
  const sizes = large.map(([, value]) => value);
  const bySmallest = powerUpTo(Math.min(...sizes)) / 2;
  const byLargest = powerFrom(Math.max(...sizes) / whole);
  return [...new Set([bySmallest, byLargest])]
    .filter((unit) => unit >= bySmallest)
    .map((unit) => Object.fromEntries(large.map(([name, value]) => [name, Math.max(1, Math.floor(value / unit))])));
}

/** The largest power of two that is at most x ≥ 1, and the least that is at least x. */
function powerUpTo(x: number): number {
  let power = 1;
  while (2 * power <= x) power *= 2;
  return power;
}
function powerFrom(x: number): number {
  let power = 1;
  while (power < x) power *= 2;
  return power;
}
