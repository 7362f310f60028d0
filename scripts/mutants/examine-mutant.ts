import type { CauseId } from '../../src/inference/cause.ts';
import type { CheckOptions } from '../../src/suite/check-optimizer.ts';
import type { Document } from '../../src/suite/document.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import type { Mutant } from './mutants.ts';

/** Whether a mutant was refuted by one of the causes that name it, by others only, or not at all. */
export type Outcome = 'named' | 'caught' | 'missed';

/** What became of a mutant. */
export interface ExaminedMutant {
  readonly name: string;
  readonly mutation: string;
  readonly outcome: Outcome;
  /** Laws that are refuted, with their causes; where there is none, those that are undecided. */
  readonly says: readonly (readonly [law: string, cause: CauseId | undefined])[];
}

/** Asks every exact law about a mutant. */
export async function examineMutant(
  check: (optimizer: Optimizer, options: CheckOptions) => Promise<Document>,
  { name, mutation, make }: Mutant,
  { seed, configurations }: { seed: number; configurations: number },
): Promise<ExaminedMutant> {
  const { results } = await check(make(), { tier: 'exact', seed, configurations });
  const of = (verdict: string): ExaminedMutant['says'] =>
    results.filter((result) => result.verdict === verdict).map(({ law, cause }) => [law, cause]);
  const refuted = of('refuted');
  const named = refuted.some(([, cause]) => cause !== undefined && mutation.causes.includes(cause));
  return {
    name,
    mutation: mutation.name,
    outcome: named ? 'named' : refuted.length > 0 ? 'caught' : 'missed',
    says: refuted.length > 0 ? refuted : of('undecided'),
  };
}
