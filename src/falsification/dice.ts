import fc from 'fast-check';
import { integer } from '../random/integer.ts';
import { stream } from '../random/stream.ts';

/** The choices of a search, each a function of what the dice are for. */
export interface Dice {
  /** An integer from 0 to n − 1. */
  below(n: number): number;
  /** Whether an event of this probability happens. */
  chance(probability: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
  sample<Value>(arbitrary: fc.Arbitrary<Value>): Value;
}

/** @param purpose what they are for: no two decisions share it */
export function dice(seed: number, ...purpose: readonly (string | number)[]): Dice {
  const source = stream(seed, 'falsification', ...purpose);
  const below = (n: number): number => integer(source, n);
  return {
    below,
    chance: (probability) => source.uniform() < probability,
    pick: (values) => values[below(values.length)],
    sample: (arbitrary) => fc.sample(arbitrary, { seed: source.uint32() | 0, numRuns: 1 })[0],
  };
}
