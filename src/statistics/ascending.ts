/**
 * The values in ascending order, in a new array.
 *
 * @internal
 */
export function ascending(values: ArrayLike<number>): number[] {
  return Array.from(values).sort((a, b) => a - b);
}
