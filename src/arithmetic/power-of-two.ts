const SMALLEST = -1074;
const LARGEST = 1023;

// Doubling is exact, also among the subnormal numbers.
const POWERS = new Float64Array(LARGEST - SMALLEST + 1);
POWERS[0] = Number.MIN_VALUE;
for (let i = 1; i < POWERS.length; i++) POWERS[i] = 2 * POWERS[i - 1];

/**
 * 2^k, exactly.
 *
 * @param exponent an integer in [−1074, 1023]
 * @returns the power; 0 below the range and Infinity above it
 *
 * @example
 * ```ts
 * expect(powerOfTwo(-3)).toBe(0.125);
 * ```
 */
export function powerOfTwo(exponent: number): number {
  if (exponent < SMALLEST) return 0;
  return exponent > LARGEST ? Infinity : POWERS[exponent - SMALLEST];
}

/** x·2^k, rounded once, for every |k| ≤ 2000 and |x| in [½, 2] or such that the result is not subnormal. */
export function scaleByPowerOfTwo(x: number, exponent: number): number {
  if (exponent >= SMALLEST && exponent <= LARGEST) return x * POWERS[exponent - SMALLEST];
  const half = exponent >> 1;
  return x * POWERS[half - SMALLEST] * POWERS[exponent - half - SMALLEST];
}
