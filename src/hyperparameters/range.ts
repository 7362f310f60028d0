/** A closed interval of positive numbers. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export function isInside(x: number, { min, max }: Range): boolean {
  return x >= min && x <= max;
}

/** How far past an end a number still counts as the end: computing it from a triple rounds a few times. */
const ROUNDING = 1e-14;

/** The number itself inside the range, the end of the range if only rounding lies between. Throws if the number is outside. */
export function settle(x: number, range: Range): number {
  const { min, max } = range;
  if (isInside(x, range)) return x;
  if (x < min && x >= min * (1 - ROUNDING)) return min;
  if (x > max && x <= max * (1 + ROUNDING)) return max;
  throw new RangeError(`${x} is outside [${min}, ${max}]`);
}
