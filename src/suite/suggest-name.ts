import { nearestName } from '../arithmetic/nearest-name.ts';

/** Advice for a mistyped name: the name that was meant where one is close, and else the whole choice. */
export function suggestName(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? `the choice is: ${candidates.join(', ')}` : `did you mean "${nearest}"?`;
}
