import type { Stream } from '../../src/index.ts';
import { LEVELS } from './design.ts';
import type { Input, Population } from './inputs.ts';

/** A claim about the rate of false alarms of a test. */
export interface AlarmClaim {
  readonly test: string;
  /** The null hypothesis. */
  readonly hypothesis: string;
  /** For which inputs the rate is guaranteed, by their names. */
  promise(input: string): boolean;
  /** Where alarms are most frequent, so many times as many runs are made. */
  readonly times?: number;
  readonly levels?: readonly number[];
  /** The inputs for which it is measured; left out: all. */
  readonly only?: readonly string[];
  /**
   * A trial runs the test once and returns the smallest level at which it raises a false alarm: a p-value, or 1 / the largest e-value on
   * the way.
   */
  prepare(input: Input, population: () => Population): (source: Stream) => number;
}

/** The smallest level at which an interval misses the truth. */
export function missedAt(interval: (confidence: number) => readonly [number, number], truth: number): number {
  return Math.min(
    1,
    ...LEVELS.filter((level) => {
      const [low, high] = interval(1 - level);
      return truth < low || truth > high;
    }),
  );
}
