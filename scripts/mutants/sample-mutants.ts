import { stream } from '../../src/random/stream.ts';
import type { Mutant } from './mutants.ts';

/**
 * So many mutants of each mistake, or all where there are fewer. The hosts are others for each mistake and seed.
 *
 * @param each whole number, at least 1
 */
export function sampleMutants(all: readonly Mutant[], each: number, seed: number): Mutant[] {
  const chosen = new Set<Mutant>();
  for (const mistake of new Set(all.map(({ mutation }) => mutation))) {
    const dice = stream(seed, 'mutants', mistake.name);
    const drawn = all.filter(({ mutation }) => mutation === mistake).map((mutant) => ({ mutant, at: dice.uniform() }));
    for (const { mutant } of drawn.sort((a, b) => a.at - b.at).slice(0, each)) chosen.add(mutant);
  }
  return all.filter((mutant) => chosen.has(mutant));
}
