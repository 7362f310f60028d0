import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Triple } from './triple.ts';

/** Two triples whose trainings a law compares. */
export interface TriplePair {
  readonly first: Triple;
  readonly second: Triple;
}

/** Refuses a ratio that hardly any two numbers of the range have, before drawing until one is found takes forever. */
export function requireRatio(ratio: number, spread: number, quantity: string): void {
  if (ratio > 1 && ratio <= spread / 2) return;
  throw new ConfigurationError(
    'TRIPLE_DOMAIN',
    `asked for two values of ${quantity} with a ratio of ${ratio}; expected one above 1 and at most ${spread / 2}, half the spread of the range`,
    'lower the ratio or widen the range',
  );
}
