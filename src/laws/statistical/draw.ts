import fc from 'fast-check';
import { stream } from '../../random/stream.ts';
import type { LawContext } from '../law.ts';

/** A drawn value with what fast-check needs to shrink it. */
export interface Drawn<Value> {
  readonly value: Value;
  readonly context: unknown;
}

/** The first values that an arbitrary gives for the run's seed and this name. */
export function drawConfigurations<Value>(
  arbitrary: fc.Arbitrary<Value>,
  { seed }: LawContext,
  ensembles: string,
  count: number,
): Drawn<Value>[] {
  return fc
    .sample(arbitrary, { seed: stream(seed, 'law', ensembles).seek(0, 0).uint32() | 0, numRuns: count })
    .map((value) => ({ value, context: undefined }));
}

/** Simpler values, simplest first, as the arbitrary's own shrinker proposes them. */
export function* shrinkCandidates<Value>(
  arbitrary: fc.Arbitrary<Value>,
  { value, context }: Drawn<Value>,
): Generator<Drawn<Value>> {
  if (context === undefined && !arbitrary.canShrinkWithoutContext(value)) return;
  for (const candidate of arbitrary.shrink(value, context)) yield { value: candidate.value, context: candidate.context };
}
