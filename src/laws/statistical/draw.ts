import fc from 'fast-check';
import { stream } from '../../random/stream.ts';
import type { Drawn } from '../../verdicts/question.ts';
import type { LawContext } from '../law.ts';

/** The first values that arbitraries give in turn for the run's seed and this name. */
export function drawFrom<Value>(
  arbitraries: readonly fc.Arbitrary<Value>[],
  { seed }: LawContext,
  ensembles: string,
  count: number,
): ArbitraryDraw<Value>[] {
  const first = stream(seed, 'law', ensembles).seek(0, 0).uint32() | 0;
  const samples = arbitraries.map((arbitrary) => fc.sample(arbitrary, { seed: first, numRuns: count }));
  return Array.from({ length: count }, (_, i) => {
    const slot = i % arbitraries.length;
    return { value: samples[slot][i], context: undefined, arbitrary: arbitraries[slot] };
  });
}

/** A drawn value, and the arbitrary that makes it simpler. */
export interface ArbitraryDraw<Value> extends Drawn<Value> {
  readonly arbitrary: fc.Arbitrary<Value>;
}

/** Simpler values, simplest first, as the arbitrary's own shrinker proposes them. */
export function* shrinkCandidates<Value>({ value, context, arbitrary }: ArbitraryDraw<Value>): Generator<ArbitraryDraw<Value>> {
  if (context === undefined && !arbitrary.canShrinkWithoutContext(value)) return;
  for (const candidate of arbitrary.shrink(value, context))
    yield { value: candidate.value, context: candidate.context, arbitrary };
}
