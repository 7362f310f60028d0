import fc from 'fast-check';
import { roundNumbers } from './round-number.ts';

/** The domain of `schedules`. */
export interface ScheduleConstraints {
  /** Fewest steps; by default 1. */
  readonly minLength?: number;
  /** Most steps; by default 8. */
  readonly maxLength?: number;
  /** Smallest multiplier; by default 1/8. */
  readonly min?: number;
  /** Largest multiplier; by default 4. */
  readonly max?: number;
}

/**
 * Short schedules: one positive multiplier a step, such as 1, 0.5, 1.25, by which a law multiplies η or λ.
 *
 * The multipliers are powers of two and simple fractions, 1 to 1.75 times 2^e by quarters, so that the scaled rates stay exact for
 * long. A schedule shrinks to fewer steps, and its multipliers to 1.
 *
 * @example
 * ```ts
 * const [schedule] = fc.sample(schedules({ minLength: 3 }), { seed: 1, numRuns: 1 });
 * expect(schedule.length).toBeGreaterThanOrEqual(3);
 * ```
 */
export function schedules({ minLength = 1, maxLength = 8, min = 1 / 8, max = 4 }: ScheduleConstraints = {}): fc.Arbitrary<
  number[]
> {
  return fc.array(roundNumbers({ min, max, bits: 2 }), { minLength, maxLength, size: 'max' });
}
